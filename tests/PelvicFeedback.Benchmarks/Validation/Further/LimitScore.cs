using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
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
        if (band is null || played.Run.Session.Sets[0].Prescription.Exercise == Exercise.Walking)
        {
            Unheld(played, alerts, notes);
            return;
        }

        var ends = played.Said.OfType<AlertEnded>().ToDictionary(end => end.Ordinal, end => end.At);
        var efforts = Efforts(played).ToList();
        var limits = band.Further.Prepend(band.First).ToList();
        var excursions = played.Run.ExcursionsOver([.. limits.Where(limit => limit.Kind is not (AlertKind.PelvicDrop or AlertKind.Hike))
            .SelectMany(limit => new[] { (limit.Kind, limit.DueFrom()), (limit.Kind, limit.TrueFrom()) })]).ToLookup(one => (one.Kind, one.Threshold));
        foreach (var limit in limits)
        {
            var of = alerts.Where(alert => alert.Kind == limit.Kind).ToList();
            _alerts[limit.Kind] = _alerts.GetValueOrDefault(limit.Kind) + of.Count;
            foreach (var over in Over(limit.DueFrom()).Where(one => one.To - one.From >= limit.Dwell.Value + OverDwell))
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

            var near = Over(limit.TrueFrom()).ToList();
            foreach (var alert in of.Where(alert => !near.Exists(one => one.From <= alert.At.Seconds && one.To >= alert.At.Seconds - limit.Dwell.Value - Reaction)))
            {
                _false[limit.Kind] = _false.GetValueOrDefault(limit.Kind) + 1;
                notes.Add(played.Note(Line($"false {limit.Kind} at {alert.At.Seconds:0.00}, said {alert.Value.Value:0.0}")));
            }

            IEnumerable<(double From, double To, double Peak)> Over(Degrees threshold) => limit.Kind switch
            {
                AlertKind.PelvicDrop => Drops(played, threshold.Value, 1),
                AlertKind.Hike => Drops(played, threshold.Value, -1),
                _ => excursions[(limit.Kind, threshold)].Select(one => (one.Start.Seconds, one.At.Seconds, one.Peak.Value)),
            };
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

    private static IEnumerable<(double From, double To, bool Level)> Efforts(Played played) =>
        played.Stands<RepetitionJudged>().Select(rep => (rep.At.Seconds - rep.Duration.Value, rep.At.Seconds, rep.Verdict == Verdict.Level))
            .Concat(played.Stands<HoldJudged>().Select(hold => (hold.Ended.Seconds - hold.Duration.Value, hold.Ended.Seconds, hold.Verdict == Verdict.Level)));

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

/// <summary>From where on an alert is due, and from where on one is no mistake.</summary>
internal static class Margins
{
    /// <summary>1° over the limit, 2° of turn: that much a residual bias of 0.2°/s and the sensor may hide.</summary>
    public static Degrees DueFrom(this Limit limit) => new(limit.Alert.Value + (limit.Kind == AlertKind.Turn ? 2 : 1));

    /// <summary>0.5° under the limit; of turn 1.5°, which 0.2°/s makes of six seconds and a little more.</summary>
    public static Degrees TrueFrom(this Limit limit) => new(limit.Alert.Value - (limit.Kind == AlertKind.Turn ? 1.5 : 0.5));
}
