using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Streams;

/// <summary>What every operator owes to Rx: never, empty, return, throw, and the lifetime of a subscription.</summary>
public class StageLawsTests
{
    private static readonly TimedSample Timed = new() { Motion = Sample };

    private static MotionSample Sample => new()
    {
        Time = new(1),
        SensorToEarth = new(1, 0, 0, 0),
        Content = MotionContent.Orientation,
    };

    [Fact]
    public void In_order() => Laws<MotionSample, TimedSample>(samples => samples.InOrder(Session.Options, Memory()), Sample, 1);

    [Fact]
    public void Oriented() => Laws<TimedSample, TimedSample>(samples => samples.Oriented(Session.Options, Memory()), Timed, 1);

    [Fact]
    public void On_the_pelvis() => Laws<TimedSample, PelvisSample>(samples => samples.OnThePelvis(Session.Options, Memory()), Timed, 1);

    [Fact]
    public void Moving() => Laws<PelvisSample, Moment>(pelvis => pelvis.Moving(Memory()), new() { Time = new(1) }, 1);

    [Fact]
    public void Coached() => Laws<Moment, Feedback>(moments => moments.Coached(Session.Options, Memory()), default, 1);

    // The end of the input is said of as well, once there was any.
    [Fact]
    public void The_whole() => Laws<MotionSample, Feedback>(samples => samples.Coached(Session.Options, Memory()), Sample, 2);

    private static PipelineMemory Memory() => new(PipelineState.Beginning(null));

    private static void Laws<TItem, TResult>(Func<IObservable<TItem>, IObservable<TResult>> stage, TItem item, int saidOfOne)
    {
        Assert.Equal(default, Heard(stage(Observable.Never<TItem>())));
        Assert.Equal((0, true, null), Heard(stage(Observable.Empty<TItem>())));
        Assert.Equal((saidOfOne, true, null), Heard(stage(Observable.Return(item))));

        var lost = new IOException("The link is lost.");
        Assert.Equal((0, false, lost), Heard(stage(Observable.Throw<TItem>(lost))));
        Assert.Equal((1, false, lost), Heard(stage(Observable.Return(item).Concat(Observable.Throw<TItem>(lost)))));

        Lifetime(stage);
    }

    private static void Lifetime<TItem, TResult>(Func<IObservable<TItem>, IObservable<TResult>> stage)
    {
        var (acquired, released) = (0, 0);
        using var items = new Subject<TItem>();
        var source = Observable.Create<TItem>(observer =>
        {
            acquired++;
            return new CompositeDisposable(items.Subscribe(observer), Disposable.Create(() => released++));
        });
        var staged = stage(source);
        Assert.Equal((0, 0), (acquired, released));

        var heard = 0;
        var subscription = staged.Subscribe(_ => heard++);
        Assert.Equal((1, 0), (acquired, released));

        subscription.Dispose();
        Assert.Equal((1, 1), (acquired, released));
        Assert.False(items.HasObservers);

        using (staged.Subscribe(_ => heard++))
        {
            items.OnCompleted();
            Assert.Equal((2, 2), (acquired, released));
        }

        using var first = staged.Take(0).Subscribe(_ => heard++);
        Assert.Equal(0, heard);
    }

    private static (int Items, bool Completed, Exception? Error) Heard<T>(IObservable<T> observable)
    {
        var (items, completed, error) = (0, false, default(Exception));
        using var subscription = observable.Subscribe(_ => items++, lost => error = lost, () => completed = true);
        return (items, completed, error);
    }
}
