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
        if (_doubted)
        {
            _states.Clear();
            _doubted = false;
        }
    }

    private List<Booked> Book(Writing writing, IReadOnlyList<Arrived> batch)
    {
        var (booked, rows) = (new List<Booked>(batch.Count), new List<EventRow>(batch.Count));
        var moved = new Dictionary<string, HashSet<Pseudonym>>();
        var fresh = new Dictionary<(string Patient, EventId Id), string>();
        foreach (var (topics, arrival) in batch)
        {
            if (StateOf(writing, topics) is not { } known)
            {
                booked.Add(new(topics, arrival, null, null, []));
                continue;
            }

            var (number, state) = known;
            var named = state.Has(arrival.Id)
                ? arrival with { Known = fresh.GetValueOrDefault((topics.Prefix, arrival.Id)) ?? writing.HashOf(number, arrival.Id) }
                : arrival;
            var (next, effects) = state.Next(named, rule);
            _states[topics.Prefix] = (number, next);
            if (effects.Outcome == Outcome.Stored)
            {
                rows.Add(RowOf(number, arrival, effects));
                fresh[(topics.Prefix, arrival.Id)] = arrival.Sha256;
                (moved.TryGetValue(topics.Prefix, out var streams) ? streams : moved[topics.Prefix] = []).Add(arrival.Id.Stream);
            }
            else if (effects.SetsAside)
            {
                SetAside(writing, number, arrival, effects.Outcome);
            }

            Raise(writing, number, arrival, effects);
            booked.Add(new(topics, arrival, effects.Outcome, effects.Acknowledges, effects.Alarms));
        }

        writing.Engine.AddEvents(writing, rows);
        foreach (var (patient, streams) in moved)
        {
            var (number, state) = _states[patient];
            writing.SaveState(number, state, streams);
        }

        return booked;
    }

    private (long Number, PatientState State)? StateOf(Writing writing, PatientTopics topics)
    {
        if (_states.TryGetValue(topics.Prefix, out var known))
        {
            return known;
        }

        var number = writing.NumberOf(topics);
        return number == 0 ? null : _states[topics.Prefix] = (number, writing.LoadState(number));
    }

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
