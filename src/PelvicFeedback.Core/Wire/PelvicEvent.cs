using System.Collections;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire;

/// <summary>Something that happened and is worth a line of its own. Each room of the core defines the events that it decides.</summary>
/// <param name="At">The sample at which it was decided.</param>
public abstract record PelvicEvent(SampleTime At);

/// <summary>
/// The events of one sample, in the order they were decided. Null (the common case) means none and costs nothing;
/// a stage adds to what the stages before it found with <see cref="Events"/>.
/// </summary>
public sealed class EventChain : IEnumerable<PelvicEvent>
{
    private readonly EventChain? _earlier;
    private readonly PelvicEvent _last;

    internal EventChain(EventChain? earlier, PelvicEvent last) => (_earlier, _last) = (earlier, last);

    /// <inheritdoc/>
    public IEnumerator<PelvicEvent> GetEnumerator()
    {
        if (_earlier is not null)
        {
            foreach (var earlier in _earlier)
            {
                yield return earlier;
            }
        }

        yield return _last;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>How events are put behind one another.</summary>
public static class Events
{
    /// <summary>The chain with one more event at its end.</summary>
    public static EventChain? With(this EventChain? chain, PelvicEvent next) => new(chain, next);

    /// <summary>The chain with all of another's events behind its own; null adds nothing.</summary>
    public static EventChain? With(this EventChain? chain, EventChain? more)
    {
        if (more is null)
        {
            return chain;
        }

        foreach (var one in more)
        {
            chain = chain.With(one);
        }

        return chain;
    }
}
