using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation.Further;

/// <summary>The 30 s test: what was measured, against the true pelvis.</summary>
public sealed class TestScore
{
    private const double Within = 0.2;
    private const double WithinDegrees = 1;
    private const double FallWithin = 1;

    /// <summary>Tests that were done, and told.</summary>
    public Tally Found { get; private set; }

    /// <summary>Lift-off told to 0.2 s.</summary>
    public Tally LiftOffs { get; private set; }

    /// <summary>Of those that ended before 30 s, the end told to 0.2 s.</summary>
    public Tally Ends { get; private set; }

    /// <summary>Whether it was held for 30 s; a stumble is a foot put down, as far as motion shows.</summary>
    public Tally Held { get; private set; }

    /// <summary>The best raise told to 1°.</summary>
    public Tally Raises { get; private set; }

    /// <summary>The level at 30 s told to 1°.</summary>
    public Tally Levels { get; private set; }

    /// <summary>Whether the pelvis fell by 4° and more, and if so when, to 1 s.</summary>
    public Tally Falls { get; private set; }

    public int Invented { get; private set; }

    public void Add(TestScore other)
    {
        (Found, LiftOffs, Ends, Held) = (Found + other.Found, LiftOffs + other.LiftOffs, Ends + other.Ends, Held + other.Held);
        (Raises, Levels, Falls) = (Raises + other.Raises, Levels + other.Levels, Falls + other.Falls);
        Invented += other.Invented;
    }

    public void Score(Played played, List<string> notes)
    {
        var said = played.Stands<TestEnded>().ToList();
        foreach (var test in played.Truth.OfType<TrueTest>())
        {
            var told = said.Find(one => one.Reason is null && one.Ended > test.Start && one.Ended.Seconds - one.Duration.Value < test.At.Seconds);
            Found = Found.And(told is not null);
            if (told is null)
            {
                var why = said.Find(one => one.At >= test.Start && one.At.Seconds < test.At.Seconds + 20);
                notes.Add(played.Note(string.Create(CultureInfo.InvariantCulture, $"test not measured {test.Start.Seconds:0.00}–{test.At.Seconds:0.00} {test.End}: {why?.Reason}")));
                continue;
            }

            said.Remove(told);
            Score(played, test, told, notes);
        }

        Invented += said.Count(one => one.Reason is null);
    }

    private void Score(Played played, TrueTest test, TestEnded told, List<string> notes)
    {
        var raise = played.Samples.Where(s => s.Time >= test.Start.Seconds && s.Time < test.At.Seconds)
            .Select(s => (Time: s.Time - test.Start.Seconds, Raise: -test.StanceLeg.Sign() * s.Obliquity)).ToList();
        var length = (test.At - test.Start).Value;
        var best = BestSecond(raise);
        var fall = Fall(raise, best);
        var lift = told.Ended.Seconds - told.Duration.Value - test.Start.Seconds;
        var end = (told.Ended - test.At).Value;
        var held = length >= 30;
        LiftOffs = LiftOffs.And(Note(Math.Abs(lift) <= Within, $"lift-off by {lift:0.00}"));
        Ends = held ? Ends : Ends.And(Note(Math.Abs(end) <= Within, $"end by {end:0.00} {test.End}"));
        Held = Held.And(Note(told.EndReason == TestEnd.Held == held, $"end reason {told.EndReason}, truth {test.End}"));
        Raises = Raises.And(Note(Math.Abs((told.BestRaise?.Value ?? 99) - best) <= WithinDegrees, $"raise {told.BestRaise?.Value:0.0}, truth {best:0.0}"));
        if (held)
        {
            var level = Median(raise.Where(r => r.Time is >= 29 and < 30).Select(r => r.Raise));
            Levels = Levels.And(Note(Math.Abs((told.LevelAt30?.Value ?? 99) - level) <= WithinDegrees, $"level at 30 s {told.LevelAt30?.Value:0.0}, truth {level:0.0}"));
        }

        // A fall that only just reaches its 4° may be told or not.
        var surely = Fall(raise, best - 0.5) is not null;
        var perhaps = Fall(raise, best + 0.5) is not null;
        if (surely == perhaps)
        {
            Falls = Falls.And(Note(
                told.PelvisFallStart is null == fall is null && Math.Abs((told.PelvisFallStart?.Value ?? 0) - (fall ?? 0)) <= FallWithin,
                $"fall at {told.PelvisFallStart?.Value:0.0}, truth {fall:0.0}"));
        }

        bool Note(bool right, FormattableString off)
        {
            if (!right)
            {
                notes.Add(played.Note($"test at {test.Start.Seconds.ToString("0.00", CultureInfo.InvariantCulture)}: " + off.ToString(CultureInfo.InvariantCulture)));
            }

            return right;
        }
    }

    private static double BestSecond(List<(double Time, double Raise)> raise)
    {
        var best = double.NegativeInfinity;
        for (var from = 0.0; from <= 4; from += 0.1)
        {
            var second = raise.Where(r => r.Time >= from && r.Time < from + 1).Select(r => r.Raise);
            best = second.Any() ? Math.Max(best, Median(second)) : best;
        }

        return best;
    }

    // The first time from which on it was 4° and more under the best for a second.
    private static double? Fall(List<(double Time, double Raise)> raise, double best)
    {
        double? since = null;
        foreach (var (time, value) in raise.Where(r => r.Time > 1))
        {
            since = value <= best - 4 ? since ?? time : null;
            if (since is { } from && time - from >= 1)
            {
                return from;
            }
        }

        return null;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }
}
