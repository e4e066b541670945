using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace PelvicFeedback.Worker.Systemd;

/// <summary>A thread that the service cannot do without.</summary>
/// <param name="Name">For a person.</param>
/// <param name="Turns">Grows on that thread alone, at least once a second while it is well. Read from another.</param>
internal sealed record Pulse(string Name, Func<long> Turns);

/// <summary>
/// Says that the service is well only when every thread it needs has moved since it was last asked: a watchdog that a timer feeds would be
/// content with a program that hangs.
/// </summary>
internal static class Watchdog
{
    /// <summary>How often to say so: a third of the time that the service manager allows (sd_watchdog_enabled(3)).</summary>
    /// <param name="allowedMicroseconds">The variable <c>WATCHDOG_USEC</c>.</param>
    /// <param name="forProcess">The variable <c>WATCHDOG_PID</c>: whom it concerns; null for whoever reads it.</param>
    /// <param name="process">This process.</param>
    /// <returns>Null when nobody watches. Below 3 s healthy threads could look dead: then it is 1 s.</returns>
    public static TimeSpan? Period(string? allowedMicroseconds, string? forProcess, int process)
    {
        if (!long.TryParse(allowedMicroseconds, out var allowed) || allowed <= 0 || (int.TryParse(forProcess, out var whom) && whom != process))
        {
            return null;
        }

        return TimeSpan.FromMicroseconds(Math.Max(allowed / 3, 1_000_000));
    }

    /// <summary>At the end of every period, the names of the threads that have not moved in it; none when all is well.</summary>
    /// <param name="pulses">The threads.</param>
    /// <param name="period">At least 1 s.</param>
    /// <param name="scheduler">Wall time.</param>
    public static IObservable<IReadOnlyList<string>> Hung(IReadOnlyList<Pulse> pulses, TimeSpan period, IScheduler scheduler) =>
        Observable.Interval(period, scheduler)
            .Scan(
                (Before: Turns(pulses), Now: Turns(pulses)),
                (turns, _) => (turns.Now, Turns(pulses)))
            .Select(turns => Still(pulses, turns.Before, turns.Now));

    private static long[] Turns(IReadOnlyList<Pulse> pulses) => [.. pulses.Select(pulse => pulse.Turns())];

    private static IReadOnlyList<string> Still(IReadOnlyList<Pulse> pulses, long[] before, long[] now) =>
        [.. pulses.Where((_, each) => before[each] == now[each]).Select(pulse => pulse.Name)];
}
