using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Benchmarks.Hub;

/// <summary>
/// How fast the hub takes events, without a broker: read, through the seam, and committed, a batch a transaction, of 100 patients in turn. With a connection to PostgreSQL
/// that too.
/// </summary>
internal static class IngestReport
{
    private const int Patients = 100;
    private const int Events = 50_000;

    public static int Run(string folder, string? postgres)
    {
        var messages = Messages();
        foreach (var atOnce in new[] { 1, 100, IngestLane.MostAtOnce })
        {
            Measure(folder, own => new SqliteEngine(own), "SQLite", messages, atOnce);
            if (postgres is not null)
            {
                Measure(folder, _ => new PostgresEngine(postgres), "PostgreSQL", messages, atOnce);
            }
        }

        return 0;
    }

    private static void Measure(string folder, Func<string, IDatabaseEngine> engine, string name, List<(string Topic, byte[] Payload)> messages, int atOnce)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "pelvicfeedback-" + Path.GetRandomFileName())).FullName;
        try
        {
            using var database = Database.Open(engine(own), own);
            database.Write(writing =>
            {
                foreach (var table in new[] { "event", "stream", "patient", "alarm", "aside" })
                {
                    writing.Do("DELETE FROM " + table);
                }

                for (var n = 0; n < Patients; n++)
                {
                    writing.AddPatient(TopicsOf(n), "Patient", default);
                }
            });
            var ledger = new Ledger(database, new IngestRule());
            var count = atOnce == 1 ? Events / 10 : Events;
            var cpu = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            var stored = 0;
            foreach (var batch in messages.Take(count).Chunk(atOnce))
            {
                stored += ledger.Book([.. batch.Select(Read)]).Count(booked => booked.Outcome == Outcome.Stored);
            }

            var (seconds, busy) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {atOnce} a transaction: {stored / seconds:0} events/s of {messages[0].Payload.Length} B, the hub's own processor time {busy / stored * 1e6:0} us an event"));
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }

    private static Arrived Read((string Topic, byte[] Payload) message)
    {
        return PatientTopics.TryParse(message.Topic, out var topics, out var rest)
            ? new(topics, Reading.Read(rest, message.Payload, new(1_795_000_000_000), out _)!)
            : throw new InvalidOperationException($"{message.Topic} is no patient's topic.");
    }

    private static List<(string Topic, byte[] Payload)> Messages()
    {
        using var writer = new MessageWriter();
        var output = new ArrayBufferWriter<byte>();
        return [.. Enumerable.Range(0, Events).Select(n =>
        {
            output.ResetWrittenCount();
            var id = new EventId(Pseudonym.Parse("k3v9x2"), (n / Patients) + 1);
            writer.Write(output, new SessionMessage(new(new(1_795_000_000_000 + n), null, true, Pseudonym.Parse("s1")), id, new() { Phase = SessionPhase.Pain, Pain = n % 6 }));
            return (TopicsOf(n % Patients).Session, output.WrittenSpan.ToArray());
        })];
    }

    private static PatientTopics TopicsOf(int n) => new(Pseudonym.Parse("clinic"), Pseudonym.Parse(string.Create(CultureInfo.InvariantCulture, $"p{n}")));
}
