using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Messaging.Store;

namespace PelvicFeedback.Tests.Store;

/// <summary>Words for tests of the record: events, acks, and a look into the file from outside.</summary>
internal static class Kept
{
    public static readonly PatientTopics Topics = new(Pseudonym.Parse("clinic"), Pseudonym.Parse("p7"));
    public static readonly Pseudonym Session = Pseudonym.Parse("s1");

    public static EventDraft Event(string text = "hello", string topic = "rep") =>
        new(Topics.Prefix + topic, (output, id, alert) => output.Write(Encoding.UTF8.GetBytes($"{id} {alert} {text}")));

    public static StoreBatch Batch(params EventDraft[] events) => new() { Events = events };

    public static StoredEvent[] Add(this HomeStore store, int count, string topic = "rep") =>
        [.. Enumerable.Range(0, count).Select(n => Assert.Single(store.Commit(Batch(Event($"{n}", topic)))!))];

    public static HubAck Ack(StoredEvent stored, string epoch = "e1") =>
        new(stored.Id, new(Convert.ToHexStringLower(SHA256.HashData(stored.Payload)), Pseudonym.Parse(epoch)));

    public static string AckJson(StoredEvent stored, string epoch = "e1") =>
        $$"""{"v":1,"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(stored.Payload))}}","hubEpoch":"{{epoch}}"}""";

    public static MarksMessage Marks(string epoch, params (Pseudonym Stream, long Last)[] marks) =>
        new(Pseudonym.Parse(epoch), [.. marks.Select(mark => KeyValuePair.Create(mark.Stream, mark.Last))]);

    public static MotionSample[] Second(int at, Random? noise = null) => [.. Enumerable.Range(0, 100).Select(n => new MotionSample
    {
        Time = new(at + (n / 100.0)),
        Content = MotionContent.Orientation,
        SensorToEarth = noise is null ? Rotation.Identity : new(noise.NextDouble(), noise.NextDouble(), noise.NextDouble(), noise.NextDouble()),
    })];

    /// <summary>One number out of the file, by another connection.</summary>
    public static long Look(string path, string sql)
    {
        using var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar());
    }
}
