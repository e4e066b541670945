using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Alarms;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Ingest;

/// <summary>An event of somebody, read.</summary>
/// <param name="Topics">Whose.</param>
/// <param name="Arrival">The event.</param>
public readonly record struct Arrived(PatientTopics Topics, Arrival Arrival);

/// <summary>What became of an event, once it is written down.</summary>
/// <param name="Topics">Whose.</param>
/// <param name="Arrival">The event.</param>
/// <param name="Outcome">What became of it; null when the hub knows no such patient.</param>
/// <param name="Acknowledges">The hash to acknowledge it with; null when it is not acknowledged.</param>
/// <param name="Alarms">The alarms that it raised.</param>
public readonly record struct Booked(PatientTopics Topics, Arrival Arrival, Outcome? Outcome, string? Acknowledges, IReadOnlyList<Alarm> Alarms);

/// <summary>
/// Takes events through the seam and writes states and effects down, a batch a transaction. The states it keeps at hand are those of the
/// record, read and changed within its transactions alone.
/// </summary>
/// <param name="database">The record.</param>
/// <param name="rule">How much a home may have.</param>
/// <param name="changed">
/// Where others write to the record too: asked first in every transaction for which of the batch's patients, by their topics' prefix, the record is not as
/// this ledger left it. It keeps others from changing them until the transaction's end.
/// </param>
public sealed class Ledger(Database database, IngestRule rule, Func<Writing, IReadOnlyList<Arrived>, IEnumerable<string>>? changed = null)
{
    // Beyond these all are read again: a patient of whom much is known takes some ten kilobytes.
    private const int MostAtHand = 10_000;
    private readonly Dictionary<string, (long Number, PatientState State)> _states = [];

    // What is at hand may be ahead of the record.
    private volatile bool _doubted;

    /// <summary>Books a batch: all of it, or nothing. What it says to acknowledge is on the disk.</summary>
    /// <exception cref="System.Data.Common.DbException">It could not be written.</exception>
    public IReadOnlyList<Booked> Book(IReadOnlyList<Arrived> batch)
    {
        try
        {
            return database.Write(writing =>
            {
                ForgetDoubted();
                foreach (var patient in changed?.Invoke(writing, batch) ?? [])
                {
                    _states.Remove(patient);
                }

                return Book(writing, batch);
            });
        }
        catch
        {
            _doubted = true;
            throw;
        }
    }

    /// <summary>Changes something about patients beside their events, in one transaction; states are read anew after it.</summary>
    public T Change<T>(Func<Writing, T> work) => database.Write(writing =>
    {
        _doubted = true;
        return work(writing);
    });

    // Within a transaction, and so for one caller at a time.
    private void ForgetDoubted()
    {
        if (_doubted || _states.Count > MostAtHand)
        {
            _states.Clear();
            _doubted = false;
        }
    }

    private List<Booked> Book(Writing writing, IReadOnlyList<Arrived> batch)
    {
        Load(writing, batch);
        var (booked, rows) = (new List<Booked>(batch.Count), new List<EventRow>(batch.Count));
        var (before, moved) = (new Dictionary<string, PatientState>(), new Dictionary<string, HashSet<Pseudonym>>());
        var hashes = Known(writing, batch);
        foreach (var (topics, arrival) in batch)
        {
            if (!_states.TryGetValue(topics.Prefix, out var known))
            {
                booked.Add(new(topics, arrival, null, null, []));
                continue;
            }

            var (number, state) = known;
            var name = new EventName(number, arrival.Id);
            var (next, effects) = state.Next(arrival with { Known = hashes.GetValueOrDefault(name) }, rule);
            _states[topics.Prefix] = (number, next);
            if (effects.Outcome == Outcome.Stored)
            {
                rows.Add(RowOf(number, arrival, effects));
                hashes[name] = arrival.Sha256;
                before.TryAdd(topics.Prefix, state);
                (moved.TryGetValue(topics.Prefix, out var streams) ? streams : moved[topics.Prefix] = []).Add(arrival.Id.Stream);
            }
            else if (effects.SetsAside)
            {
                SetAside(writing, number, arrival, effects.Outcome);
            }

            Raise(writing, number, arrival, effects);
            booked.Add(new(topics, arrival, effects.Outcome, effects.Acknowledges, effects.Alarms));
        }

        writing.Engine.Save(writing, rows, [.. moved.Select(one => RowOf(_states[one.Key], one.Value, before[one.Key]))]);
        return booked;
    }

    private void Load(Writing writing, IReadOnlyList<Arrived> batch)
    {
        var unknown = batch.Select(one => one.Topics).Where(topics => !_states.ContainsKey(topics.Prefix)).DistinctBy(topics => topics.Prefix).ToList();
        if (unknown.Count > 0)
        {
            foreach (var (prefix, known) in writing.Engine.LoadStates(writing, unknown))
            {
                _states[prefix] = known;
            }
        }
    }

    // The hashes of what came before, and comes again.
    private Dictionary<EventName, string> Known(Writing writing, IReadOnlyList<Arrived> batch)
    {
        var again = new HashSet<EventName>();
        foreach (var (topics, arrival) in batch)
        {
            if (_states.TryGetValue(topics.Prefix, out var known) && known.State.Has(arrival.Id))
            {
                again.Add(new(known.Number, arrival.Id));
            }
        }

        return again.Count == 0 ? [] : new(writing.Engine.HashesOf(writing, [.. again]));
    }

    private static StateRow RowOf((long Number, PatientState State) now, HashSet<Pseudonym> moved, PatientState before) =>
        new(now.Number, now.State, moved, !ReferenceEquals(now.State.Facts, before.Facts));

    private static EventRow RowOf(long number, Arrival arrival, Effects effects) => new(
        number,
        arrival.Id.Stream.ToString(),
        arrival.Id.Sequence,
        Words.Of(arrival.Kind),
        arrival.Session?.ToString(),
        arrival.Time.UnixMilliseconds,
        arrival.Received.UnixMilliseconds,
        effects.ClockDoubtful ? 1 : 0,
        Convert.FromHexString(arrival.Sha256),
        arrival.Payload.ToArray());

    private static void SetAside(Writing writing, long number, Arrival arrival, Outcome why) => writing.Do(
        "INSERT INTO aside VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        number, arrival.Id.Stream.ToString(), arrival.Id.Sequence, Convert.FromHexString(arrival.Sha256), Words.Of(why), arrival.Received.UnixMilliseconds, arrival.Payload.ToArray());

    private static void Raise(Writing writing, long number, Arrival arrival, Effects effects)
    {
        foreach (var alarm in effects.Alarms)
        {
            writing.Raise(number, alarm.Key, alarm.Kind, alarm.Event.ToString(), alarm.At, arrival.Received);
        }
    }
}
