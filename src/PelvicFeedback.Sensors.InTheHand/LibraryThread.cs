using System.Collections.Concurrent;
using System.Diagnostics;

namespace PelvicFeedback.Sensors.InTheHand;

/// <summary>
/// The one thread on which the library is called and goes on. Some of its methods are <c>async void</c>: what they throw ends a process,
/// unless they were begun where somebody else takes it, as here.
/// </summary>
internal sealed class LibraryThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _work = [];

    public LibraryThread() => new Thread(Run) { Name = "bluetooth", IsBackground = true }.Start();

    /// <summary>Has the library do something. Its work cannot be taken back: after that time, or when given up, nobody waits for it any more.</summary>
    /// <param name="call">What.</param>
    /// <param name="patience">How long to wait at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="ObjectDisposedException">This thread has ended.</exception>
    public async Task<T> Do<T>(Func<Task<T>> call, TimeSpan patience, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        ObjectDisposedException.ThrowIf(!IsQueued(_ => _ = Tell(), null), this);
        return await done.Task.WaitAsync(patience, cancellation);

        async Task Tell()
        {
            try
            {
                done.TrySetResult(await call());
            }
#pragma warning disable CA1031 // Whatever the library throws is the caller's to hear; it may have left by now.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                done.TrySetException(failed);
                _ = done.Task.Exception;
            }
        }
    }

    /// <inheritdoc cref="Do{T}"/>
    public Task Do(Func<Task> call, TimeSpan patience, CancellationToken cancellation) => Do(
        async () =>
        {
            await call();
            return true;
        },
        patience,
        cancellation);

    /// <inheritdoc/>
    /// <remarks>A last word of the library's, after the end, is heard by nobody.</remarks>
    public override void Post(SendOrPostCallback d, object? state) => IsQueued(d, state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Ends it after what it is at.</summary>
    public void Dispose() => _work.CompleteAdding();

    private bool IsQueued(SendOrPostCallback work, object? state)
    {
        try
        {
            _work.Add((work, state));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void Run()
    {
        SetSynchronizationContext(this);
        foreach (var (work, state) in _work.GetConsumingEnumerable())
        {
            try
            {
                work(state);
            }
#pragma warning disable CA1031 // What an async void method of the library's throws arrives here.
            catch (Exception unexpected)
#pragma warning restore CA1031
            {
                Trace.TraceError($"Bluetooth: {unexpected}");
            }
        }

        _work.Dispose();
    }
}
