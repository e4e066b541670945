using System.CommandLine;
using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary><c>delete-old</c>: what is too old, by whole days. Once a day, from any machine; two at once do no harm.</summary>
internal static class DeleteOldCommand
{
    private const int MostDays = 36_500;
    private static readonly Option<int> Events = new("--keep-days") { HelpName = "N", Description = "For how many days events are kept", DefaultValueFactory = _ => 3653 };
    private static readonly Option<int> Motion = new("--keep-motion-days") { HelpName = "N", Description = "For how many days raw motion is kept", DefaultValueFactory = _ => 90 };

    /// <summary>The command.</summary>
    /// <param name="postgres">The option that names the record.</param>
    public static Command Of(Option<string> postgres)
    {
        var command = new Command("delete-old", "Deletes what is too old, by whole days; once a day, while workers run") { postgres, Events, Motion };
        command.SetAction(parsed =>
        {
            var (events, motion) = (Days(parsed, Events), Days(parsed, Motion));
            using var database = SharedPostgres.Open(MqttPassword.FromFile(parsed.GetValue(postgres)!));
            var now = new UtcInstant(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            var deleted = new Ledger(database, new IngestRule()).Change(writing => writing.DeleteOld(now, events, motion));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{deleted} events deleted"));
            return 0;
        });
        return command;
    }

    private static TimeSpan Days(ParseResult parsed, Option<int> option) =>
        parsed.GetValue(option) is >= 1 and <= MostDays and var days ? TimeSpan.FromDays(days) : throw new ArgumentException($"{option.Name} takes 1-{MostDays}");
}
