using System.Buffers;
using System.Globalization;
using System.Text;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging.Mosquitto;
using PelvicFeedback.Messaging.Store;

namespace PelvicFeedback.Chaos;

/// <summary>
/// A home: records numbered alerts, one after another, until it has so many, and ends when the hub has confirmed all. How many it has made is
/// saved in the transaction of each, so that it goes on after a kill where the disk says.
/// </summary>
internal static class HomeProgram
{
    private const string Made = "made";
    private const int AtOnce = 50;

    public static int Run(string file, int port, int count, TimeSpan pace, KillAt kill)
    {
        var store = HomeStore.Open(new() { Path = file, Paired = true, ReserveBytes = 0 }, TimeProvider.System, boundary => kill.Passing(boundary.ToString()));
        var made = int.Parse(store.Snapshot(Made) ?? "0", CultureInfo.InvariantCulture);
        using var link = MosquittoLink.Connect(new()
        {
            Host = "127.0.0.1",
            Port = port,
            ClientId = "worker",
            UserName = "worker",
            SessionExpiry = TimeSpan.FromHours(1),
            LongestRetry = TimeSpan.FromMilliseconds(500),
        });
        var rules = new OutboxRules { Patience = TimeSpan.FromSeconds(2), MostPatience = TimeSpan.FromSeconds(4) };
        using var record = HomeRecord.Start(store, link, Patient.Topics, rules, TimeProvider.System, boundary => kill.Passing(boundary.ToString()));
        using var timer = new PeriodicTimer(pace > TimeSpan.Zero ? pace : TimeSpan.FromMilliseconds(1));
        Say(record.Faults.Standing);
        using var faults = record.Faults.Changes.Subscribe(Say, _ => { });
        Console.WriteLine($"open {made}");
        while (made < count)
        {
            if (pace > TimeSpan.Zero)
            {
                Wait(timer);
            }

            var next = Math.Min(count, made + (pace > TimeSpan.Zero ? 1 : AtOnce));
            var events = record.Record(new()
            {
                Events = [.. Enumerable.Range(made, next - made).Select(number =>
                    new EventDraft(Patient.Topics.Alert((AlertKind)(number % 3)), (output, id, _) => Write(output, id, number)))],
                Snapshots = [new(Made, next.ToString(CultureInfo.InvariantCulture))],
            }).GetAwaiter().GetResult();
            Console.WriteLine($"committed {events?[^1].Id.ToString() ?? "nothing"}");
            made = next;
        }

        Console.WriteLine("all made");
        for (var ticks = 0; record.Owed > 0 || record.Waiting > 0; ticks++)
        {
            Wait(timer);
            if (ticks % 200 == 0)
            {
                Console.WriteLine($"owed {record.Owed}");
            }
        }

        Console.WriteLine("all confirmed");
        return 0;
    }

    private static void Say(IReadOnlyList<StoreFault> faults)
    {
        if (faults.Count > 0)
        {
            Console.WriteLine("faults " + string.Join("; ", faults.Select(one => $"{one.Kind} {one.About} {one.Count}")));
        }
    }

    private static void Write(IBufferWriter<byte> output, EventId id, int number) =>
        output.Write(Encoding.UTF8.GetBytes($$"""{"v":1,"eventId":"{{id}}","number":{{number}},"padding":"{{new string('x', 200)}}"}"""));

    private static void Wait(PeriodicTimer timer) => timer.WaitForNextTickAsync().AsTask().GetAwaiter().GetResult();
}
