using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire;

/// <summary>A sample that was accepted, with how it follows the one before.</summary>
public readonly record struct TimedSample
{
    /// <summary>The sample.</summary>
    public MotionSample Motion { get; init; }

    /// <summary>Time since the sample before; 0 s when none came before, in this segment or since a gap.</summary>
    public Seconds SincePrevious { get; init; }

    /// <summary>Whether the orientation is not to be trusted yet, because the filter that makes it has just begun.</summary>
    public bool Settling { get; init; }

    /// <summary>What was decided so far at this sample; mostly null.</summary>
    public EventChain? Events { get; init; }
}

/// <summary>
/// Lets samples through in the order of their own time and says where some are missing. What arrives twice, out of order, from elsewhere,
/// without motion in it or turned further than any body can is left out and counted; its mark goes on to the next sample that has room for it,
/// so nothing that was said is lost.
/// </summary>
public readonly record struct Continuity
{
    /// <summary>The shortest silence that counts as a gap, whatever the rate.</summary>
    public static readonly Seconds LeastGap = Seconds.FromMilliseconds(100);

    /// <summary>A jump back of more than this is a sensor that restarted, not a sample out of order.</summary>
    public static readonly Seconds MostDisorder = new(1);

    /// <summary>Samples beyond the sensor's range that are no further apart than this are told of once.</summary>
    public static readonly Seconds ClippingApart = new(1);

    /// <summary>Whether a sample was accepted before.</summary>
    public bool Begun { get; init; }

    /// <summary>Time of the last accepted sample.</summary>
    public SampleTime Last { get; init; }

    /// <summary>Samples left out since the last accepted one.</summary>
    public int Rejected { get; init; }

    /// <summary>Marks that wait for samples to travel with, in their order; null for none.</summary>
    public ImmutableList<Mark>? Waiting { get; init; }

    /// <summary>Orientation of the last accepted sample that had one; the null quaternion before.</summary>
    public Rotation Orientation { get; init; }

    /// <summary>A sample that was left out because it is far back in time; the sensor restarted if the next one follows it, else it came from elsewhere.</summary>
    public SampleTime? Elsewhere { get; init; }

    /// <summary>The last accepted sample that was beyond the sensor's range; null for none.</summary>
    public SampleTime? Clipped { get; init; }

    /// <summary>Takes the next sample as it came.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="period">The sensor's period, s: three of them, but at least 100 ms, without a sample are a gap.</param>
    /// <param name="accepted">The sample with how it follows the one before; only where <see cref="Rejected"/> is 0 after it.</param>
    public Continuity Next(in MotionSample sample, Seconds period, out TimedSample accepted)
    {
        var step = sample.Time - Last;
        var isBack = Begun && step < -MostDisorder;
        var restarted = Begun && (sample.StartsSegment || (isBack && FollowsElsewhere(sample.Time)));
        var hasMotion = HasMotion(sample);
        var gap = Begun && step.Value >= Math.Max(LeastGap.Value, 3 * period.Value) - Tolerance;
        if (!hasMotion || (Begun && !restarted && (step.Value <= 0 || (!gap && IsJump(sample, Rejected == 0 || step < period ? step : period)))))
        {
            accepted = default;
            return this with { Rejected = Rejected + 1, Waiting = WaitingWith(sample.Mark), Elsewhere = isBack && hasMotion ? sample.Time : Elsewhere };
        }

        EventChain? events = null;
        events = restarted ? events.With(new SensorRestarted(sample.Time)) : events;
        events = gap ? events.With(new SensorGap(sample.Time, step)) : events;
        events = Rejected > 0 ? events.With(new SamplesRejected(sample.Time, Rejected)) : events;
        events = sample.Clipped && !(Clipped is { } before && !restarted && sample.Time - before < ClippingApart) ? events.With(new SamplesClipped(sample.Time)) : events;
        accepted = new()
        {
            Motion = Waiting is null ? sample : sample with { Mark = Waiting[0] },
            SincePrevious = Begun && !restarted && !gap ? step : Seconds.Zero,
            Events = events,
        };
        return new()
        {
            Begun = true,
            Last = sample.Time,
            Orientation = sample.Has(MotionContent.Orientation) ? sample.SensorToEarth : default,
            Clipped = sample.Clipped ? sample.Time : Clipped,
            Waiting = Waiting is null ? null : WaitingWith(sample.Mark)!.RemoveAt(0) is { IsEmpty: false } left ? left : null,
        };
    }

    // One that restarted goes on where it began anew; of two sources that take turns, the first is heard and the other left out.
    private bool FollowsElsewhere(SampleTime time) => Elsewhere is { } elsewhere && time > elsewhere && time - elsewhere < MostDisorder;

    // Further than any body turns, and any such sensor measures, in that time: since the last sample, and once some were left out no more than
    // one period. What jumps and stays is a gap by and by.
    private bool IsJump(in MotionSample sample, Seconds within)
    {
        if (Orientation.W == 0 && Orientation.Norm == 0)
        {
            return false;
        }

        var (one, other) = (Orientation, sample.SensorToEarth);
        var cosine = Math.Abs((one.W * other.W) + (one.X * other.X) + (one.Y * other.Y) + (one.Z * other.Z));
        return sample.Has(MotionContent.Orientation) && cosine < NoJump
            && 2 * Math.Acos(Math.Min(1, cosine / (one.Norm * other.Norm))) > (MostRate * within.Value) + Slack;
    }

    private ImmutableList<Mark>? WaitingWith(Mark? mark) => mark is null ? Waiting : (Waiting ?? []).Add(mark);

    // Times that were written with four decimals must not make 100 ms come out as 99.99999.
    private const double Tolerance = 1e-6;

    // Cosine of 2.5°, half an angle that always passes, which spares most samples the arc; norms are off 1 by 10 % at most.
    private const double NoJump = 0.999;

    // Radians a second: gyroscopes of such sensors end at 2000 °/s, which is 34.9.
    private const double MostRate = 40;
    private const double Slack = 0.1;

    private static bool HasMotion(in MotionSample sample) =>
        (sample.Has(MotionContent.Orientation) && Math.Abs(sample.SensorToEarth.Norm - 1) < 0.1)
        || (sample.Has(MotionContent.SpecificForce | MotionContent.AngularRate)
            && sample.SpecificForce.IsFinite && sample.AngularRate.IsFinite);
}
