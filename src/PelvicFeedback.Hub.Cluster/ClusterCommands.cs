using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Cluster.Web;
using PelvicFeedback.Hub.Cluster.Workers;
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

    internal static readonly Option<string> Brokers = new("--broker-file") { HelpName = "FILE", Required = true, Description = "A file with the address of a broker a line: amqp://user:password@broker-1:5672/" };
    internal static readonly Option<string> Postgres = new("--postgres-file") { HelpName = "FILE", Required = true, Description = "A file whose first line is the connection to the PostgreSQL database" };
    internal static readonly Option<int> ShardCount = new("--shards") { HelpName = "N", Description = "How many shards there are; the same for all workers", DefaultValueFactory = _ => Shards.Usual };
    internal static readonly Option<string> Name = new("--name") { HelpName = "NAME", Required = true, Description = "The worker's or node's name, which no other has" };

    /// <summary>Does what the arguments say.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        var prepare = new Command("prepare", "Makes tables, exchanges, queues and each patient's binding, where they are missing; while workers run too") { Brokers, Postgres, ShardCount };
        prepare.SetAction((parsed, _) => Prepare(parsed));
        var work = new Command("work", "A worker, until Ctrl-C") { Brokers, Postgres, ShardCount, Name };
        work.SetAction((parsed, _) => Work(parsed));
        var aside = AsideCommand.Of(Brokers, BrokersOf);
        var asked = new RootCommand("The hub on a cluster of brokers and a PostgreSQL database")
        {
            prepare,
            work,
            aside,
            RestoredCommand.Create(Brokers, Postgres),
            LoginsCommand.Create(Postgres, UntilEnded),
            DeleteOldCommand.Of(Postgres),
            WebCommand.Web(),
            WebCommand.Verify(),
            WebCommand.Administrator(),
        }.Parse(arguments);
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
        var shards = ShardsOf(parsed);
        using var database = Record(parsed);
        database.Write(HomeLogins.Make);
        await using var connection = await BrokersOf(parsed).Connect("prepare");
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
        using var over = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, over));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, over));
        using var database = Record(parsed);
        var books = new Bookkeeping(database, new IngestCounts(), Say);
        await new Worker(parsed.GetValue(Name)!, ShardsOf(parsed), BrokersOf(parsed), books, Console.WriteLine, TimeProvider.System).Run(over.Token);
        foreach (var (what, times) in books.Counts.All.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {times}"));
        }

        return Done;
    }

    private static async Task UntilEnded()
    {
        using var over = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, over));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, over));
        await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal static Database Record(ParseResult parsed) => SharedPostgres.Open(MqttPassword.FromFile(parsed.GetValue(Postgres)!));

    internal static BrokerAddresses BrokersOf(ParseResult parsed) => BrokerAddresses.Read(parsed.GetValue(Brokers)!);

    internal static int ShardsOf(ParseResult parsed) =>
        parsed.GetValue(ShardCount) is >= 1 and <= 100 and var shards ? shards : throw new ArgumentException("--shards takes 1-100");

    internal static void Stop(PosixSignalContext signal, CancellationTokenSource over)
    {
        signal.Cancel = true;
        over.Cancel();
    }

    internal static void Say(string what) => Console.Error.WriteLine("pelvicfeedback-hub-cluster: " + string.Join(' ', what.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)));
}
