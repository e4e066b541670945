using System.Reactive.Linq;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Streams;

/// <summary>
/// Which samples of a stream pass at most so many a second, by sample time. A schedule of due times advances by exactly one period
/// for each that passes, so the mean rate is exact whatever the input's rate. A sample passes from a quarter of a period
/// before its due time on (so an input at the very rate passes whole with its times ±10 % of a period off), and the schedule trails
/// the samples by at most one period (so a pause saves up for no burst).
/// </summary>
/// <param name="Due">When the next sample is due, sensor clock; null before the first.</param>
/// <param name="Last">The last sample's time, passed or not.</param>
/// <param name="Passes">Whether that sample passes.</param>
public readonly record struct Thinning(SampleTime? Due, SampleTime Last, bool Passes)
{
    private const double EarlyPeriods = 0.25;

    /// <summary>Before the first sample.</summary>
    public static Thinning Fresh => default;

    /// <summary>Decides about the next sample.</summary>
    /// <param name="time">Its time; an earlier one than the last says that the sensor's clock began anew, and the schedule with it.</param>
    /// <param name="period">Mean time between two that pass, s; positive.</param>
    public Thinning Next(SampleTime time, Seconds period)
    {
        if (Due is not { } due || time < Last)
        {
            return new(time + period, time, Passes: true);
        }

        if (time < due - new Seconds(period.Value * EarlyPeriods))
        {
            return new(due, time, Passes: false);
        }

        return new(due < time - period ? time : due + period, time, Passes: true);
    }
}

/// <summary>Thinning as an operator.</summary>
public static class ThinningOperators
{
    /// <summary>At most so many a second by sample time, each at once as it comes: no timer, so no added delay.</summary>
    /// <param name="feedback">One value a sample.</param>
    /// <param name="rate">Values a second, positive.</param>
    public static IObservable<Feedback> AtMostPerSecond(this IObservable<Feedback> feedback, int rate) =>
        feedback.AtMostPerSecond(rate, static value => value.Time);

    /// <summary>At most so many a second by sample time, each at once as it comes: no timer, so no added delay.</summary>
    /// <param name="source">Anything that has a sample's time.</param>
    /// <param name="rate">Values a second, positive.</param>
    /// <param name="timeOf">The sample's time.</param>
    public static IObservable<T> AtMostPerSecond<T>(this IObservable<T> source, int rate, Func<T, SampleTime> timeOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        var period = new Seconds(1.0 / rate);
        return source
            .Scan((Thinning: Thinning.Fresh, Value: default(T)!), (state, value) => (state.Thinning.Next(timeOf(value), period), value))
            .Where(static state => state.Thinning.Passes)
            .Select(static state => state.Value);
    }
}
