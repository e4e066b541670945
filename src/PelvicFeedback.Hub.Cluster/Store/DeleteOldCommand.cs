using System.CommandLine;
using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary><c>delete-old</c>: what is too old, by whole days. Once a day, from any machine; two at once do no harm.</summary>
internal static class DeleteOldCommand
{
    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command("delete-old", "Deletes what is too old, by whole days; once a day, while workers run") { ClusterOptions.Postgres, PageOptions.KeepEvents, PageOptions.KeepMotion };
        command.SetAction(parsed =>
        {
            var (events, motion) = (PageOptions.DaysOf(parsed, PageOptions.KeepEvents), PageOptions.DaysOf(parsed, PageOptions.KeepMotion));
            using var database = ClusterOptions.Record(parsed);
            var now = new UtcInstant(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            var deleted = new Ledger(database, new IngestRule()).Change(writing => writing.DeleteOld(now, events, motion));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{deleted} events deleted"));
            return 0;
        });
        return command;
    }
}
