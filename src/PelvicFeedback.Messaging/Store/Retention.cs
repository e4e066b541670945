using Microsoft.Data.Sqlite;

namespace PelvicFeedback.Messaging.Store;

/// <summary>Deletes what has been kept long enough, by the record's own clock. For one thread, the writer's.</summary>
internal sealed class Retention(StoreOptions options, StoreStatements sql, RecordClock clock)
{
    /// <summary>
    /// How long a stream is still known when its last event is gone. A hub leaves streams out of its marks 30 days after their last event:
    /// one that it names and we do not know means a record put back from a backup.
    /// </summary>
    public static readonly TimeSpan StreamsKnown = TimeSpan.FromDays(90);

    /// <param name="inUse">Streams that stay, whether or not they have events.</param>
    public void Apply(IReadOnlyList<string> inUse)
    {
        try
        {
            clock.Look();
            while (sql.PruneCopies.Run(Before(options.SettledRetention)) > 0
                || sql.PruneOwn.Run(Before(options.LocalRetention)) > 0
                || sql.PruneMotion.Run(Before(options.MotionRetention)) > 0)
            {
            }

            sql.StreamsGone.Run(clock.Now, inUse[0], inUse[1], inUse[2]);
            sql.PruneStreams.Run(Before(StreamsKnown));
        }
        catch (SqliteException full) when (StoreFile.IsFull(full))
        {
            // There will be room, or the next commit says that there is none.
        }
    }

    // One wrong step of the wall's clock may have counted for a day: it must not make anything go early.
    private long Before(TimeSpan kept) => clock.Now - (long)(kept + RecordClock.MostUnseen).TotalMilliseconds;
}
