using System.CommandLine;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>The commands about the pages.</summary>
internal static class WebCommand
{
    private static readonly Option<string> Data = new("--data") { HelpName = "FOLDER", Required = true, Description = "The node's folder; in 'secrets' there the clinic's authority and certificate, the same at every node, made where there are none" };
    private static readonly Option<int> CodePort = new("--code-port") { HelpName = "N", Description = "The port that a home's code names, where a balancer stands before the nodes; 0 for the node's own" };
    private static readonly Option<string?> Homes = new("--homes-file") { HelpName = "FILE", Description = "A file with the address of a broker a line as homes reach it, mqtts://broker-1.example:8883; none, and no home can be paired here" };
    private static readonly Option<string?> HomesCa = new("--homes-ca-file") { HelpName = "FILE", Description = "PEM of the authority that vouches for all brokers to homes" };
    private static readonly Argument<string> Site = new("SITE") { Description = "The site's pseudonym" };
    private static readonly Argument<string> Account = new("NAME") { Description = "The account's name" };

    /// <summary>A web node.</summary>
    public static Command Web()
    {
        var web = new Command("web", "The pages and their API, beside any number of others, until Ctrl-C")
        {
            ClusterOptions.Name, ClusterOptions.Brokers, ClusterOptions.Postgres, ClusterOptions.ShardCount, Homes, HomesCa, Data, CodePort,
        }.WithPages();
        web.SetAction((parsed, _) => Run(parsed));
        return web;
    }

    /// <summary>Whether the trails are whole.</summary>
    public static Command Verify()
    {
        var verify = new Command("verify", "Goes through every site's trail of what was done, and says whether something was changed in it; while nodes run too") { ClusterOptions.Postgres };
        verify.SetAction(parsed =>
        {
            using var database = ClusterOptions.Record(parsed);
            return HubCommands.Verify(database);
        });
        return verify;
    }

    /// <summary>A site's first account.</summary>
    public static Command Administrator()
    {
        var administrator = new Command("administrator", "Makes an administrator of a site, or gives one a new password, which is shown once; while nodes run too") { Site, Account, ClusterOptions.Postgres };
        administrator.SetAction(parsed =>
        {
            using var database = ClusterOptions.Record(parsed);
            return HubCommands.MakeAdministrator(database, parsed.GetValue(Site)!, parsed.GetValue(Account)!);
        });
        return administrator;
    }

    private static async Task<int> Run(ParseResult parsed)
    {
        using var ending = new Ending();
        var (settings, brokers, postgres) = (PageOptions.Settings(parsed, parsed.GetValue(Data)!), ClusterOptions.BrokersOf(parsed), ClusterOptions.PostgresOf(parsed));
        var way = parsed.GetValue(Homes) is { } homes ? HomeWay.Read(homes, parsed.GetValue(HomesCa)) : null;
        var (shards, code) = (ClusterOptions.ShardsOf(parsed), PageOptions.PortOf(parsed, CodePort));
        await using var hub = await Start(
            parsed.GetValue(ClusterOptions.Name)!,
            settings,
            brokers,
            postgres,
            record => way is null ? new NoPairing() : new RabbitHomes(brokers, shards, way, record, TimeProvider.System, ClusterCommands.Say));
        hub.Parts.Desk.Port = code > 0 ? code : hub.Parts.Desk.Port;
        using var owed = hub.Parts.Ground.OnDuty(() => new OwedPlans(hub.Parts));
        HubCommands.Greet("pages", hub, settings);
        await ending.Wait();
        return 0;
    }

    private static async Task<HubHost> Start(string name, HubSettings settings, BrokerAddresses brokers, string postgres, Func<Database, IClinicBroker> homes)
    {
        using var turn = WebTables.Turn(postgres);
        return await HubHost.Start(
            settings,
            _ => Task.FromResult<IHubGround>(ClusterNode.Open(name, brokers, postgres, homes, TimeProvider.System)),
            ClusterCommands.Say,
            TimeProvider.System);
    }
}
