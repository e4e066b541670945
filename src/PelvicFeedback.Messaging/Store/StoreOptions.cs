namespace PelvicFeedback.Messaging.Store;

/// <summary>Where the home's record is kept, and how much of it for how long.</summary>
public sealed record StoreOptions
{
    /// <summary>The file's name within a data folder.</summary>
    public const string FileName = "home.db";

    /// <summary>
    /// The SQLite file. Its companions lie beside it: <c>-wal</c> and <c>-shm</c> while it is open, <c>.mark</c>, which says how far the record
    /// had come, and <c>.reserve</c>, space for a full disk.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>
    /// Whether there is a hub: then an event is owed to it until it has confirmed it. Without one, an event is settled by its commit.
    /// A setting of whoever pairs the home, never inferred. Default false.
    /// </summary>
    public bool Paired { get; init; }

    /// <summary>How long events are kept once the hub has them; at least 1 day, default 30 days. Those that are owed are kept for ever.</summary>
    public TimeSpan SettledRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long events are kept that were never meant for a hub: they are nowhere else. At least 1 day, default 365 days.</summary>
    public TimeSpan LocalRetention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long raw motion is kept; zero keeps it for the day that a clock may be wrong by. Default 30 days.</summary>
    public TimeSpan MotionRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The largest that the file may become, bytes; at least 1 MiB, default 2 GiB (some 150 h of motion at 100 Hz). What is over is evicted as on a full disk.</summary>
    public long MaxBytes { get; init; } = 2L << 30;

    /// <summary>Space set aside at the start, bytes, so that there is room to evict in when the disk is full; 0 for none, default 4 MiB.</summary>
    public long ReserveBytes { get; init; } = 4 << 20;

    /// <summary>The largest payload, bytes: what one message may have.</summary>
    public const int MaxPayload = 64 * 1024;

    internal void Check()
    {
        Require(Path.Length > 0, nameof(Path), "names a file");
        Require(SettledRetention >= TimeSpan.FromDays(1), nameof(SettledRetention), "is at least 1 day");
        Require(LocalRetention >= TimeSpan.FromDays(1), nameof(LocalRetention), "is at least 1 day");
        Require(MotionRetention >= TimeSpan.Zero, nameof(MotionRetention), "is not negative");
        Require(MaxBytes >= 1 << 20, nameof(MaxBytes), "is at least 1 MiB");
        Require(ReserveBytes >= 0, nameof(ReserveBytes), "is not negative");
    }

    private static void Require(bool holds, string name, string rule)
    {
        if (!holds)
        {
            throw new StoreUnavailableException($"the setting {name} of the store {rule}");
        }
    }
}

/// <summary>The record cannot be opened at all. The message is one line for a person: what, where, and what to do.</summary>
/// <param name="says">What is wrong and what to do.</param>
/// <param name="cause">What the system reported, if anything.</param>
public sealed class StoreUnavailableException(string says, Exception? cause = null) : Exception(says, cause);
