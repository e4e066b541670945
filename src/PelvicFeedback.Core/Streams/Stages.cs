using System.Reactive.Linq;

namespace PelvicFeedback.Core.Streams;

/// <summary>A pure step: the state after an item, from the state before it.</summary>
/// <typeparam name="TState">The state, a value.</typeparam>
/// <typeparam name="TItem">What comes in.</typeparam>
/// <param name="state">The state before.</param>
/// <param name="item">The item.</param>
public delegate TState Step<TState, TItem>(in TState state, in TItem item);

/// <summary>What a step has to say of its last item.</summary>
/// <typeparam name="TState">The state, a value.</typeparam>
/// <typeparam name="TResult">What goes out.</typeparam>
/// <param name="state">The state.</param>
/// <param name="result">What goes out.</param>
/// <returns>False when nothing goes out for this item.</returns>
public delegate bool Say<TState, TResult>(in TState state, out TResult result);

/// <summary>Where one stage of a pipeline keeps its state, so that it can be saved between two samples and put back later.</summary>
/// <typeparam name="TState">The state, a value.</typeparam>
public sealed class Kept<TState>(TState start)
    where TState : struct
{
    private TState _now = start;

    /// <summary>The state after the last item.</summary>
    public ref readonly TState Now => ref _now;

    internal void Set(in TState next) => _now = next;
}

/// <summary>The one operator that every stage is made of.</summary>
public static class Stages
{
    /// <summary>
    /// Runs items through a pure step and passes on what it says: a Scan, a Where and a Select in one, because the states are
    /// large and would be copied at each hop. Synchronous, allocates nothing per item; the state may be used by one subscription at a time.
    /// </summary>
    /// <param name="items">What comes in.</param>
    /// <param name="kept">Where the state is kept.</param>
    /// <param name="step">The pure step.</param>
    /// <param name="say">What goes out after it.</param>
    /// <param name="finish">What is still to be said when the items end; null for nothing.</param>
    public static IObservable<TResult> Through<TItem, TState, TResult>(
        this IObservable<TItem> items, Kept<TState> kept, Step<TState, TItem> step, Say<TState, TResult> say, Func<TResult?>? finish = null)
        where TState : struct
        where TResult : struct =>
        Observable.Create<TResult>(observer => items.SubscribeSafe(new Stage<TItem, TState, TResult>(observer, kept, step, say, finish)));

    private sealed class Stage<TItem, TState, TResult>(
        IObserver<TResult> observer, Kept<TState> kept, Step<TState, TItem> step, Say<TState, TResult> say, Func<TResult?>? finish) : IObserver<TItem>
        where TState : struct
        where TResult : struct
    {
        public void OnNext(TItem value)
        {
            kept.Set(step(in kept.Now, in value));
            if (say(in kept.Now, out var result))
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
