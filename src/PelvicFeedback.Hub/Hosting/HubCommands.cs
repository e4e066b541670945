using System.CommandLine;
using System.Globalization;
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
    private static readonly Option<int> BrokerPort = PageOptions.OfPort("--broker-port", "MQTT port there, with TLS; 0 for a free one", "PELVIC_HUB_BROKER_PORT", 8883);
    private static readonly Option<string?> Demonstration = new("--demonstration-code") { HelpName = "FILE", Description = "Where to write a code for a demonstration's home at every start" };
    private static readonly Option<string?> Broker = new("--broker-file") { HelpName = "FILE", Description = "A broker that is somebody else's to run, instead of one of the hub's own: a JSON file (docs/pairing.md)" };
    private static readonly Option<string?> Tls = new("--tls-file") { HelpName = "FILE", Description = "A certificate of the clinic's own authority, instead of one that the hub makes: a JSON file (docs/pairing.md)" };
    private static readonly Argument<string> User = new("USER") { Description = "SITE.PATIENT of a home, or the hub's own name there" };
    private static readonly Argument<string> Site = new("SITE") { Description = "The site's pseudonym" };
    private static readonly Argument<string> Name = new("NAME") { Description = "The account's name" };

    /// <summary>Does what the arguments say.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        var run = new Command("run", "The hub, until Ctrl-C") { Data, Postgres, BrokerPort, Demonstration, Broker, Tls }.WithPages();
        run.SetAction((parsed, _) => RunHub(Settings(parsed)));
        var verify = new Command("verify", "Goes through every site's trail of what was done, and says whether something was changed in it") { Data, Postgres };
        verify.SetAction(parsed =>
        {
            using var database = Open(parsed);
            return Verify(database);
        });
        var administrator = new Command("administrator", "Makes an administrator of a site, or gives one a new password, which is shown once; not while the hub runs") { Site, Name, Data, Postgres };
        administrator.SetAction(parsed =>
        {
            using var database = Open(parsed);
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
        using var ending = new Ending();
        await using var hub = await HubHost.Start(settings, Say, TimeProvider.System);
        Greet("hub", hub, settings);
        await ending.Wait();
        return Done;
    }

    /// <summary>Says where what has started is, and how to sign in for the first time.</summary>
    internal static void Greet(string what, HubHost hub, HubSettings settings)
    {
        Console.WriteLine($"The {what}: {hub.Address}/ on this machine, https://{settings.Host}:{hub.Parts.Desk.Port}/ for homes; record: {hub.Parts.Database.Name}");
        if (hub.FirstPassword is { } password)
        {
            Console.WriteLine(settings.FirstPasswordFile is { } file
                ? $"First start: {file} says how to sign in; change the password"
                : $"First start: sign in as admin with the password {password} (shown this once), and change it");
        }
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

    private static Database Open(ParseResult parsed)
    {
        var data = DataOf(parsed);
        BrokerFolder.Make(data);
        return Database.Open(PostgresOf(parsed) is { } connection ? new PostgresEngine(connection) : new SqliteEngine(data), data);
    }

    private static HubSettings Settings(ParseResult parsed) => PageOptions.Settings(parsed, DataOf(parsed)) with
    {
        Postgres = PostgresOf(parsed),
        BrokerPort = PageOptions.PortOf(parsed, BrokerPort),
        DemonstrationCode = parsed.GetValue(Demonstration),
        Certificate = parsed.GetValue(Tls) is { } tls ? GivenCertificate.Read(tls) : null,
        GivenBroker = parsed.GetValue(Broker) is { } broker ? GivenBrokerSettings.Read(broker) : null,
    };

    private static string DataOf(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(Data) ?? Environment.GetEnvironmentVariable("PELVIC_HUB_DATA") ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pelvicfeedback-hub"));

    private static string? PostgresOf(ParseResult parsed) => parsed.GetValue(Postgres) is { } file ? MqttPassword.FromFile(file) : null;

    private static void Say(string what) => Console.Error.WriteLine("pelvicfeedback-hub: " + string.Join(' ', what.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)));
}
