using System.Text.Json.Serialization;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// Compares quiet standing on two feet, outside of sets on one leg, with the calibration: a lasting difference of more than 2° against gravity is a
/// belt that slipped. What was said since the last good comparison is withdrawn. A belt that turned about the vertical looks
/// the same to gravity; only a new bow shows that.
/// </summary>
public readonly record struct SlipWatch
{
    private const double MostChange = 2;
    private const double NotStanding = 20;
    private const double SmoothingSeconds = 0.6;

    // Quiet standing sways, in some people by more than 2° for a moment; a slip stays.
    private const double LastingSeconds = 1.2;
    private const double StillSeconds = 1.5;

    /// <summary>Smoothed obliquity φ, degrees, left side up positive.</summary>
    public double Obliquity { get; init; }

    /// <summary>Smoothed tilt θ, degrees, anterior positive.</summary>
    public double Tilt { get; init; }

    /// <summary>Since when the patient has stood on two feet; null while on one.</summary>
    public SampleTime? OnTwoFeetSince { get; init; }

    /// <summary>For how long quiet standing has differed from the calibration, s.</summary>
    public double OffFor { get; init; }

    /// <summary>When the calibration was last found to hold.</summary>
    public SampleTime GoodAt { get; init; }

    /// <summary>Whether the belt has slipped since the last static calibration.</summary>
    public bool Slipped { get; init; }

    /// <summary>Whether the belt has slipped since the last bow, so that its axis may be off although up was found anew.</summary>
    public bool AxisStale { get; init; }

    /// <summary>What was decided at this sample; mostly null.</summary>
    [JsonIgnore]
    public EventChain? Decided { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis.</param>
    /// <param name="onTwoFeet">Whether the patient may be taken to stand on two feet with both on one floor.</param>
    public SlipWatch Next(in PelvisSample pelvis, bool onTwoFeet)
    {
        var here = Decided is null ? this : this with { Decided = null };
        if (here.AxisStale && pelvis.Events is not null && Calibrated(pelvis.Events, CalibrationStep.Bow))
        {
            here = here with { AxisStale = false };
        }

        if (pelvis.Events is not null && Calibrated(pelvis.Events, CalibrationStep.Static))
        {
            here = here with { Slipped = false, AxisStale = here.AxisStale || here.Slipped, GoodAt = pelvis.Time, Obliquity = 0, Tilt = 0 };
        }

        if (pelvis.Obliquity is not { } obliquity || pelvis.Tilt is not { } tilt)
        {
            return here;
        }

        return here.Compare(pelvis, onTwoFeet, obliquity, tilt);
    }

    // Every part on its own and all put together once: each copy costs.
    private SlipWatch Compare(in PelvisSample pelvis, bool onTwoFeet, Degrees obliquity, Degrees tilt)
    {
        var share = pelvis.SincePrevious.Value / (SmoothingSeconds + pelvis.SincePrevious.Value);
        var (smoothObliquity, smoothTilt) = (Obliquity + ((obliquity.Value - Obliquity) * share), Tilt + ((tilt.Value - Tilt) * share));
        var onTwoFeetSince = onTwoFeet ? OnTwoFeetSince ?? pelvis.Time : default(SampleTime?);
        var (offFor, slips, goodAt, change) = (onTwoFeet ? OffFor : 0, false, GoodAt, 0.0);
        if (onTwoFeetSince is { } since && (pelvis.Time - since).Value >= StillSeconds
            && !Slipped && pelvis.Still.Value >= StillSeconds && Math.Abs(smoothTilt) <= NotStanding)
        {
            change = Math.Sqrt((smoothObliquity * smoothObliquity) + (smoothTilt * smoothTilt));
            (goodAt, offFor) = change <= MostChange ? (pelvis.Time, 0) : (goodAt, offFor + pelvis.SincePrevious.Value);
            slips = offFor >= LastingSeconds;
        }

        return new()
        {
            Obliquity = smoothObliquity,
            Tilt = smoothTilt,
            OnTwoFeetSince = onTwoFeetSince,
            OffFor = slips ? 0 : offFor,
            GoodAt = goodAt,
            Slipped = Slipped || slips,
            AxisStale = AxisStale,
            Decided = slips ? Say(pelvis.Time, change) : null,
        };
    }

    private EventChain? Say(SampleTime now, double change) =>
        ((EventChain?)null).With(new BeltSlipped(now, new(change))).With(new Withdrawn(now, GoodAt, WithdrawalReason.Slip));

    /// <summary>How far angles can be believed after what is known of slips.</summary>
    /// <param name="claimed">What calibration and bow alone would allow.</param>
    public Confidence Limit(Confidence claimed) =>
        Slipped ? Confidence.None : AxisStale && claimed == Confidence.High ? Confidence.Low : claimed;

    private static bool Calibrated(EventChain events, CalibrationStep step)
    {
        foreach (var one in events)
        {
            if (one is Calibrated { Accepted: true } calibrated && calibrated.Step == step)
            {
                return true;
            }
        }

        return false;
    }
}
