using System.Reactive.Linq;

namespace PelvicFeedback.Tests.VirtualTime;

/// <summary>What every <see cref="VirtualClock"/> keeps to, so that a timeline reads the same on each.</summary>
public abstract class VirtualClockContract
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private VirtualClock Clock => field ??= MakeClock();

    [Fact]
    public void Starts_at_zero_and_stands_still()
    {
        IEnumerable<Moment<long>> moments = Clock.Record(Observable.Timer(Second, Clock.Scheduler));

        Assert.Equal(TimeSpan.Zero, Clock.Now);
        Assert.Empty(moments);
    }

    [Fact]
    public void Runs_what_falls_due_at_its_own_time()
    {
        IEnumerable<Moment<long>> moments = Clock.Record(Observable.Timer(2 * Second, Clock.Scheduler));

        Clock.AdvanceBy(5 * Second);

        Assert.Equal(5 * Second, Clock.Now);
        Assert.Equal([Moment.Next(2 * Second, 0L), Moment.Completed<long>(2 * Second)], moments);
    }

    [Fact]
    public void Includes_the_end_of_a_step_and_nothing_after_it()
    {
        IEnumerable<Moment<long>> moments = Clock.Record(Observable.Timer(2 * Second, Clock.Scheduler));

        Clock.AdvanceBy(2 * Second - TimeSpan.FromTicks(1));
        Assert.Empty(moments);

        Clock.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.Equal(2, moments.Count());
    }

    [Fact]
    public void Counts_what_is_subscribed_on_the_way_from_there()
    {
        IObservable<long> oneThenTwo = Observable.Timer(Second, Clock.Scheduler)
            .Concat(Observable.Timer(2 * Second, Clock.Scheduler));

        Clock.AdvanceBy(10 * Second);
        IEnumerable<Moment<long>> moments = Clock.Record(oneThenTwo);
        Clock.AdvanceBy(10 * Second);

        Assert.Equal(
            [Moment.Next(11 * Second, 0L), Moment.Next(13 * Second, 0L), Moment.Completed<long>(13 * Second)],
            moments);
    }

    [Fact]
    public void Records_an_error_when_it_comes()
    {
        TimeoutException silent = new("silent");
        IObservable<int> source = Observable.Never<int>()
            .Timeout(3 * Second, Observable.Throw<int>(silent), Clock.Scheduler);

        IEnumerable<Moment<int>> moments = Clock.Record(source);
        Clock.AdvanceBy(4 * Second);

        Assert.Equal([Moment.Failed<int>(3 * Second, silent)], moments);
    }

    protected abstract VirtualClock MakeClock();
}

public sealed class HistoricalClockTests : VirtualClockContract
{
    protected override VirtualClock MakeClock() => new HistoricalClock();
}

#if FULL_PACKAGES
public sealed class TestSchedulerClockTests : VirtualClockContract
{
    protected override VirtualClock MakeClock() => new TestSchedulerClock();
}
#endif
