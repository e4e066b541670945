using System.CommandLine;
using System.Globalization;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Store;
using RabbitMQ.Client;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>
/// The command <c>restored</c>: the record was put back from a backup. It begins a new epoch, and tells every home how far the record goes now; those that are
/// away are told when they come. May be done again, also where it was cut off.
/// </summary>
internal static class RestoredCommand
{
    private const int AtOnce = 500;
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var restored = new Command("restored", "After the database was put back from a backup, and before the workers are started: has every home send again what it lost") { ClusterOptions.Brokers, ClusterOptions.Postgres };
        restored.SetAction((parsed, _) => Run(ClusterOptions.BrokersOf(parsed), ClusterOptions.PostgresOf(parsed)));
        return restored;
    }

    private static async Task<int> Run(BrokerAddresses brokers, string postgres)
    {
        using (var before = SharedPostgres.Open(postgres))
        {
            before.Write(SharedEpoch.BeginAnew);
        }

        using var database = SharedPostgres.Open(postgres);
        await using var connection = await brokers.Connect("restored");
        await using var channel = await connection.CreateChannelAsync(Confirmed);
        var told = 0;
        foreach (var some in HomeMarks.Of(database, null, new(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())).Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(one => HomeMarks.Say(channel, one).AsTask()));
            told += some.Length;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the epoch is now {database.Epoch}; {told} homes are told"));
        return 0;
    }
}
