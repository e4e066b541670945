using Microsoft.Data.Sqlite;

namespace PelvicFeedback.Messaging.Store;

/// <summary>What room is needed for, and so what may go for it.</summary>
internal enum RoomFor
{
    /// <summary>Raw motion: older motion makes room.</summary>
    Motion,

    /// <summary>Events: motion makes room, then what the hub has.</summary>
    Events,

    /// <summary>Acks and marks: a little room is always left for them, since without them nothing could ever go.</summary>
    Acks,
}

/// <summary>
/// Transactions that make room when there is none: first from the reserve, then from what may go, raw motion, and for an event's sake what
/// the hub has confirmed. What this record alone has never goes. A disk that is broken rather than full is no reason to delete anything.
/// </summary>
internal sealed class StoreRoom(StoreFile file, SpaceReserve reserve, StoreStatements sql, StoreFaults faults)
{
    /// <summary>Why the last transaction was not made, for a person.</summary>
    public string Why { get; private set; } = "";

    /// <summary>Does it all and commits, or nothing of it.</summary>
    /// <returns>Null when it could not be written; <see cref="Why"/> says why.</returns>
    public T? Together<T>(Func<T> work, RoomFor purpose)
        where T : class
    {
        var grown = false;
        while (true)
        {
            try
            {
                var done = file.Together(work);
                if (grown)
                {
                    file.StopGrowing();
                }

                return done;
            }
            catch (SqliteException full) when (StoreFile.IsFull(full))
            {
                var more = Make(full, purpose) || (purpose == RoomFor.Acks && !grown);
                if (!more)
                {
                    Why = $"there is no room ({full.Message}) and nothing that may go: make room on the disk";
                    return null;
                }

                if (purpose == RoomFor.Acks && !grown)
                {
                    file.GrowALittle();
                    grown = true;
                }
            }
            catch (SqliteException broken)
            {
                Why = $"the record is damaged or out of reach ({broken.Message}): keep the file for whoever can repair it, and start with a new one";
                return null;
            }
        }
    }

    private bool Make(SqliteException full, RoomFor purpose)
    {
        var more = reserve.GiveUp();
        if (more)
        {
            file.StopGrowing();
        }

        file.Checkpoint();
        return (full.SqliteErrorCode == StoreFile.Full && purpose != RoomFor.Acks && Evict(purpose == RoomFor.Events)) || more;
    }

    private bool Evict(bool forEvents)
    {
        try
        {
            var seconds = file.Together(() => (int[])[sql.EvictMotion.Run()])[0];
            if (seconds > 0)
            {
                faults.Add(StoreFaultKind.MotionEvicted, "", seconds, "the disk is full: the oldest raw motion was deleted to make room");
            }

            var events = seconds == 0 && forEvents ? file.Together(() => (int[])[EvictPieces() + sql.EvictCopies.Run()])[0] : 0;
            if (events > 0)
            {
                faults.Add(StoreFaultKind.EventsEvicted, "", events, "the disk is full: the oldest events that the clinic has were deleted here to make room");
            }

            file.Checkpoint();
            return seconds + events > 0;
        }
        catch (SqliteException full) when (StoreFile.IsFull(full))
        {
            return false;
        }
    }

    private int EvictPieces()
    {
        sql.EvictPiecesOwed.Run();
        return sql.EvictPieces.Run();
    }
}
