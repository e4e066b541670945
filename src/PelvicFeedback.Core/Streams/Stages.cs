namespace PelvicFeedback.Core.Streams;

/// <summary>A step: puts the state after an item in the place of the state before it. It calls a pure function and keeps what comes of it.</summary>
/// <typeparam name="TState">The state, a value.</typeparam>
/// <typeparam name="TItem">What comes in.</typeparam>
/// <typeparam name="TResult">What goes out.</typeparam>
/// <param name="state">The state.</param>
/// <param name="item">The item.</param>
/// <param name="result">What is said of the item.</param>
/// <returns>False when nothing goes out for this item.</returns>
public delegate bool Step<TState, TItem, TResult>(ref TState state, in TItem item, out TResult result);

/// <summary>Where one stage of a pipeline keeps its state, so that it can be saved between two samples and put back later.</summary>
/// <typeparam name="TState">The state, a value.</typeparam>
public sealed class Kept<TState>(TState start)
    where TState : struct
{
    private TState _now = start;

    /// <summary>The state after the last item.</summary>
    public ref readonly TState Now => ref _now;

    internal ref TState Place => ref _now;
}

/// <summary>The one operator that every stage is made of.</summary>
public static class Stages
{
    /// <summary>
    /// Runs items through a pure step and passes on what it says: a Scan, a Where and a Select in one, because the states are
    /// large and would be copied at each hop. Synchronous, allocates nothing per item; the state may be used by one subscription at a time.
    /// </summary>
    /// <param name="items">What comes in; an Rx source, which says nothing after its end.</param>
    /// <param name="kept">Where the state is kept.</param>
    /// <param name="step">The step.</param>
    /// <param name="finish">What is still to be said when the items end; null for nothing.</param>
    public static IObservable<TResult> Through<TItem, TState, TResult>(
        this IObservable<TItem> items, Kept<TState> kept, Step<TState, TItem, TResult> step, Func<TResult?>? finish = null)
        where TState : struct
        where TResult : struct => new Staged<TItem, TState, TResult>(items, kept, step, finish);

    // Not Observable.Create: it would put an observer between every two stages, and samples are large. The source and the last
    // subscriber keep to the grammar, and a stage adds nothing to it.
    private sealed class Staged<TItem, TState, TResult>(
        IObservable<TItem> items, Kept<TState> kept, Step<TState, TItem, TResult> step, Func<TResult?>? finish) : IObservable<TResult>
        where TState : struct
        where TResult : struct
    {
        public IDisposable Subscribe(IObserver<TResult> observer) =>
            items.SubscribeSafe(new Stage<TItem, TState, TResult>(observer, kept, step, finish));
    }

    // What one stage hands to the next where both are ours: the place of the item, which the next one reads before this one goes on.
    private interface ITake<TItem>
    {
        void Take(in TItem item);
    }

    private sealed class Stage<TItem, TState, TResult>(
        IObserver<TResult> observer, Kept<TState> kept, Step<TState, TItem, TResult> step, Func<TResult?>? finish)
        : IObserver<TItem>, ITake<TItem>
        where TState : struct
        where TResult : struct
    {
        private readonly ITake<TResult>? _next = observer as ITake<TResult>;

        public void OnNext(TItem value) => Take(in value);

        public void Take(in TItem item)
        {
            if (!step(ref kept.Place, in item, out var result))
            {
                return;
            }

            if (_next is not null)
            {
                _next.Take(in result);
            }
            else
            {
                observer.OnNext(result);
            }
        }

        public void OnError(Exception error) => observer.OnError(error);

        public void OnCompleted()
        {
            if (finish?.Invoke() is { } last)
            {
                observer.OnNext(last);
            }

            observer.OnCompleted();
        }
    }
}
