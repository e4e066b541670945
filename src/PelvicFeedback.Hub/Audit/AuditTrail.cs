using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Audit;

/// <summary>Something that somebody did, as the trail keeps it.</summary>
/// <param name="Number">From 1, within the site.</param>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="Who">An account, or <c>hub</c> for the program itself.</param>
/// <param name="What">In a few words: <c>signed-in</c>, <c>viewed</c>, <c>erased</c>, …</param>
/// <param name="Patient">The pseudonym; null where it was about none.</param>
/// <param name="Detail">What else there is to know; never a name of a patient, as this stays when the patient is erased.</param>
/// <param name="Hash">SHA-256 over the one before and this one, as hexadecimal digits.</param>
public sealed record AuditEntry(long Number, long At, string Who, string What, string? Patient, string Detail, string Hash);

/// <summary>
/// What was done with patients' records, one chain a site: each entry's hash covers the one before, so that nothing in it can be changed or taken
/// out without every later hash being another. Only ever added to.
/// </summary>
public static class AuditTrail
{
    private static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>Adds an entry, in the transaction of what it tells of; last in it, as until its end nobody else adds one to that site's.</summary>
    public static void Tell(this Writing writing, Pseudonym site, UtcInstant at, string who, string what, Pseudonym? patient = null, string detail = "")
    {
        writing.Alone("audit " + site);
        var last = writing.Rows(
            "SELECT number, hash FROM audit WHERE site = $1 ORDER BY number DESC LIMIT 1", row => (Number: row.GetInt64(0), Hash: row.Bytes(1)), site.ToString());
        var (number, before) = last is [var one] ? (one.Number + 1, one.Hash) : (1, Beginning);
        var hash = HashOf(before, site.ToString(), number, at.UnixMilliseconds, who, what, patient?.ToString(), detail);
        writing.Do(
            "INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            site.ToString(), number, at.UnixMilliseconds, who, what, patient?.ToString(), detail, hash);
    }

    /// <summary>The newest entries of a site, the newest first.</summary>
    public static List<AuditEntry> Audit(this Database database, Pseudonym site, int most) => database.Rows(
        "SELECT number, at, who, what, patient, detail, hash FROM audit WHERE site = $1 ORDER BY number DESC LIMIT $2",
        row => new AuditEntry(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.TextOrNull(4), row.GetString(5), Convert.ToHexStringLower(row.Bytes(6))),
        site.ToString(), (long)most);

    /// <summary>Goes through a site's whole chain.</summary>
    /// <returns>How many entries there are, the last hash (write it down elsewhere: it shows whether the end was cut off), and the first that does not fit.</returns>
    public static (long Entries, string Last, long? Broken) Verify(this Database database, Pseudonym site)
    {
        var (before, entries) = (Beginning, 0L);
        foreach (var (number, at, who, what, patient, detail, hash) in database.Each(
            "SELECT number, at, who, what, patient, detail, hash FROM audit WHERE site = $1 ORDER BY number",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.TextOrNull(4), row.GetString(5), row.Bytes(6)),
            site.ToString()))
        {
            if (number != ++entries || !hash.AsSpan().SequenceEqual(HashOf(before, site.ToString(), number, at, who, what, patient, detail)))
            {
                return (entries, Convert.ToHexStringLower(before), entries);
            }

            before = hash;
        }

        return (entries, Convert.ToHexStringLower(before), null);
    }

    // Every text with its length before it, so that no two entries give the same bytes.
    private static byte[] HashOf(byte[] before, string site, long number, long at, string who, string what, string? patient, string detail)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        foreach (var whole in new[] { number, at })
        {
            hash.AppendData(Whole(whole));
        }

        foreach (var text in new[] { site, who, what, patient, detail })
        {
            var bytes = Encoding.UTF8.GetBytes(text ?? "");
            hash.AppendData(Whole(text is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Whole(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
