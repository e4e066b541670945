using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>
/// Sees to it that a worker goes on from what is in the record, whoever wrote it: the worker that had a shard before and did not know that it was
/// lost, or somebody who revoked or erased a patient. It locks the patients of a batch, and compares the transaction that wrote each row last with the
/// one that this worker left there.
/// </summary>
internal sealed class RowVersions
{
    private const string Of = "FROM patient JOIN unnest($1, $2) AS asked (site, patient) USING (site, patient)";
    private readonly Dictionary<string, (long Seen, long Own)> _known = [];

    /// <summary>Locks the patients of a batch, and tells which of them are not as they were left. For a ledger.</summary>
    public IEnumerable<string> Changed(Writing writing, IReadOnlyList<Arrived> batch)
    {
        var patients = batch.Select(one => one.Topics).DistinctBy(topics => topics.Prefix).ToList();
        string[] sites = [.. patients.Select(topics => topics.Site.ToString())], names = [.. patients.Select(topics => topics.Patient.ToString())];

        // In one order for all, so that two never wait for each other. What a row's version is can only be asked once it is locked: each statement sees what
        // was there when it began, and all three are one round trip.
        using var asking = PostgresBatch.Begin(writing);
        PostgresBatch.Add(asking, $"SELECT 1 {Of} ORDER BY number FOR NO KEY UPDATE OF patient", sites, names);
        PostgresBatch.Add(asking, "SELECT CAST(CAST(CAST(pg_current_xact_id() AS xid) AS text) AS BIGINT)");
        PostgresBatch.Add(asking, $"SELECT site, patient, CAST(CAST(patient.xmin AS text) AS BIGINT) {Of}", sites, names);
        var rows = new List<(string Prefix, long Version)>(patients.Count);
        long own;
        using (var reader = asking.ExecuteReader())
        {
            reader.NextResult();
            reader.Read();
            own = reader.GetInt64(0);
            reader.NextResult();
            while (reader.Read())
            {
                rows.Add(($"{Core.Messages.PatientTopics.Root}/{reader.GetString(0)}/{reader.GetString(1)}/", reader.GetInt64(2)));
            }
        }

        foreach (var (prefix, version) in rows)
        {
            // Left by our own transaction where that wrote the row, and otherwise as we saw it before.
            if (!_known.TryGetValue(prefix, out var known) || (version != known.Seen && version != known.Own))
            {
                yield return prefix;
            }

            _known[prefix] = (version, own);
        }
    }
}
