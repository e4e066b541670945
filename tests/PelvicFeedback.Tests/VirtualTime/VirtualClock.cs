using System.Reactive;
using System.Reactive.Concurrency;

namespace PelvicFeedback.Tests.VirtualTime;

/// <summary>
/// Time that stands still until a test moves it, for what has wall time as its subject: silence, reconnecting. Movement needs
/// none of this: it goes by the sample's own time.
/// </summary>
public abstract class VirtualClock
{
    /// <summary>What an operator under test is given.</summary>
    public abstract IScheduler Scheduler { get; }

    /// <summary>Since the clock was made; starts at zero.</summary>
    public abstract TimeSpan Now { get; }

    /// <summary>Moves the clock, and on the way runs whatever falls due, at its own time, the end included.</summary>
    public abstract void AdvanceBy(TimeSpan step);

    /// <summary>Subscribes now. The list grows as the clock is moved.</summary>
    public abstract IEnumerable<Moment<T>> Record<T>(IObservable<T> source);
}

/// <summary>What was notified, and when by the virtual clock. Compares by value.</summary>
public readonly record struct Moment<T>(TimeSpan At, Notification<T> What);

/// <summary>Makes a timeline easy to write down: <c>Moment.Next(2 * second, value)</c>.</summary>
public static class Moment
{
    public static Moment<T> Next<T>(TimeSpan at, T value) => new(at, Notification.CreateOnNext(value));

    public static Moment<T> Completed<T>(TimeSpan at) => new(at, Notification.CreateOnCompleted<T>());

    public static Moment<T> Failed<T>(TimeSpan at, Exception error) => new(at, Notification.CreateOnError<T>(error));
}
