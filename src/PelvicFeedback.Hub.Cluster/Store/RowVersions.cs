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

        // In one order for all, so that two never wait for each other. What a row's version is can only be asked once it is locked.
        writing.Do($"SELECT 1 {Of} ORDER BY number FOR NO KEY UPDATE OF patient", sites, names);
        var own = writing.Number("SELECT CAST(CAST(pg_current_xact_id() AS xid) AS text)");
        var rows = writing.Rows(
            $"SELECT site, patient, CAST(patient.xmin AS text) {Of}",
            row => (Prefix: $"{Core.Messages.PatientTopics.Root}/{row.GetString(0)}/{row.GetString(1)}/", Version: long.Parse(row.GetString(2), System.Globalization.CultureInfo.InvariantCulture)),
            sites, names);
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
