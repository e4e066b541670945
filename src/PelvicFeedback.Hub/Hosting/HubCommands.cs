using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Pairing;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>The command line <c>pelvicfeedback-hub</c>. Exit codes as everywhere: 0 done, 1 failed, 2 unusable arguments; errors are one line.</summary>
internal static class HubCommands
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Unusable = 2;

    private static readonly Option<string?> Data = new("--data") { HelpName = "FOLDER", Description = "The hub's folder; default PELVIC_HUB_DATA, or one of the platform's" };
    private static readonly Option<string?> Postgres = new("--postgres-file") { HelpName = "FILE", Description = "A file whose first line is the connection to a PostgreSQL database; default a file in the folder" };
    private static readonly Option<int> Port = new("--port") { HelpName = "N", Description = "Port of the pages, on this machine alone", DefaultValueFactory = _ => Chosen("PELVIC_HUB_PORT", 5090) };
    private static readonly Option<string> Host = new("--host") { HelpName = "NAME", Description = "What homes and other machines call this one", DefaultValueFactory = _ => "localhost" };
    private static readonly Option<string> Listen = new("--listen") { HelpName = "ADDRESS", Description = "The address for homes and other machines", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> HomePort = new("--home-port") { HelpName = "N", Description = "HTTPS port there: pairing, and the pages; 0 for a free one", DefaultValueFactory = _ => Chosen("PELVIC_HUB_HOME_PORT", 5443) };
    private static readonly Option<int> BrokerPort = new("--broker-port") { HelpName = "N", Description = "MQTT port there, with TLS; 0 for a free one", DefaultValueFactory = _ => Chosen("PELVIC_HUB_BROKER_PORT", 8883) };
    private static readonly Option<int> KeepMotion = new("--keep-motion-days") { HelpName = "N", Description = "How long raw motion is kept", DefaultValueFactory = _ => 90 };
    private static readonly Option<int> KeepEvents = new("--keep-days") { HelpName = "N", Description = "How long events are kept", DefaultValueFactory = _ => 3653 };
    private static readonly Option<string?> Demonstration = new("--demonstration-code") { HelpName = "FILE", Description = "Where to write a code for a demonstration's home at every start" };
    private static readonly Option<string?> OpenId = new("--open-id-file") { HelpName = "FILE", Description = "How therapists may sign in with OpenID Connect: a JSON file (docs/hub.md)" };
    private static readonly Option<string?> FirstPassword = new("--first-password-file") { HelpName = "FILE", Description = "Where the first start writes how to sign in, for its owner alone, instead of showing it" };
    private static readonly Option<string?> Broker = new("--broker-file") { HelpName = "FILE", Description = "A broker that is somebody else's to run, instead of one of the hub's own: a JSON file (docs/pairing.md)" };
    private static readonly Option<string?> Tls = new("--tls-file") { HelpName = "FILE", Description = "A certificate of the clinic's own authority, instead of one that the hub makes: a JSON file (docs/pairing.md)" };
    private static readonly Argument<string> User = new("USER") { Description = "SITE.PATIENT of a home, or the hub's own name there" };
    private static readonly Argument<string> Site = new("SITE") { Description = "The site's pseudonym" };
    private static readonly Argument<string> Name = new("NAME") { Description = "The account's name" };

    /// <summary>Does what the arguments say.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        var run = new Command("run", "The hub, until Ctrl-C") { Data, Postgres, Port, Host, Listen, HomePort, BrokerPort, KeepEvents, KeepMotion, Demonstration, FirstPassword, OpenId, Broker, Tls };
        run.SetAction((parsed, _) => RunHub(Settings(parsed)));
        var verify = new Command("verify", "Goes through every site's trail of what was done, and says whether something was changed in it") { Data, Postgres };
        verify.SetAction(parsed =>
        {
            using var database = Open(Settings(parsed));
            return Verify(database);
        });
        var administrator = new Command("administrator", "Makes an administrator of a site, or gives one a new password, which is shown once; not while the hub runs") { Site, Name, Data, Postgres };
        administrator.SetAction(parsed =>
        {
            using var database = Open(Settings(parsed));
            return MakeAdministrator(database, parsed.GetValue(Site)!, parsed.GetValue(Name)!);
        });
        var rights = new Command("rights", "Prints what a user may do at a broker that is somebody else's to run, as mosquitto's acl_file has it") { User };
        rights.SetAction(parsed => SayRights(parsed.GetValue(User)!));
        var asked = new RootCommand("The clinic's hub: keeps what homes record, and shows it to therapists") { run, verify, administrator, rights }.Parse(arguments);
        if (asked.Errors is [.., var error])
        {
            Say(error.Message + " ('pelvicfeedback-hub --help' says what there is)");
            return Unusable;
        }

        try
        {
            return await asked.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception known) when (known is HubStoreException or MqttUnavailableException or IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            Say(known.Message);
            return Failed;
        }
        catch (ArgumentException unusable)
        {
            Say(unusable.Message);
            return Unusable;
        }
        catch (Exception bug)
        {
            Say($"an error of the program itself: {bug.GetType().Name}: {bug.Message}");
            return Failed;
        }
    }

    private static async Task<int> RunHub(HubSettings settings)
    {
        var stop = new TaskCompletionSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        await using var hub = await HubHost.Start(settings, Say, TimeProvider.System);
        Console.WriteLine($"The hub: {hub.Address}/ on this machine, https://{settings.Host}:{hub.Parts.Desk.Port}/ for homes; record: {hub.Parts.Database.Name}");
        if (hub.FirstPassword is not null && settings.FirstPasswordFile is { } file)
        {
            Console.WriteLine($"First start: {file} says how to sign in; change the password");
        }
        else if (hub.FirstPassword is { } password)
        {
            Console.WriteLine($"First start: sign in as admin with the password {password} (shown this once), and change it");
        }

        await stop.Task;
        return Done;
    }

    private static void Stop(PosixSignalContext signal, TaskCompletionSource stop)
    {
        signal.Cancel = true;
        stop.TrySetResult();
    }

    /// <summary>Says of every site's trail whether it is whole.</summary>
    internal static int Verify(Database database)
    {
        var broken = false;
        foreach (var site in database.Rows("SELECT DISTINCT site FROM audit ORDER BY site", row => Pseudonym.Parse(row.GetString(0))))
        {
            var (entries, last, wrong) = database.Verify(site);
            broken |= wrong is not null;
            Console.WriteLine(wrong is null
                ? string.Create(CultureInfo.InvariantCulture, $"{site}: {entries} entries, whole; the last is {last}")
                : string.Create(CultureInfo.InvariantCulture, $"{site}: CHANGED at entry {wrong}; the last before it is {last}"));
        }

        return broken ? Failed : Done;
    }

    /// <summary>Makes an administrator, or gives one another password, and shows it.</summary>
    internal static int MakeAdministrator(Database database, string site, string name)
    {
        if (!Pseudonym.TryParse(site, out var parsed) || !AccountBook.IsName(name))
        {
            throw new ArgumentException("a site has 1-32 letters a-z, digits and dashes; a name 2-40 letters, digits, dots and dashes");
        }

        using var accounts = new AccountBook(database, TimeProvider.System);
        var password = accounts.Make(name, parsed, [Roles.Administrator], "command-line")
            ?? throw new HubStoreException($"the name {name} is another site's");
        Console.WriteLine($"{name}, administrator of {site}: {password}");
        return Done;
    }

    private static int SayRights(string user)
    {
        if (user.Length == 0 || user.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)))
        {
            throw new ArgumentException("a user is SITE.PATIENT, or the hub's name");
        }

        Console.Write(BrokerLogin.Rights([HomeOf(user) is { } home ? new(user, null, home.Prefix, BrokerRole.Home) : new(user, null, PatientTopics.Root + "/+/+/", BrokerRole.Hub)]));
        return Done;
    }

    // A dot is in no pseudonym.
    private static PatientTopics? HomeOf(string user) =>
        user.Split('.') is [var site, var patient] && Pseudonym.TryParse(site, out var ofSite) && Pseudonym.TryParse(patient, out var ofPatient) ? new(ofSite, ofPatient) : null;

    private static Database Open(HubSettings settings)
    {
        BrokerFolder.Make(settings.Data);
        return Database.Open(settings.Postgres is { } connection ? new PostgresEngine(connection) : new SqliteEngine(settings.Data), settings.Data);
    }

    private static HubSettings Settings(ParseResult parsed) => new()
    {
        Data = Path.GetFullPath(parsed.GetValue(Data) ?? Environment.GetEnvironmentVariable("PELVIC_HUB_DATA") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pelvicfeedback-hub")),
        Postgres = parsed.GetValue(Postgres) is { } file ? MqttPassword.FromFile(file) : null,
        Port = PortOf(parsed, Port),
        Host = Uri.CheckHostName(parsed.GetValue(Host) ?? "localhost") is UriHostNameType.Unknown ? throw new ArgumentException("--host takes a name or an address") : parsed.GetValue(Host) ?? "localhost",
        Listen = IPAddress.TryParse(parsed.GetValue(Listen) ?? "127.0.0.1", out var address) ? address : throw new ArgumentException("--listen takes an address of this machine"),
        HomePort = PortOf(parsed, HomePort),
        BrokerPort = PortOf(parsed, BrokerPort),
        KeepEvents = Days(parsed, KeepEvents, 3653),
        KeepMotion = Days(parsed, KeepMotion, 90),
        DemonstrationCode = parsed.GetValue(Demonstration),
        OpenId = parsed.GetValue(OpenId) is { } openId ? OpenIdSettings.Read(openId) : null,
        FirstPasswordFile = parsed.GetValue(FirstPassword),
        Certificate = parsed.GetValue(Tls) is { } tls ? GivenCertificate.Read(tls) : null,
        GivenBroker = parsed.GetValue(Broker) is { } broker ? GivenBrokerSettings.Read(broker) : null,
    };

    private static int Chosen(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : throw new ArgumentException($"{variable} takes 0-65535");

    private static int PortOf(ParseResult parsed, Option<int> option) =>
        parsed.GetValue(option) is >= 0 and <= 65535 and var port ? port : throw new ArgumentException($"{option.Name} takes 0-65535");

    private static TimeSpan Days(ParseResult parsed, Option<int> option, int otherwise) =>
        (parsed.GetValue(option) is 0 ? otherwise : parsed.GetValue(option)) is > 0 and <= 36_500 and var days ? TimeSpan.FromDays(days) : throw new ArgumentException($"{option.Name} takes 1-36500");

    private static void Say(string what) => Console.Error.WriteLine("pelvicfeedback-hub: " + string.Join(' ', what.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)));
}
