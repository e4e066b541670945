using System.Collections.Immutable;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>
/// Measures a 30 s one-leg test while it runs: how high the free side was raised, when it began to fall, where it was at 30 s. Raise is −D. A median is
/// taken over twenty means of 50 ms.
/// </summary>
public readonly record struct TestWatch
{
    /// <summary>How long the test lasts, s.</summary>
    public const double LengthSeconds = 30;

    // A foot that came down shortly before the time was over is found a moment later.
    private const double CertainSeconds = 31;
    private const double BestWithinSeconds = 5;
    private const double FallDegrees = 4;
    private const double FallSeconds = 1;
    private const double BinSeconds = 0.05;
    private const int Bins = 20;
    private const double Tolerance = 1e-6;

    private readonly ImmutableArray<double> _raises;

    /// <summary>Lift-off of the test; null before.</summary>
    public SampleTime? Since { get; init; }

    /// <summary>Whether it was told already: what is held on is not of it.</summary>
    public bool Told { get; init; }

    /// <summary>The last means of raise, degrees, at most twenty; without a break.</summary>
    public ImmutableArray<double> Raises
    {
        get => _raises.IsDefault ? [] : _raises;
        init => _raises = value;
    }

    /// <summary>Sum of the raise by time in the mean under way, degrees times seconds.</summary>
    public double Sum { get; init; }

    /// <summary>Length of the mean under way, s.</summary>
    public double Length { get; init; }

    /// <summary>The best median so far, degrees.</summary>
    public double? Best { get; init; }

    /// <summary>The median at 30 s, degrees.</summary>
    public double? At30 { get; init; }

    /// <summary>Since when the raise has been far under its best; null while it is not.</summary>
    public SampleTime? FallingSince { get; init; }

    /// <summary>When it began to fall for good; null while it did not.</summary>
    public SampleTime? Fell { get; init; }

    /// <summary>Whether the time is over, and certainly so.</summary>
    /// <param name="now">This sample's time.</param>
    public bool IsHeld(SampleTime now) => !Told && Since is { } since && (now - since).Value >= CertainSeconds;

    /// <summary>Takes the next moment of a test set.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="drop">D, degrees; null where it is not known.</param>
    public TestWatch Next(in Moment moment, double? drop)
    {
        if (moment.HoldSince is not { } since)
        {
            return default;
        }

        var here = Since == since ? this : new() { Since = since };
        return here.Told ? here : drop is { } known ? here.Add(moment.Pelvis.Time, moment.Pelvis.SincePrevious.Value, -known) : here.Lost();
    }

    /// <summary>What it has come to.</summary>
    /// <param name="at">The sample at which that is certain.</param>
    /// <param name="ended">When it ended.</param>
    /// <param name="side">The stance leg.</param>
    /// <param name="end">Why it ended, unless the time was over.</param>
    /// <param name="against">Why nothing can be said; null for no such reason.</param>
    public TestEnded Result(SampleTime at, SampleTime ended, ExerciseSide side, TestEnd end, NotJudgedReason? against)
    {
        var since = Since ?? ended;
        var lasted = Math.Min((ended - since).Value, LengthSeconds);
        var isHeld = lasted >= LengthSeconds - Tolerance;
        var reason = against ?? (Best is null ? NotJudgedReason.TooShort : default(NotJudgedReason?));
        var known = reason is null;
        return new(
            at,
            isHeld ? since + new Seconds(LengthSeconds) : ended,
            side,
            new(lasted),
            known ? new(Best!.Value) : null,
            known && isHeld && At30 is { } level ? new(level) : null,
            known && Fell is { } fell && (fell - since).Value < lasted ? fell - since : null,
            isHeld ? TestEnd.Held : end,
            reason);
    }

    private TestWatch Lost() => this with { Raises = [], Sum = 0, Length = 0, FallingSince = null };

    private TestWatch Add(SampleTime now, double step, double raise)
    {
        var elapsed = (now - Since!.Value).Value;
        var here = step > 0 ? this : Lost();
        var falling = Best is { } best && best - raise >= FallDegrees ? here.FallingSince ?? now : default(SampleTime?);
        here = here with
        {
            Sum = here.Sum + (raise * step),
            Length = here.Length + step,
            FallingSince = falling,
            Fell = Fell ?? (falling is { } began && (now - began).Value >= FallSeconds - Tolerance ? began : null),
        };
        return here.Length >= BinSeconds - Tolerance ? here.Whole(elapsed) : here;
    }

    private TestWatch Whole(double elapsed)
    {
        var raises = Raises.Add(Sum / Length);
        raises = raises.Length > Bins ? raises.RemoveAt(0) : raises;
        var here = this with { Raises = raises, Sum = 0, Length = 0 };
        if (raises.Length < Bins || elapsed > LengthSeconds + BinSeconds)
        {
            return here;
        }

        var median = Median(raises);
        return here with
        {
            Best = elapsed <= BestWithinSeconds + Tolerance && !(median <= Best) ? median : Best,
            At30 = At30 ?? (elapsed >= LengthSeconds - Tolerance ? median : null),
        };
    }

    private static double Median(ImmutableArray<double> raises)
    {
        var sorted = raises.Sort();
        return (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
