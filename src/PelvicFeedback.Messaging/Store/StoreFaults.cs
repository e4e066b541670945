using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace PelvicFeedback.Messaging.Store;

/// <summary>What can be wrong with the record in a way that a person must see.</summary>
public enum StoreFaultKind
{
    /// <summary>Something that happened could not be written: the disk is full, or broken. Counts what was lost; stands until something can be written again.</summary>
    NotRecorded,

    /// <summary>Raw motion was deleted before its time to make room for events. Counts the seconds.</summary>
    MotionEvicted,

    /// <summary>Events that the hub already has were deleted before their time to make room. Counts them.</summary>
    EventsEvicted,

    /// <summary>The file is older than what was written last: it came from a backup. Counts the events known to be missing.</summary>
    Restored,

    /// <summary>A topic, or an event, is refused on its way to the hub. Counts the refusals.</summary>
    Refused,

    /// <summary>The hub has, under an event's name, something else than we. Counts them.</summary>
    OtherContent,

    /// <summary>The hub has confirmed nothing for a while. Counts the events that wait for it.</summary>
    HubSilent,

    /// <summary>The disk does not take what is written: the writer hangs. Counts what waits in memory.</summary>
    Stalled,

    /// <summary>A message of the hub could not be read. Counts them.</summary>
    Unreadable,
}

/// <summary>Something that a person must see.</summary>
/// <param name="Kind">What.</param>
/// <param name="About">Which topic or event; empty where it is the whole record.</param>
/// <param name="Count">How many; what, the kind says.</param>
/// <param name="Says">One line: what happened and what to do. No health data.</param>
public sealed record StoreFault(StoreFaultKind Kind, string About, long Count, string Says);

/// <summary>The faults that stand now. From any thread.</summary>
public sealed class StoreFaults : IDisposable
{
    private const int MostKept = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<(StoreFaultKind, string), StoreFault> _standing = [];
    private readonly Subject<IReadOnlyList<StoreFault>> _changes = new();
    private readonly Dictionary<StoreFaultKind, long> _counts = [];
    private volatile IReadOnlyList<StoreFaultKind> _kinds = [];

    /// <summary>
    /// What kinds stand, each once, in the order of <see cref="StoreFaultKind"/>. The same list as long as they are the same, so that
    /// whoever asks often sees a change by its reference.
    /// </summary>
    public IReadOnlyList<StoreFaultKind> Kinds => _kinds;

    /// <summary>Those that stand, the oldest first; at most 100.</summary>
    public IReadOnlyList<StoreFault> Standing
    {
        get
        {
            lock (_lock)
            {
                return [.. _standing.Values];
            }
        }
    }

    /// <summary>Those that stand, after every change. Observers are called on whatever thread found it: they only enqueue.</summary>
    public IObservable<IReadOnlyList<StoreFault>> Changes => _changes.AsObservable();

    /// <summary>How many of a kind since the start, those that were put right included.</summary>
    public long Count(StoreFaultKind kind)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(kind);
        }
    }

    /// <summary>Ends the changes.</summary>
    public void Dispose() => _changes.Dispose();

    /// <summary>More of it.</summary>
    internal void Add(StoreFaultKind kind, string about, long count, string says)
    {
        lock (_lock)
        {
            _counts[kind] = _counts.GetValueOrDefault(kind) + count;
            var before = _standing.GetValueOrDefault((kind, about))?.Count ?? 0;
            if (before > 0 || _standing.Count < MostKept)
            {
                _standing[(kind, about)] = new(kind, about, before + count, says);
                NoteKinds();
            }
        }

        _changes.OnNext(Standing);
    }

    /// <summary>It works again. What was lost meanwhile stays counted.</summary>
    internal void Settle(StoreFaultKind kind, string about) => Set(kind, about, 0, "");

    /// <summary>So many of it now; none puts it right.</summary>
    internal void Set(StoreFaultKind kind, string about, long count, string says)
    {
        lock (_lock)
        {
            var before = _standing.GetValueOrDefault((kind, about))?.Count ?? 0;
            if (before == count)
            {
                return;
            }

            if (count == 0)
            {
                _standing.Remove((kind, about));
            }
            else
            {
                _counts[kind] = _counts.GetValueOrDefault(kind) + (before == 0 ? 1 : 0);
                _standing[(kind, about)] = new(kind, about, count, says);
            }

            NoteKinds();
        }

        _changes.OnNext(Standing);
    }

    // Within the lock.
    private void NoteKinds()
    {
        StoreFaultKind[] now = [.. _standing.Keys.Select(key => key.Item1).Distinct().Order()];
        _kinds = now.SequenceEqual(_kinds) ? _kinds : now;
    }
}
