using System.Data.Common;
using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Workers;

/// <summary>
/// The hub's own way into the record, for one of several workers. While the record is out of reach it waits, with everything in hand; an event that the record
/// will never take stops nothing but itself.
/// </summary>
internal sealed class Bookkeeping(Database database, IngestCounts counts, Action<string> says)
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(0.25);
    private readonly Ledger _ledger = new(database, new IngestRule(), new RowVersions().Changed);

    /// <summary>What became of what came.</summary>
    public IngestCounts Counts => counts;

    /// <summary>The record's epoch.</summary>
    public Pseudonym Epoch => database.Epoch;

    /// <summary>Books a batch in one transaction.</summary>
    /// <param name="batch">In their order.</param>
    /// <param name="over">Gives up waiting for the record.</param>
    /// <returns>What became of each; null where it cannot be booked.</returns>
    public async Task<IReadOnlyList<Booked?>> Book(IReadOnlyList<Arrived> batch, CancellationToken over)
    {
        for (var waited = false; ; waited = true)
        {
            try
            {
                return [.. _ledger.Book(batch).Select(one => (Booked?)Count(one))];
            }
            catch (PostgresException refused) when (IsItsOwnFault(refused))
            {
                counts.Add("failed: " + refused.SqlState);
                return batch.Count == 1 ? [null] : [.. await Book([.. batch.Take(batch.Count / 2)], over), .. await Book([.. batch.Skip(batch.Count / 2)], over)];
            }
            catch (Exception broken) when (IsOutOfReach(broken))
            {
                Wait(broken, waited);
            }

            await Task.Delay(Breath, over);
        }
    }

    /// <summary>How far the record goes for those patients, without those whose homes may not come.</summary>
    /// <param name="patients">Whose.</param>
    /// <param name="now">Wall time.</param>
    /// <param name="over">Gives up waiting for the record.</param>
    public async Task<IReadOnlyList<(PatientTopics Topics, MarksMessage Marks)>> Marks(IReadOnlyList<PatientTopics> patients, UtcInstant now, CancellationToken over)
    {
        for (var waited = false; ; waited = true)
        {
            try
            {
                return [.. HomeMarks.Of(database, patients, now)];
            }
            catch (Exception broken) when (IsOutOfReach(broken))
            {
                Wait(broken, waited);
            }

            await Task.Delay(Breath, over);
        }
    }

    private static bool IsOutOfReach(Exception broken) => broken is DbException or HubStoreException or TimeoutException or InvalidOperationException or IOException;

    private void Wait(Exception broken, bool waited)
    {
        counts.Add("failed: " + broken.GetType().Name);
        if (!waited)
        {
            says($"the record is out of reach, and is waited for: {broken.Message}");
        }
    }

    // Classes 21 to 23: data or a constraint, but for a day that is not there. Everything else is about the server.
    private static bool IsItsOwnFault(PostgresException refused) => refused.SqlState is ['2', '1' or '2' or '3', ..] and not PostgresErrorCodes.CheckViolation;

    private Booked Count(Booked one)
    {
        counts.Add(one.Outcome is { } outcome ? Core.Units.Words.Of(outcome) : "refused: unknown patient");
        return one;
    }
}
