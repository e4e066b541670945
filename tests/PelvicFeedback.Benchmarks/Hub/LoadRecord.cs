using System.Security.Cryptography;

namespace PelvicFeedback.Benchmarks.Hub;

/// <summary>What became of what the homes committed, after everything has come to rest.</summary>
/// <param name="Events">How many events the homes have on their disks.</param>
/// <param name="Stored">How many events the hub has.</param>
/// <param name="Missing">Events of a home that the hub does not have, byte for byte.</param>
/// <param name="Strange">Events of the hub that no home has.</param>
/// <param name="Aside">What the hub has set aside: the same name with another content.</param>
/// <param name="Owed">Events that the hub has not confirmed, as the homes' outboxes have it on their disks.</param>
internal sealed record LoadRecord(long Events, long Stored, long Missing, long Strange, long Aside, long Owed)
{
    /// <summary>Whether every event is stored once and confirmed, and nothing else is.</summary>
    public bool IsWhole => this is { Missing: 0, Strange: 0, Aside: 0, Owed: 0 } && Events == Stored;

    public static LoadRecord Of(LoadClinic clinic)
    {
        var made = clinic.HomeRows("SELECT stream, seq, payload FROM event", static row => $"{row.GetString(0)}-{row.GetInt64(1)} {Hash(row.GetFieldValue<byte[]>(2))}")
            .Select(row => $"{row.Patient} {row.Row}").ToList();
        var stored = clinic.Rows(
            "SELECT patient.patient, stream, seq, payload FROM event JOIN patient ON patient.number = event.patient",
            static row => $"{row.GetString(0)} {row.GetString(1)}-{row.GetInt64(2)} {Hash(row.GetFieldValue<byte[]>(3))}");
        return new(
            made.Count,
            stored.Count,
            made.Except(stored).LongCount(),
            stored.Except(made).LongCount(),
            clinic.Rows("SELECT COUNT(*) FROM aside", static row => row.GetInt64(0))[0],
            clinic.HomeRows("SELECT COUNT(*) FROM outbox", static row => row.GetInt64(0)).Sum(row => row.Row));
    }

    public override string ToString() => FormattableString.Invariant(
        $"{Events} events on the homes' disks, {Stored} in the record; missing {Missing}, of no home {Strange}, set aside {Aside}, not confirmed {Owed}");

    private static string Hash(byte[] payload) => Convert.ToHexString(SHA256.HashData(payload));
}
