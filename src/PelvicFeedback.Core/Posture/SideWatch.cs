using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Posture;

/// <summary>
/// The side check: "bend your LEFT knee, feet flat" lets the left side of the pelvis down. It catches a sensor worn another way
/// round than the bow believed, before anybody is told to lift the wrong side. The 2° and 0.3 s are our judgement.
/// </summary>
public readonly record struct SideWatch
{
    private const double LeastDrop = 2;
    private const double LeastSeconds = 0.3;

    /// <summary>The knee that was asked for.</summary>
    public Side Knee { get; init; }

    /// <summary>Which side is down by 2° or more now: +1 the knee's, −1 the other, 0 neither.</summary>
    public int Down { get; init; }

    /// <summary>Since when; meaningless before the first sample of the check.</summary>
    public SampleTime Since { get; init; }

    /// <summary>Whether the check is decided: null not yet, true the knee's side came down, false the other.</summary>
    public bool? Confirmed { get; init; }

    /// <summary>Takes the next sample of the check; a side counts when it stays 2° down for 0.3 s.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="obliquity">φ, left up positive.</param>
    public SideWatch Next(SampleTime time, Degrees obliquity)
    {
        if (Confirmed is not null)
        {
            return this;
        }

        var kneeSideDown = -obliquity.Value * Knee.Sign();
        var down = kneeSideDown >= LeastDrop ? 1 : kneeSideDown <= -LeastDrop ? -1 : 0;
        var here = down == Down ? this : this with { Down = down, Since = time };
        return down != 0 && (time - here.Since).Value >= LeastSeconds ? here with { Confirmed = down > 0 } : here;
    }
}
