using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// On which leg the patient stands: both until the pelvis has shifted over one foot, that leg until it has shifted back.
/// The prescription says which leg it should be; a shift to the other one makes the stance unknown, not the other leg.
/// </summary>
public readonly record struct StanceWatch
{
    // The foot leaves the floor shortly before the shift has come to its end, and is back on it before the shift back begins.
    private const double ReturnShare = 0.5;
    private const double CrossedShare = 1.5;
    private const double StillSeconds = 1.5;

    /// <summary>The stance at this sample.</summary>
    public Stance Stance { get; init; }

    /// <summary>Since when: the estimated lift-off of a stance on one leg.</summary>
    public SampleTime Since { get; init; }

    /// <summary>The way of the shift that led to this stance, m.</summary>
    public double WayOut { get; init; }

    /// <summary>Whether the last shift went to another leg than the one prescribed.</summary>
    public bool OtherLeg { get; init; }

    /// <summary>The shifts of the pelvis.</summary>
    public WeightShift Shift { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis; with acceleration.</param>
    /// <param name="prescribed">The prescribed leg; null where either will do.</param>
    /// <param name="resting">Whether nobody asked for one leg: then who stands still stands on both.</param>
    public StanceWatch Next(in PelvisSample pelvis, Side? prescribed, bool resting)
    {
        var shift = Shift.Next(pelvis.Time, pelvis.SincePrevious, pelvis.LeftAcceleration);
        var here = this with { Shift = shift };
        if (shift.Ended is not { } ended)
        {
            return resting && here.Stance == Stance.Unknown && pelvis.Still.Value >= StillSeconds
                ? here.OnBoth(pelvis.Time)
                : here;
        }

        // One leg seen, or the other one than prescribed: a shift back ends it, a shift of twice the way leads across.
        if ((here.Stance.AsSide() ?? (OtherLeg ? prescribed?.Other() : null)) is { } leg)
        {
            return ended.Toward == leg || ended.Metres < ReturnShare * WayOut ? here
                : ended.Metres > CrossedShare * WayOut ? here.Onto(ended, prescribed)
                : here.OnBoth(ended.Began);
        }

        // From nowhere known, a shift away from the prescribed leg is most likely the way back from it; which leg it was is not known.
        return here.Stance == Stance.Both ? here.Onto(ended, prescribed)
            : prescribed is null ? here
            : ended.Toward == prescribed ? here.Onto(ended, prescribed)
            : here.OnBoth(ended.Ended);
    }

    private StanceWatch OnBoth(SampleTime since) => this with { Stance = Stance.Both, Since = since, WayOut = 0, OtherLeg = false };

    private StanceWatch Onto(Shift shift, Side? prescribed) => prescribed is null || shift.Toward == prescribed
        ? this with { Stance = shift.Toward.AsStance(), Since = shift.Ended, WayOut = shift.Metres, OtherLeg = false }
        : this with { Stance = Stance.Unknown, Since = shift.Ended, WayOut = shift.Metres, OtherLeg = true };
}
