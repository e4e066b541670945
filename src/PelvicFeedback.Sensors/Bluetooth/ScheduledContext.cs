using System.Reactive.Concurrency;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>
/// Has what is awaited go on on a scheduler, straight from the thread that ended the waiting. Over the pool it would be two threads more for
/// every notification, each of which looks around for work before it sleeps: that costs more than all the rest.
/// </summary>
/// <param name="scheduler">Where.</param>
internal sealed class ScheduledContext(IScheduler scheduler) : SynchronizationContext
{
    /// <summary>Begins it there. What awaits the result goes on elsewhere.</summary>
    /// <param name="work">Throws nothing but through its task.</param>
    public Task Run(Func<Task> work)
    {
        var begun = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => begun.SetResult(work()), null);
        return begun.Task.Unwrap();
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            scheduler.Schedule(() => Do(d, state));
        }
        catch (ObjectDisposedException)
        {
            // It runs nothing any more; what is left to do on the way out is done all the same.
            ThreadPool.QueueUserWorkItem(_ => Do(d, state));
        }
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private void Do(SendOrPostCallback work, object? state)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            work(state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
