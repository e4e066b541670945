using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>The commands about the pages.</summary>
internal static class WebCommand
{
    private static readonly Option<string> Data = new("--data") { HelpName = "FOLDER", Required = true, Description = "The node's folder; in 'secrets' there the clinic's authority and certificate, the same at every node, made where there are none" };
    private static readonly Option<int> Port = new("--port") { HelpName = "N", Description = "Port of the pages, on this machine alone; 0 for a free one", DefaultValueFactory = _ => 5090 };
    private static readonly Option<string> Host = new("--host") { HelpName = "NAME", Description = "What homes and browsers call the nodes, all of them the same", DefaultValueFactory = _ => "localhost" };
    private static readonly Option<string> Listen = new("--listen") { HelpName = "ADDRESS", Description = "The address for homes and other machines", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> HomePort = new("--home-port") { HelpName = "N", Description = "HTTPS port there: pairing, and the pages; 0 for a free one", DefaultValueFactory = _ => 5443 };
    private static readonly Option<int?> CodePort = new("--code-port") { HelpName = "N", Description = "The port that a home's code names, where a balancer stands before the nodes; else the node's own" };
    private static readonly Option<string?> Homes = new("--homes-file") { HelpName = "FILE", Description = "A file with the address of a broker a line as homes reach it, mqtts://broker-1.example:8883; none, and no home can be paired here" };
    private static readonly Option<string?> HomesCa = new("--homes-ca-file") { HelpName = "FILE", Description = "PEM of the authority that vouches for all brokers to homes" };
    private static readonly Option<int> KeepMotion = new("--keep-motion-days") { HelpName = "N", Description = "How long raw motion is kept", DefaultValueFactory = _ => 90 };
    private static readonly Option<int> KeepEvents = new("--keep-days") { HelpName = "N", Description = "How long events are kept", DefaultValueFactory = _ => 3653 };
    private static readonly Option<string?> OpenId = new("--open-id-file") { HelpName = "FILE", Description = "How therapists may sign in with OpenID Connect: a JSON file (docs/hub.md)" };
    private static readonly Option<string?> FirstPassword = new("--first-password-file") { HelpName = "FILE", Description = "Where the first start writes how to sign in, for its owner alone, instead of showing it" };
    private static readonly Argument<string> Site = new("SITE") { Description = "The site's pseudonym" };
    private static readonly Argument<string> Account = new("NAME") { Description = "The account's name" };

    /// <summary>A web node.</summary>
    public static Command Web()
    {
        var web = new Command("web", "The pages and their API, beside any number of others, until Ctrl-C")
        {
            ClusterCommands.Name, ClusterCommands.Brokers, ClusterCommands.Postgres, ClusterCommands.ShardCount, Homes, HomesCa, Data, Port, Host, Listen, HomePort, CodePort, KeepEvents, KeepMotion, OpenId, FirstPassword,
        };
        web.SetAction((parsed, _) => Run(parsed));
        return web;
    }

    /// <summary>Whether the trails are whole.</summary>
    public static Command Verify()
    {
        var verify = new Command("verify", "Goes through every site's trail of what was done, and says whether something was changed in it; while nodes run too") { ClusterCommands.Postgres };
        verify.SetAction(parsed =>
        {
            using var database = ClusterCommands.Record(parsed);
            return HubCommands.Verify(database);
        });
        return verify;
    }

    /// <summary>A site's first account.</summary>
    public static Command Administrator()
    {
        var administrator = new Command("administrator", "Makes an administrator of a site, or gives one a new password, which is shown once; while nodes run too") { Site, Account, ClusterCommands.Postgres };
        administrator.SetAction(parsed =>
        {
            using var database = ClusterCommands.Record(parsed);
            return HubCommands.MakeAdministrator(database, parsed.GetValue(Site)!, parsed.GetValue(Account)!);
        });
        return administrator;
    }

    private static async Task<int> Run(ParseResult parsed)
    {
        using var over = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => ClusterCommands.Stop(signal, over));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => ClusterCommands.Stop(signal, over));
        var (settings, brokers, postgres) = (Settings(parsed), ClusterCommands.BrokersOf(parsed), MqttPassword.FromFile(parsed.GetValue(ClusterCommands.Postgres)!));
        var way = parsed.GetValue(Homes) is { } homes ? HomeWay.Read(homes, parsed.GetValue(HomesCa)) : null;
        var shards = ClusterCommands.ShardsOf(parsed);
        await using var hub = await Start(
            parsed.GetValue(ClusterCommands.Name)!,
            settings,
            brokers,
            postgres,
            record => way is null ? new NoPairing() : new RabbitHomes(brokers, shards, way, record, TimeProvider.System, ClusterCommands.Say));
        hub.Parts.Desk.Port = parsed.GetValue(CodePort) ?? hub.Parts.Desk.Port;
        using var owed = hub.Parts.Ground.OnDuty(() => new OwedPlans(hub.Parts));
        Console.WriteLine($"The pages: {hub.Address}/ on this machine, https://{settings.Host}:{hub.Parts.Desk.Port}/ for homes; record: {hub.Parts.Database.Name}");
        if (hub.FirstPassword is { } password)
        {
            Console.WriteLine(settings.FirstPasswordFile is { } file
                ? $"First start: {file} says how to sign in; change the password"
                : $"First start: sign in as admin with the password {password} (shown this once), and change it");
        }

        await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    private static HubSettings Settings(ParseResult parsed) => new()
    {
        Data = Path.GetFullPath(parsed.GetValue(Data)!),
        Port = PortOf(Port.Name, parsed.GetValue(Port)),
        Host = parsed.GetValue(Host) is { } host && Uri.CheckHostName(host) is not UriHostNameType.Unknown ? host : throw new ArgumentException("--host takes a name or an address"),
        Listen = IPAddress.TryParse(parsed.GetValue(Listen), out var address) ? address : throw new ArgumentException("--listen takes an address of this machine"),
        HomePort = PortOf(HomePort.Name, parsed.GetValue(HomePort)),
        KeepEvents = Days(KeepEvents.Name, parsed.GetValue(KeepEvents)),
        KeepMotion = Days(KeepMotion.Name, parsed.GetValue(KeepMotion)),
        OpenId = parsed.GetValue(OpenId) is { } openId ? OpenIdSettings.Read(openId) : null,
        FirstPasswordFile = parsed.GetValue(FirstPassword),
    };

    private static int PortOf(string option, int port) => port is >= 0 and <= 65535 ? port : throw new ArgumentException($"{option} takes 0-65535");

    private static TimeSpan Days(string option, int days) => days is > 0 and <= 36_500 ? TimeSpan.FromDays(days) : throw new ArgumentException($"{option} takes 1-36500");
}
