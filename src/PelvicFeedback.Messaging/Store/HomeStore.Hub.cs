using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Messaging.Store;

/// <content>What is owed to the hub, and what it says that it has.</content>
public sealed partial class HomeStore
{
    private const string EpochNote = "hub-epoch";

    /// <summary>How many events wait for the hub.</summary>
    public long Owed { get; private set; }

    /// <summary>The hub's epoch by its last marks; null before the first.</summary>
    public string? HubEpoch => _sql.Note.Text(EpochNote);

    /// <summary>Events that are owed, in their order.</summary>
    /// <param name="after">Only those with a higher ordinal.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<StoredEvent> Waiting(long after, int most) => _sql.Waiting.Rows(EventWriter.Event, after, most);

    /// <summary>The first event that is owed on each topic, in their order.</summary>
    public IReadOnlyList<StoredEvent> FirstOfEachTopic() => _sql.FirstOfEachTopic.Rows(EventWriter.Event);

    /// <summary>
    /// Takes what the hub has confirmed off what is owed, in one transaction. A hash that is not the event's is a fault, and the event stays
    /// owed; an event that is not owed any more is no matter.
    /// </summary>
    /// <param name="acks">Names with the SHA-256 the hub computed.</param>
    /// <param name="beforeDelete">Called when all is written and nothing committed.</param>
    /// <returns>The events that are settled now, or were before; null when it could not be written: they stay owed.</returns>
    public IReadOnlyList<StoredEvent>? Settle(IReadOnlyList<HubAck> acks, Action? beforeDelete = null)
    {
        var settled = new List<StoredEvent>();
        var off = 0L;
        var done = _room.Together(
            () =>
            {
                settled.Clear();
                off = 0;
                foreach (var ack in acks)
                {
                    off += Settle(ack, settled);
                }

                beforeDelete?.Invoke();
                return settled;
            },
            RoomFor.Acks);
        Owed -= done is null ? 0 : off;
        return done;
    }

    /// <summary>
    /// Takes the hub's account of what it has: what we hold and it lacks is owed again. Events that were never meant for a hub stay
    /// where they are.
    /// </summary>
    /// <param name="marks">For each stream the last event up to which the hub has all; a stream that is not named it does not know.</param>
    /// <returns>How many are owed again; null when it could not be written.</returns>
    public long? Owe(MarksMessage marks)
    {
        var has = marks.Marks.ToDictionary(mark => mark.Key.ToString(), mark => mark.Value);
        var missing = 0L;
        var done = _room.Together(
            () =>
            {
                missing = 0;
                var again = 0L;
                _sql.SetNote.Run(EpochNote, marks.HubEpoch.ToString());
                foreach (var (stream, last) in _sql.Streams.Rows(row => (row.GetString(0), row.GetInt64(1))))
                {
                    var mark = has.GetValueOrDefault(stream);
                    missing += Math.Max(0, mark - last);
                    again += _sql.OweAgain.Run(stream, mark);
                    _sql.Unsettle.Run(stream, mark);
                }

                missing += has.Where(mark => _sql.StreamLast.Text(mark.Key) is null).Sum(mark => mark.Value);
                return new object[] { again };
            },
            RoomFor.Acks);
        Owed = _sql.CountOwed.Number();
        Faults.Set(StoreFaultKind.Restored, "hub", missing, $"the clinic has {missing} events that this record lacks: it was put back from a backup, or is another's");
        return done is [long again] ? again : null;
    }

    private int Settle(HubAck ack, List<StoredEvent> settled)
    {
        var rows = _sql.Find.Rows(row => (Event: EventWriter.Event(row), Hash: (byte[])row[5]), ack.Event.Stream.ToString(), ack.Event.Sequence);
        if (rows is not [var (found, hash)])
        {
            return 0;
        }

        if (Convert.ToHexStringLower(hash) != ack.Said.Sha256)
        {
            Faults.Set(StoreFaultKind.OtherContent, ack.Event.ToString(), 1, $"the clinic has something else under the name {ack.Event}: it was set aside there");
            return 0;
        }

        var off = _sql.NotOwed.Run(found.Ordinal);
        if (off > 0)
        {
            _sql.SetSettled.Run(found.Ordinal, _clock.Now);
        }

        settled.Add(found);
        return off;
    }
}
