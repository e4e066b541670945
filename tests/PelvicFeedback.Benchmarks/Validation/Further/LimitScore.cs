using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation.Further;

/// <summary>Alerts against what the true pelvis did, for each quantity of an exercise's band.</summary>
public sealed class LimitScore
{
    private const double OverDwell = 0.05;
    private const double Reaction = 0.3;
    private readonly SortedDictionary<AlertKind, Tally> _found = [];
    private readonly SortedDictionary<AlertKind, int> _alerts = [];
    private readonly SortedDictionary<AlertKind, int> _false = [];

    /// <summary>Excursions that had to be found, and were, by quantity.</summary>
    public IReadOnlyDictionary<AlertKind, Tally> Found => _found;

    /// <summary>Alerts of each quantity.</summary>
    public IReadOnlyDictionary<AlertKind, int> Alerts => _alerts;

    /// <summary>Those before which the true quantity had not come near the limit.</summary>
    public IReadOnlyDictionary<AlertKind, int> False => _false;

    public int FalseAlerts => _false.Values.Sum();

    /// <summary>Repetitions and holds said to be level in which an excursion had to be found.</summary>
    public int WrongLevels { get; private set; }

    public void Add(LimitScore other)
    {
        foreach (var (kind, tally) in other._found)
        {
            _found[kind] = _found.GetValueOrDefault(kind) + tally;
        }

        Add(_alerts, other._alerts);
        Add(_false, other._false);
        WrongLevels += other.WrongLevels;
    }

    /// <summary>Scores a session of one exercise.</summary>
    public void Score(Played played, List<string> notes)
    {
        var alerts = played.Stands<AlertStarted>().ToList();
        var band = played.Said.OfType<SetStarted>().Select(set => set.Band).FirstOrDefault();
        if (band is null)
        {
            Unheld(played, alerts, notes);
            return;
        }

        var ends = played.Said.OfType<AlertEnded>().ToDictionary(end => end.Ordinal, end => end.At);
        var efforts = Efforts(played).ToList();
        foreach (var limit in band.Further.Prepend(band.First))
        {
            var of = alerts.Where(alert => alert.Kind == limit.Kind).ToList();
            _alerts[limit.Kind] = _alerts.GetValueOrDefault(limit.Kind) + of.Count;
            foreach (var over in Over(played, limit.Kind, limit.Alert.Value + MustFind(limit.Kind)).Where(one => one.To - one.From >= limit.Dwell.Value + OverDwell))
            {
                var found = of.Exists(alert => alert.At.Seconds <= over.To + Reaction && ends[alert.Ordinal].Seconds >= over.From);
                _found[limit.Kind] = _found.GetValueOrDefault(limit.Kind).And(found);
                var level = efforts.Exists(effort => effort.Level && Math.Min(effort.To, over.To) - Math.Max(effort.From, over.From) >= limit.Dwell.Value + OverDwell);
                WrongLevels += level ? 1 : 0;
                if (!found || level)
                {
                    notes.Add(played.Note(Line($"{limit.Kind} {(level ? "called level" : "missed")} {over.From:0.00}–{over.To:0.00}, peak {over.Peak:0.0}")));
                }
            }

            var near = Over(played, limit.Kind, limit.Alert.Value - MayBeOff(limit.Kind)).ToList();
            foreach (var alert in of.Where(alert => !near.Exists(one => one.From <= alert.At.Seconds && one.To >= alert.At.Seconds - limit.Dwell.Value - Reaction)))
            {
                _false[limit.Kind] = _false.GetValueOrDefault(limit.Kind) + 1;
                notes.Add(played.Note(Line($"false {limit.Kind} at {alert.At.Seconds:0.00}, said {alert.Value.Value:0.0}")));
            }
        }
    }

    // Where nothing is held against limits, any alert is false.
    private void Unheld(Played played, List<AlertStarted> alerts, List<string> notes)
    {
        foreach (var alert in alerts)
        {
            _alerts[alert.Kind] = _alerts.GetValueOrDefault(alert.Kind) + 1;
            _false[alert.Kind] = _false.GetValueOrDefault(alert.Kind) + 1;
            notes.Add(played.Note(Line($"{alert.Kind} at {alert.At.Seconds:0.00} where there are no limits")));
        }
    }

    // The turn may be off by a residual bias of 0.2°/s over six seconds.
    private static double MustFind(AlertKind kind) => kind == AlertKind.Turn ? 2 : 1;

    private static double MayBeOff(AlertKind kind) => kind == AlertKind.Turn ? 1.5 : 0.5;

    private static IEnumerable<(double From, double To, bool Level)> Efforts(Played played) =>
        played.Stands<RepetitionJudged>().Select(rep => (rep.At.Seconds - rep.Duration.Value, rep.At.Seconds, rep.Verdict == Verdict.Level))
            .Concat(played.Stands<HoldJudged>().Select(hold => (hold.Ended.Seconds - hold.Duration.Value, hold.Ended.Seconds, hold.Verdict == Verdict.Level)));

    private static IEnumerable<(double From, double To, double Peak)> Over(Played played, AlertKind kind, double threshold) => kind switch
    {
        AlertKind.PelvicDrop => Drops(played, threshold, 1),
        AlertKind.Hike => Drops(played, threshold, -1),
        _ => played.Run.ExcursionsOver(kind, new(threshold)).Select(one => (one.Start.Seconds, one.At.Seconds, one.Peak.Value)),
    };

    private static IEnumerable<(double From, double To, double Peak)> Drops(Played played, double threshold, double sign)
    {
        (double From, double Peak)? over = null;
        foreach (var (time, stance, obliquity) in played.Samples)
        {
            var drop = stance.AsSide() is { } leg ? sign * leg.Sign() * obliquity : double.NegativeInfinity;
            if (drop >= threshold && Within(played, time))
            {
                over = (over?.From ?? time, Math.Max(over?.Peak ?? 0, drop));
            }
            else if (over is { } ended)
            {
                yield return (ended.From, time, ended.Peak);
                over = null;
            }
        }
    }

    private static bool Within(Played played, double time) => played.Truth.OfType<TrueSet>().Any(set => time >= set.Start.Seconds && time < set.At.Seconds);

    private static void Add(SortedDictionary<AlertKind, int> mine, SortedDictionary<AlertKind, int> others)
    {
        foreach (var (kind, count) in others)
        {
            mine[kind] = mine.GetValueOrDefault(kind) + count;
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
