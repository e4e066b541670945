using System.Reactive.Disposables;

namespace PelvicFeedback.Messaging;

/// <summary>
/// Observers that are called by an adapter's thread, which must survive them: one that throws is counted and called again the next
/// time. A subject would let the exception through, and leave out the observers after it.
/// </summary>
internal class Listeners<T> : IObservable<T>
{
    private readonly Lock _gate = new();
    private IObserver<T>[] _observers = [];
    private bool _completed;
    private long _faults;

    /// <summary>How often an observer threw.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        lock (_gate)
        {
            Welcome(observer);
            if (_completed)
            {
                Tell(observer, static observer => observer.OnCompleted());
                return Disposable.Empty;
            }

            _observers = [.. _observers, observer];
        }

        return Disposable.Create(() => Remove(observer));
    }

    /// <summary>Tells everybody, in the order of their coming.</summary>
    public void Say(T value)
    {
        foreach (var observer in Noted(value))
        {
            Tell(observer, value);
        }
    }

    /// <summary>There is nothing more to come.</summary>
    public void Complete()
    {
        IObserver<T>[] observers;
        lock (_gate)
        {
            (observers, _observers, _completed) = (_observers, [], true);
        }

        foreach (var observer in observers)
        {
            Tell(observer, static observer => observer.OnCompleted());
        }
    }

    /// <summary>Within the gate: takes note of a value that is about to be told.</summary>
    protected virtual void Note(T value)
    {
    }

    /// <summary>Within the gate: somebody new.</summary>
    protected virtual void Welcome(IObserver<T> observer)
    {
    }

    /// <summary>Tells one observer.</summary>
    protected void Tell(IObserver<T> observer, T value)
    {
        try
        {
            observer.OnNext(value);
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _faults);
        }
    }

    private void Tell(IObserver<T> observer, Action<IObserver<T>> what)
    {
        try
        {
            what(observer);
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _faults);
        }
    }

    private IObserver<T>[] Noted(T value)
    {
        lock (_gate)
        {
            Note(value);
            return _observers;
        }
    }

    private void Remove(IObserver<T> observer)
    {
        lock (_gate)
        {
            var at = Array.IndexOf(_observers, observer);
            _observers = at < 0 ? _observers : [.. _observers[..at], .. _observers[(at + 1)..]];
        }
    }
}

/// <summary>Listeners who are told the newest value when they come.</summary>
internal sealed class StateListeners<T>(T first) : Listeners<T>
{
    private volatile object _current = first!;

    /// <summary>The newest value.</summary>
    public T Current => (T)_current;

    /// <inheritdoc/>
    protected override void Note(T value) => _current = value!;

    /// <inheritdoc/>
    protected override void Welcome(IObserver<T> observer) => Tell(observer, Current);
}
