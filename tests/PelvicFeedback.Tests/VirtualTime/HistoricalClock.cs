using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace PelvicFeedback.Tests.VirtualTime;

/// <summary>Over Rx's own <see cref="HistoricalScheduler"/>: always there.</summary>
public sealed class HistoricalClock : VirtualClock
{
    // Any instant but the first: an operator that looks back from the beginning of time would fall off it.
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly HistoricalScheduler scheduler = new(Start);

    public override IScheduler Scheduler => scheduler;

    public override TimeSpan Now => scheduler.Clock - Start;

    public override void AdvanceBy(TimeSpan step) => scheduler.AdvanceBy(step);

    public override IEnumerable<Moment<T>> Record<T>(IObservable<T> source)
    {
        List<Moment<T>> moments = [];
        source.Materialize().Subscribe(what => moments.Add(new(Now, what)));
        return moments;
    }
}
