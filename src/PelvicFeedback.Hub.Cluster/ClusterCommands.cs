using System.CommandLine;
using System.Globalization;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Cluster.Web;
using PelvicFeedback.Hub.Cluster.Workers;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using RabbitMQ.Client.Exceptions;

namespace PelvicFeedback.Hub.Cluster;

/// <summary>The command line <c>pelvicfeedback-hub-cluster</c>. Exit codes as everywhere: 0 done, 1 failed, 2 unusable arguments; errors are one line.</summary>
internal static class ClusterCommands
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Unusable = 2;

    // Each binding waits for all brokers' disks.
    private const int AtOnce = 16;

    /// <summary>What there is.</summary>
    public static RootCommand All()
    {
        var prepare = new Command("prepare", "Makes tables, exchanges, queues and each patient's binding, where they are missing; while workers run too") { ClusterOptions.Brokers, ClusterOptions.Postgres, ClusterOptions.ShardCount };
        prepare.SetAction((parsed, _) => Prepare(parsed));
        var work = new Command("work", "A worker, until Ctrl-C") { ClusterOptions.Brokers, ClusterOptions.Postgres, ClusterOptions.ShardCount, ClusterOptions.Name };
        work.SetAction((parsed, _) => Work(parsed));
        return new("The hub on a cluster of brokers and a PostgreSQL database")
        {
            prepare,
            work,
            AsideCommand.Create(),
            RestoredCommand.Create(),
            LoginsCommand.Create(),
            DeleteOldCommand.Create(),
            WebCommand.Web(),
            WebCommand.Verify(),
            WebCommand.Administrator(),
        };
    }

    /// <summary>Does what the arguments say.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        var asked = All().Parse(arguments);
        if (asked.Errors is [.., var error])
        {
            Say(error.Message + " ('pelvicfeedback-hub-cluster --help' says what there is)");
            return Unusable;
        }

        try
        {
            return await asked.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception known) when (known is HubStoreException or IOException or UnauthorizedAccessException or System.Data.Common.DbException or RabbitMQClientException or TimeoutException)
        {
            Say(known.Message);
            return Failed;
        }
        catch (Exception unusable) when (unusable is ArgumentException or MqttUnavailableException)
        {
            Say(unusable.Message);
            return Unusable;
        }
    }

    private static async Task<int> Prepare(ParseResult parsed)
    {
        var shards = ClusterOptions.ShardsOf(parsed);
        using var database = ClusterOptions.Record(parsed);
        database.Write(HomeLogins.Make);
        await using var connection = await ClusterOptions.BrokersOf(parsed).Connect("prepare");
        await using var channel = await connection.CreateChannelAsync();
        await Topology.Declare(channel, shards);
        await WebTopology.Declare(channel);
        WebTables.Make(database);
        var patients = database.Patients();
        await Task.WhenAll(patients.Chunk((patients.Count / AtOnce) + 1).Select(async some =>
        {
            await using var own = await connection.CreateChannelAsync();
            foreach (var patient in some)
            {
                await Topology.Bind(own, patient.Topics, shards);
            }
        }));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shards} shards, {patients.Count} patients"));
        return Done;
    }

    private static async Task<int> Work(ParseResult parsed)
    {
        using var ending = new Ending();
        using var database = ClusterOptions.Record(parsed);
        var books = new Bookkeeping(database, new IngestCounts(), Say);
        var (name, shards, brokers) = (parsed.GetValue(ClusterOptions.Name)!, ClusterOptions.ShardsOf(parsed), ClusterOptions.BrokersOf(parsed));
        await new Worker(name, shards, brokers, books, Console.WriteLine, TimeProvider.System).Run(ending.Over);
        Tell(books.Counts);
        return Done;
    }

    /// <summary>Says what became of what came.</summary>
    internal static void Tell(IngestCounts counts)
    {
        foreach (var (what, times) in counts.All.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {times}"));
        }
    }

    /// <summary>Complains, in one line.</summary>
    internal static void Say(string what) => Console.Error.WriteLine("pelvicfeedback-hub-cluster: " + string.Join(' ', what.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)));
}
