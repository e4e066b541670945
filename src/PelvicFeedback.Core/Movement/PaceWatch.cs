using System.Text.Json.Serialization;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// Counts repetitions by the pace that was given, 3 s out and 3 s back: done as asked, they hardly move the pelvis. One reads <i>seen</i> only where the
/// pelvis itself went out and back with the pace.
/// </summary>
public readonly record struct PaceWatch
{
    /// <summary>Length of a repetition, s.</summary>
    public const double PeriodSeconds = 6;

    private const double Tolerance = 1e-6;

    // Balance on one leg swings slowly too, but hardly ever this far and this much like the pace.
    private const double LeastSwing = 1.2;
    private const double LeastShare = 0.7;

    // Missing samples up to an ordinary gap may be left out of a repetition.
    private const double MostMissing = 0.2;

    /// <summary>When the first interval began; null while no pace is given.</summary>
    public SampleTime? Origin { get; init; }

    /// <summary>Whole intervals since then.</summary>
    public int Intervals { get; init; }

    /// <summary>Repetitions that the pace has counted in this set.</summary>
    public int Count { get; init; }

    /// <summary>Time of this interval of which there are samples, s.</summary>
    public double Covered { get; init; }

    /// <summary>Time of it on another leg than the one prescribed, s.</summary>
    public double OnOther { get; init; }

    /// <summary>Turn about the vertical since this repetition began, degrees, left positive.</summary>
    public double Turned { get; init; }

    /// <summary>The farthest such turn in it, degrees, signed.</summary>
    public double Farthest { get; init; }

    /// <summary>How far off that turn may be, degrees, not negative: 0 while its rate is steady; null where nothing is known of it.</summary>
    public double? TurnDoubt { get; init; }

    /// <summary>φ or σ against the pace.</summary>
    public PaceFit Frontal { get; init; }

    /// <summary>θ or ρ against the pace.</summary>
    public PaceFit Sagittal { get; init; }

    /// <summary>The turn against the pace.</summary>
    public PaceFit Turning { get; init; }

    /// <summary>The repetition that ended at this sample; mostly null.</summary>
    public RepetitionDone? Done { get; init; }

    /// <summary>Whether a repetition is under way.</summary>
    [JsonIgnore]
    public bool UnderWay => Origin is not null;

    /// <summary>Turn since the repetition began, left positive; while its rate is in doubt the least that it can be. Null when nothing is known of it, or between repetitions.</summary>
    [JsonIgnore]
    public Degrees? Turn => UnderWay && TurnDoubt is { } doubt ? new(Math.CopySign(Math.Max(0, Math.Abs(Turned) - doubt), Turned)) : null;

    private bool TurnHolds => TurnDoubt is 0;

    private SampleTime Since => Origin!.Value + new Seconds(Intervals * PeriodSeconds);

    /// <summary>A pace is given from that time on; what was counted stays counted.</summary>
    /// <param name="origin">When the first interval begins; at or before now.</param>
    /// <param name="now">This sample's time.</param>
    public PaceWatch Begin(SampleTime origin, SampleTime now) =>
        new() { Origin = origin, Count = Count, Covered = (now - origin).Value, TurnDoubt = 0 };

    /// <summary>The pace is over: what has not lasted to its end does not count.</summary>
    public PaceWatch End() => new() { Count = Count };

    /// <summary>The clock began anew: nobody knows any more where in the pace the patient is.</summary>
    /// <param name="now">The first time of the new clock.</param>
    public PaceWatch Restarted(SampleTime now) => UnderWay ? Begin(now, now) : this;

    /// <summary>The repetition that is whole by that time, though no sample of the set is left to say so; null for none.</summary>
    public RepetitionDone? DoneBy(SampleTime time) => IsOver(time) ? Judge() : null;

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis.</param>
    /// <param name="onOther">Whether the motion shows another leg than the one prescribed.</param>
    public PaceWatch Next(in PelvisSample pelvis, bool onOther)
    {
        if (!UnderWay)
        {
            return Done is null ? this : this with { Done = null };
        }

        return IsOver(pelvis.Time) ? Anew(pelvis.Time).Add(pelvis, onOther, Judge()) : Add(pelvis, onOther, null);
    }

    private bool IsOver(SampleTime time) => UnderWay && (time - Since).Value >= PeriodSeconds - Tolerance;

    // Intervals of which no sample is left are counted by the pace and said of by nobody.
    private PaceWatch Anew(SampleTime time)
    {
        var intervals = (int)Math.Floor(((time - Origin!.Value).Value + Tolerance) / PeriodSeconds);
        return new() { Origin = Origin, Intervals = intervals, Count = Count + intervals - Intervals, TurnDoubt = 0 };
    }

    private PaceWatch Add(in PelvisSample pelvis, bool onOther, RepetitionDone? done)
    {
        // The first sample's step lies in the repetition before.
        var elapsed = (pelvis.Time - Since).Value;
        var step = Math.Min(pelvis.SincePrevious.Value, elapsed);
        var gap = pelvis.SincePrevious.Value <= 0;
        var pace = Math.Cos(2 * Math.PI / PeriodSeconds * elapsed);
        var turned = Turned + (pelvis.TurnRate.Value * step);
        var here = this with
        {
            Done = done,
            Covered = Covered + step,
            OnOther = onOther ? OnOther + step : OnOther,
            Turned = turned,
            Farthest = Math.Abs(turned) > Math.Abs(Farthest) ? turned : Farthest,
            TurnDoubt = gap ? null : TurnDoubt + (pelvis.TurnDoubt?.Value * step),
            Turning = Turning.Next(turned, elapsed, pace, PeriodSeconds, step),
        };
        return (pelvis.Obliquity ?? pelvis.LongAxis) is { } frontal && (pelvis.Tilt ?? pelvis.Roll) is { } sagittal
            ? here with
            {
                Frontal = Frontal.Next(frontal.Value, elapsed, pace, PeriodSeconds, step),
                Sagittal = Sagittal.Next(sagittal.Value, elapsed, pace, PeriodSeconds, step),
            }
            : here;
    }

    private RepetitionDone Judge()
    {
        var isWhole = Covered >= PeriodSeconds - MostMissing;
        return new(Count + 1, Since, new(PeriodSeconds), null, TurnHolds && isWhole ? new(Farthest) : null)
        {
            Source = RepetitionSource.Paced,
            Seen = isWhole && FollowsPace,
            OtherLeg = OnOther > Covered / 2,
            CutShort = !isWhole,
        };
    }

    private bool FollowsPace
    {
        get
        {
            var swing = Math.Pow(Frontal.Swing(PeriodSeconds), 2) + Math.Pow(Sagittal.Swing(PeriodSeconds), 2);
            var explained = Frontal.Explained(PeriodSeconds) + Sagittal.Explained(PeriodSeconds);
            var power = Frontal.Power(PeriodSeconds) + Sagittal.Power(PeriodSeconds);
            if (TurnHolds)
            {
                swing += Math.Pow(Turning.Swing(PeriodSeconds), 2);
                explained += Turning.Explained(PeriodSeconds);
                power += Turning.Power(PeriodSeconds);
            }

            return Math.Sqrt(swing) >= LeastSwing && explained >= LeastShare * power;
        }
    }
}
