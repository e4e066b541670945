#if FULL_PACKAGES
using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace PelvicFeedback.Tests.VirtualTime;

/// <summary>Over Microsoft.Reactive.Testing, whose ticks are those of <see cref="TimeSpan"/>.</summary>
/// <remarks>It moves what is due at once by one tick, so a timeline that both clocks share has no work that is due at once.</remarks>
public sealed class TestSchedulerClock : VirtualClock
{
    private readonly TestScheduler scheduler = new();

    public override IScheduler Scheduler => scheduler;

    public override TimeSpan Now => TimeSpan.FromTicks(scheduler.Clock);

    public override void AdvanceBy(TimeSpan step) => scheduler.AdvanceBy(step.Ticks);

    public override IEnumerable<Moment<T>> Record<T>(IObservable<T> source)
    {
        ITestableObserver<T> observer = scheduler.CreateObserver<T>();
        source.Subscribe(observer);
        return observer.Messages.Select(message => new Moment<T>(TimeSpan.FromTicks(message.Time), message.Value));
    }
}
#endif
