using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>
/// The advisory locks of the record, all of them here: two that are one would wait for each other, and the one of duty is held for as long as a node lives.
/// <see cref="PostgresEngine.HubLock"/> is that of a hub on one machine.
/// </summary>
internal static class SharedLocks
{
    /// <summary>One changes tables, the others wait.</summary>
    public const long Migration = PostgresEngine.HubLock + 1;

    /// <summary>One makes days.</summary>
    public const long Days = PostgresEngine.HubLock + 2;

    /// <summary>One deletes what is too old, the others leave it to that one.</summary>
    public const long Deleting = PostgresEngine.HubLock + 3;

    /// <summary>One web node starts at a time.</summary>
    public const long Start = PostgresEngine.HubLock + 4;

    /// <summary>The web node that does what one is to do.</summary>
    public const long Duty = PostgresEngine.HubLock + 5;
}
