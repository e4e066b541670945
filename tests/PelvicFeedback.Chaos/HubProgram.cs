using System.Globalization;
using System.Reactive.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;

namespace PelvicFeedback.Chaos;

/// <summary>
/// A hub, as small as the contract lets it be: stores each event once by patient and name, sets aside the same name with another content,
/// confirms every one it has, and says on connecting how far it has what. Its epoch is new with its file.
/// </summary>
internal sealed class HubProgram : IDisposable
{
    private const string Schema =
        """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS epoch (epoch TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS event (arrival INTEGER PRIMARY KEY, patient TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL,
            payload BLOB NOT NULL, heard INTEGER NOT NULL DEFAULT 1, UNIQUE (patient, stream, seq));
        CREATE TABLE IF NOT EXISTS aside (patient TEXT NOT NULL, event TEXT NOT NULL, payload BLOB NOT NULL);
        """;

    /// <summary>The environment has the password there, where the broker wants one.</summary>
    private const string PasswordVariable = "PELVIC_CHAOS_PASSWORD";

    private static readonly string[] Durable = ["alert/+", "rep", "hold", "test", "walk", "calibration", "withdrawn", "session", "motion"];

    private readonly SqliteConnection _file;
    private readonly MosquittoLink _link;
    private readonly KillAt _kill;
    private readonly string _epoch;

    private HubProgram(string path, int port, KillAt kill)
    {
        _kill = kill;
        _file = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        _file.Open();
        Do(Schema);
        if (Query("SELECT epoch FROM epoch") is not string epoch)
        {
            epoch = RandomNumberGenerator.GetHexString(8, lowercase: true);
            Do("INSERT INTO epoch VALUES ($1)", epoch);
        }

        _epoch = epoch;
        _link = MosquittoLink.Connect(new()
        {
            Host = "127.0.0.1",
            Port = port,
            ClientId = "hub",
            UserName = "hub",
            Password = Environment.GetEnvironmentVariable(PasswordVariable),
            SessionExpiry = TimeSpan.FromHours(1),
            LongestRetry = TimeSpan.FromMilliseconds(500),
        });
    }

    public static int Run(string path, int port, KillAt kill)
    {
        using var hub = new HubProgram(path, port, kill);
        Console.WriteLine("open");
        using var messages = hub._link.Messages.Subscribe(hub.Store, _ => { });
        foreach (var topic in Durable)
        {
            hub._link.Subscribe(PatientTopics.Root + "/+/+/" + topic, Qos.AtLeastOnce);
        }

        using var states = hub._link.States.Where(state => state.Phase == LinkPhase.Up).Subscribe(_ => hub.SayMarks(), _ => { });
        Console.In.ReadToEnd();
        return 0;
    }

    public void Dispose()
    {
        _link.Dispose();
        _file.Dispose();
    }

    // On the link's thread, which acknowledges the message to the broker after it.
    private void Store(MqttMessage message)
    {
        using var json = JsonDocument.Parse(message.Payload);
        if (!PatientTopics.TryParse(message.Topic, out var patient, out _) || EventId.Parse(json.RootElement.GetProperty("eventId").GetString()) is not { } id)
        {
            return;
        }

        var payload = message.Payload.ToArray();
        var name = patient.Patient.ToString();
        Do(
            "INSERT INTO event (patient, stream, seq, payload) VALUES ($1, $2, $3, $4) ON CONFLICT (patient, stream, seq) DO UPDATE SET heard = heard + 1",
            name, id.Stream.ToString(), id.Sequence, payload);
        _kill.Passing("HubCommit");
        var stored = (byte[])Query("SELECT payload FROM event WHERE patient = $1 AND stream = $2 AND seq = $3", name, id.Stream.ToString(), id.Sequence)!;
        if (!stored.AsSpan().SequenceEqual(payload))
        {
            Do("INSERT INTO aside VALUES ($1, $2, $3)", name, id.ToString(), payload);
        }

        var ack = $$"""{"v":1,"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(stored))}}","hubEpoch":"{{_epoch}}"}""";
        _link.Publish(patient.Prefix + "ack/" + id, System.Text.Encoding.UTF8.GetBytes(ack), Qos.AtLeastOnce);
    }

    private void SayMarks()
    {
        var marks = new Dictionary<string, long>(StringComparer.Ordinal);
        using (var command = _file.CreateCommand())
        {
            // Up to the first hole.
            command.CommandText =
                "SELECT stream, seq, ROW_NUMBER() OVER (PARTITION BY stream ORDER BY seq) FROM event WHERE patient = $1";
            command.Parameters.AddWithValue("$1", Patient.Topics.Patient.ToString());
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                if (rows.GetInt64(1) == rows.GetInt64(2))
                {
                    marks[rows.GetString(0)] = Math.Max(rows.GetInt64(1), marks.GetValueOrDefault(rows.GetString(0)));
                }
            }
        }

        var payload = JsonSerializer.SerializeToUtf8Bytes(new { v = 1, hubEpoch = _epoch, marks });
        _link.Publish(Patient.Topics.Prefix + "marks", payload, Qos.AtLeastOnce, retain: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"marks {marks.Values.Sum()}"));
    }

    private void Do(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private object? Query(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, object[] values)
    {
        var command = _file.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < values.Length; at++)
        {
            command.Parameters.AddWithValue($"${at + 1}", values[at]);
        }

        return command;
    }
}
