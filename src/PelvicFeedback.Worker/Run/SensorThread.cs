using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// A scheduler with one thread that waits for the next due time itself. Rx's own (<see cref="EventLoopScheduler"/>) lets a timer wake a thread
/// of the pool that wakes its thread: at 100 samples a second that costs more than the samples.
/// </summary>
internal sealed class SensorThread : LocalScheduler, IDisposable
{
    private readonly object _gate = new();
    private readonly PriorityQueue<Action, (long Due, long Order)> _waiting = new();
    private long _order;
    private bool _disposed;

    public SensorThread() => new Thread(Run) { Name = "sensor", IsBackground = true }.Start();

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">It runs nothing any more.</exception>
    public override IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var done = new SingleAssignmentDisposable();
        var due = Stopwatch.GetTimestamp() + (long)(Math.Max(0, dueTime.TotalSeconds) * Stopwatch.Frequency);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _waiting.Enqueue(Do, (due, ++_order));
            Monitor.Pulse(_gate);
        }

        return done;

        void Do()
        {
            if (!done.IsDisposed)
            {
                done.Disposable = action(this, state);
            }
        }
    }

    /// <summary>Ends the thread after what it is at. What waits is never run.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _waiting.Clear();
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (Next() is { } work)
        {
            work();
        }
    }

    // Waits for it; null at the end.
    private Action? Next()
    {
        lock (_gate)
        {
            while (!_disposed)
            {
                if (!_waiting.TryPeek(out var first, out var when))
                {
                    Monitor.Wait(_gate);
                }
                else if (when.Due - Stopwatch.GetTimestamp() is > 0 and var left)
                {
                    Monitor.Wait(_gate, TimeSpan.FromMilliseconds(Math.Ceiling(left * 1000.0 / Stopwatch.Frequency)));
                }
                else
                {
                    _waiting.Dequeue();
                    return first;
                }
            }

            return null;
        }
    }
}
