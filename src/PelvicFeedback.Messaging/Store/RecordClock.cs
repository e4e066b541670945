using System.Globalization;

namespace PelvicFeedback.Messaging.Store;

/// <summary>
/// The record's own clock, by which retention goes: it counts what this program has seen pass, so that a clock that is set on the wall makes
/// nothing older than it is. Milliseconds since 1970 by the wall when the record was begun. For one thread, the writer's.
/// </summary>
internal sealed class RecordClock
{
    /// <summary>What the wall says of a time that nobody watched (the program was off, the machine asleep) counts up to this much, once.</summary>
    public static readonly TimeSpan MostUnseen = TimeSpan.FromDays(1);

    private const string Note = "clock";

    private readonly TimeProvider _time;
    private readonly StoreStatements _sql;
    private long _counted;
    private long _furthest;
    private long _lookedAt;

    /// <param name="time">The wall's clock and monotonic time.</param>
    /// <param name="sql">The record that keeps how far it has come.</param>
    public RecordClock(TimeProvider time, StoreStatements sql)
    {
        (_time, _sql, _lookedAt) = (time, sql, time.GetTimestamp());
        if (_sql.Note.Text(Note)?.Split(' ') is [var counted, var furthest])
        {
            (_counted, _furthest) = (long.Parse(counted, CultureInfo.InvariantCulture), long.Parse(furthest, CultureInfo.InvariantCulture));
        }
        else
        {
            // A record of a version without this clock has times of the wall in it.
            var newest = _sql.NewestTime.Number();
            (_counted, _furthest) = (newest == 0 ? Wall : Math.Min(Wall, newest + Most), Wall);
        }
    }

    /// <summary>Now.</summary>
    public long Now => _counted + Elapsed;

    private static long Most => (long)MostUnseen.TotalMilliseconds;

    private long Wall => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private long Elapsed => (long)_time.GetElapsedTime(_lookedAt).TotalMilliseconds;

    /// <summary>
    /// Looks at the wall, and writes down how far it is. Only what lies beyond all that the wall has ever said counts: a clock that is set to
    /// and fro counts once.
    /// </summary>
    public void Look()
    {
        var (elapsed, wall) = (Elapsed, Wall);
        _counted += Math.Max(elapsed, Math.Min(wall - _furthest, elapsed + Most));
        _furthest = Math.Max(_furthest, wall);
        _lookedAt = _time.GetTimestamp();
        _sql.SetNote.Run(Note, string.Create(CultureInfo.InvariantCulture, $"{_counted} {_furthest}"));
    }
}
