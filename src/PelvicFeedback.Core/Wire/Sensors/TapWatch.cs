using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>What came of waiting for two taps.</summary>
public enum TapOutcome
{
    /// <summary>Not yet.</summary>
    Waiting,

    /// <summary>It was tapped twice.</summary>
    Tapped,

    /// <summary>It was not, for <see cref="TapWatch.PatienceSeconds"/>.</summary>
    GivenUp,
}

/// <summary>
/// Finds two taps on the sensor's case: quiet, a jolt, a second one 0.12–0.8 s after it, quiet again. A jolt lasts at most 0.15 s; what goes on
/// longer is carrying or walking, and a third one is knocking. Everything by the samples' own time. A jolt is a specific force that departs by
/// 4 m/s² from its own mean; where the sensor gives no force, a rate of 1.5 rad/s, so that a sensor of that kind is better twisted briefly than
/// tapped. The limits are chosen, not measured on people. <c>default</c> has seen nothing.
/// </summary>
public readonly record struct TapWatch
{
    /// <summary>How long two taps are waited for, s.</summary>
    public const double PatienceSeconds = 30;

    private const double LoudForce = 4;
    private const double LoudRate = 1.5;
    private const double Quiet = 0.5;
    private const double QuietBefore = 0.4;
    private const double QuietAfter = 0.4;
    private const double LongestJolt = 0.15;
    private const double SameJolt = 0.06;
    private const double LeastApart = 0.12;
    private const double MostApart = 0.8;
    private const double MeanSeconds = 0.2;
    private const double Interrupted = 0.1;

    /// <summary>What came of it so far.</summary>
    public TapOutcome Outcome { get; private init; }

    private bool Begun { get; init; }

    private SampleTime Since { get; init; }

    private SampleTime Last { get; init; }

    private Vector3D Mean { get; init; }

    private Rotation Before { get; init; }

    // Of how many jolts; the last of them began then.
    private int Jolts { get; init; }

    private SampleTime JoltBegan { get; init; }

    private SampleTime LastLoud { get; init; }

    private SampleTime LastUnquiet { get; init; }

    /// <summary>Takes the sensor's next sample.</summary>
    public TapWatch Next(in MotionSample sample)
    {
        var now = sample.Time;
        if (!Begun || (now - Last).Value is <= 0 or > Interrupted)
        {
            return new() { Begun = true, Since = Begun && now > Since ? Since : now, Last = now, Mean = sample.SpecificForce, Before = sample.SensorToEarth, LastUnquiet = now, LastLoud = now };
        }

        var loudness = Loudness(sample);
        var next = loudness >= 1 ? Loud(now) : this;
        var share = (now - Last).Value / (MeanSeconds + (now - Last).Value);
        next = next with
        {
            Last = now,
            Before = sample.SensorToEarth,

            // A jolt is not how it lies; one that lasts too long was the sensor being turned.
            Mean = loudness < 1 ? Mean + ((sample.SpecificForce - Mean) * share) : next.Jolts == 0 ? sample.SpecificForce : Mean,
            LastUnquiet = loudness >= Quiet ? now : LastUnquiet,
            Jolts = next.Jolts == 1 && (now - next.JoltBegan).Value > MostApart ? 0 : next.Jolts,
        };
        return next with
        {
            Outcome = next.Jolts == 2 && (now - next.LastLoud).Value >= QuietAfter ? TapOutcome.Tapped
                : (now - Since).Value > PatienceSeconds ? TapOutcome.GivenUp : TapOutcome.Waiting,
        };
    }

    private TapWatch Loud(SampleTime now)
    {
        var sinceJolt = (now - JoltBegan).Value;
        var isSame = (now - LastLoud).Value <= SameJolt || (Jolts > 0 && sinceJolt < LeastApart);
        var next = this with { LastLoud = now };
        return Jolts switch
        {
            > 0 when isSame => sinceJolt > LongestJolt ? next with { Jolts = 0 } : next,
            0 when !isSame && (now - LastUnquiet).Value >= QuietBefore => next with { Jolts = 1, JoltBegan = now },
            1 => next with { Jolts = 2, JoltBegan = now },
            _ => next with { Jolts = 0 },
        };
    }

    // 1 and more is a jolt.
    private double Loudness(in MotionSample sample)
    {
        if (sample.Has(MotionContent.SpecificForce))
        {
            return (sample.SpecificForce - Mean).Length / LoudForce;
        }

        if (sample.Has(MotionContent.AngularRate))
        {
            return sample.AngularRate.Length / LoudRate;
        }

        var turn = Before.Inverse * sample.SensorToEarth;
        var angle = 2 * Math.Asin(Math.Min(1, new Vector3D(turn.X, turn.Y, turn.Z).Length));
        return angle / (sample.Time - Last).Value / LoudRate;
    }
}
