using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Motion;

namespace PelvicFeedback.Messaging.Store;

/// <summary>What is on record of past sessions, for reading alone: also while the worker is writing, as of when it is read.</summary>
public sealed class SessionArchive : IDisposable
{
    /// <summary>Most bytes of a piece: 46 KiB, which as base64 leave 2.6 KiB of a payload's 64 KiB to its other fields.</summary>
    public const int MostPiece = 46 * 1024;

    private const int RowsAtOnce = 60;

    private readonly SqliteConnection _file;
    private readonly Statement _motion;
    private readonly Statement _sessions;
    private readonly Statement _session;
    private readonly Statement _events;

    private SessionArchive(SqliteConnection file)
    {
        _file = file;
        _motion = new(file, "SELECT ordinal, second FROM motion WHERE session = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3");
        _sessions = new(file, "SELECT DISTINCT session FROM motion UNION SELECT session FROM session ORDER BY 1");
        _session = new(file, "SELECT plan, bands, calibration, algorithm, left_axis, began FROM session WHERE session = $1");
        _events = new(
            file, "SELECT topic, payload FROM event WHERE session = $1 AND stream NOT IN (SELECT stream FROM stream WHERE motion = 1) ORDER BY ordinal");
    }

    /// <summary>Seconds that the last reading of motion left out because they are damaged.</summary>
    public long Damaged { get; private set; }

    /// <summary>Opens the record for reading.</summary>
    /// <param name="path">As in <see cref="StoreOptions.Path"/>.</param>
    /// <exception cref="StoreUnavailableException">There is none, or it cannot be read.</exception>
    public static SessionArchive Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreUnavailableException($"{path}: there is no record of sessions: check the data folder (PELVIC_DATA)");
        }

        var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        try
        {
            file.Open();
            return StoreSchema.VersionOf(file) == StoreSchema.Newest
                ? new(file)
                : throw new StoreUnavailableException($"{path}: was written by another version of this program: start the worker of this version once, or install that version");
        }
        catch (SqliteException broken)
        {
            file.Dispose();
            throw new StoreUnavailableException($"{path}: cannot be read: {broken.Message}", broken);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The names of all sessions of which anything is on record.</summary>
    public IReadOnlyList<string> Sessions() => _sessions.Rows(row => row.GetString(0));

    /// <summary>What is known of a session; null when nothing is.</summary>
    public SessionRecord? Session(Pseudonym id) => _session.Rows(
        row => new SessionRecord(id)
        {
            Plan = Text(row, 0),
            Bands = Text(row, 1),
            Calibration = Text(row, 2),
            Algorithm = Text(row, 3),
            LeftAxis = Text(row, 4),
            Began = new UtcInstant(row.GetInt64(5)),
        },
        id.ToString()) is [var found] ? found : null;

    /// <summary>The durable events of a session in the order of their commits, as far as they are kept; pieces of raw motion are left out.</summary>
    public IReadOnlyList<(string Topic, byte[] Payload)> Events(Pseudonym session) =>
        _events.Rows(row => (row.GetString(0), (byte[])row[1]), session.ToString());

    /// <summary>The raw motion of a session, as it came. A minute at a time, however long it is.</summary>
    public IEnumerable<MotionSample> Motion(Pseudonym session)
    {
        Damaged = 0;
        for (var last = 0L; ;)
        {
            var rows = _motion.Rows(row => (Ordinal: row.GetInt64(0), Blob: (byte[])row[1]), session.ToString(), last, RowsAtOnce);
            if (rows.Count == 0)
            {
                yield break;
            }

            foreach (var (ordinal, blob) in rows)
            {
                last = ordinal;
                var whole = MotionBlob.TryDecode(blob, out var samples);
                Damaged += whole ? 0 : 1;
                foreach (var sample in samples)
                {
                    yield return sample;
                }
            }
        }
    }

    /// <summary>
    /// The raw motion of a session in pieces for the topic <c>motion</c>: whole blobs behind one another, each after its length (4 bytes,
    /// little endian). A piece has at most <see cref="MostPiece"/> bytes, unless a single blob has more, which no sensor's second does.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="after">Only what lies behind this place; 0 for all of it.</param>
    public IEnumerable<MotionPiece> Pieces(Pseudonym session, long after = 0)
    {
        using var piece = new MemoryStream();
        for (long last = after, through = after; ;)
        {
            var rows = _motion.Rows(row => (Ordinal: row.GetInt64(0), Blob: (byte[])row[1]), session.ToString(), last, RowsAtOnce);
            foreach (var (ordinal, blob) in rows)
            {
                last = ordinal;
                if (piece.Length > 0 && piece.Length + sizeof(int) + blob.Length > MostPiece)
                {
                    yield return new(through, piece.ToArray());
                    piece.SetLength(0);
                }

                piece.Write(BitConverter.GetBytes(blob.Length));
                piece.Write(blob);
                through = ordinal;
            }

            if (rows.Count == 0)
            {
                if (piece.Length > 0)
                {
                    yield return new(through, piece.ToArray());
                }

                yield break;
            }
        }
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _motion.Dispose();
        _sessions.Dispose();
        _session.Dispose();
        _events.Dispose();
        _file.Dispose();
    }

    private static string? Text(SqliteDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}

/// <summary>Some of a session's raw motion, for one message.</summary>
/// <param name="Through">Its last second's place in the record.</param>
/// <param name="Blobs">Whole blobs behind one another, each after its length (4 bytes, little endian).</param>
public sealed record MotionPiece(long Through, byte[] Blobs);
