using System.CommandLine;
using System.Globalization;
using System.Net;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>The options about the pages and how long the record is kept, which a hub on one machine and a node of a cluster have alike.</summary>
internal static class PageOptions
{
    private const int MostDays = 36_500;

    /// <summary>How long events are kept.</summary>
    public static readonly Option<int> KeepEvents = new("--keep-days") { HelpName = "N", Description = "For how many days events are kept", DefaultValueFactory = _ => 3653 };

    /// <summary>How long raw motion is kept.</summary>
    public static readonly Option<int> KeepMotion = new("--keep-motion-days") { HelpName = "N", Description = "For how many days raw motion is kept", DefaultValueFactory = _ => 90 };

    private static readonly Option<int> Port = OfPort("--port", "Port of the pages, on this machine alone; 0 for a free one", "PELVIC_HUB_PORT", 5090);
    private static readonly Option<string> Host = new("--host") { HelpName = "NAME", Description = "What homes and other machines call it; all nodes of a cluster the same", DefaultValueFactory = _ => "localhost" };
    private static readonly Option<string> Listen = new("--listen") { HelpName = "ADDRESS", Description = "The address for homes and other machines", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> HomePort = OfPort("--home-port", "HTTPS port there: pairing, and the pages; 0 for a free one", "PELVIC_HUB_HOME_PORT", 5443);
    private static readonly Option<string?> OpenId = new("--open-id-file") { HelpName = "FILE", Description = "How therapists may sign in with OpenID Connect: a JSON file (docs/hub.md)" };
    private static readonly Option<string?> FirstPassword = new("--first-password-file") { HelpName = "FILE", Description = "Where the first start writes how to sign in, for its owner alone, instead of showing it" };

    /// <summary>A command that has them too.</summary>
    public static Command WithPages(this Command command)
    {
        Option[] all = [Port, Host, Listen, HomePort, KeepEvents, KeepMotion, OpenId, FirstPassword];
        all.ToList().ForEach(command.Add);
        return command;
    }

    /// <summary>An option that names a port.</summary>
    /// <param name="name">Its own.</param>
    /// <param name="description">For a person.</param>
    /// <param name="variable">The environment's variable that says it otherwise.</param>
    /// <param name="usual">Where neither does.</param>
    public static Option<int> OfPort(string name, string description, string variable, int usual) =>
        new(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => Chosen(variable, usual) };

    /// <summary>What they say.</summary>
    /// <param name="parsed">Of a command that has them.</param>
    /// <param name="data">The folder.</param>
    /// <exception cref="ArgumentException">One of them cannot be meant.</exception>
    public static HubSettings Settings(ParseResult parsed, string data) => new()
    {
        Data = Path.GetFullPath(data),
        Port = PortOf(parsed, Port),
        Host = parsed.GetValue(Host) is { } host && Uri.CheckHostName(host) is not UriHostNameType.Unknown ? host : throw new ArgumentException("--host takes a name or an address"),
        Listen = IPAddress.TryParse(parsed.GetValue(Listen), out var address) ? address : throw new ArgumentException("--listen takes an address of this machine"),
        HomePort = PortOf(parsed, HomePort),
        KeepEvents = DaysOf(parsed, KeepEvents),
        KeepMotion = DaysOf(parsed, KeepMotion),
        OpenId = parsed.GetValue(OpenId) is { } openId ? OpenIdSettings.Read(openId) : null,
        FirstPasswordFile = parsed.GetValue(FirstPassword),
    };

    /// <summary>A port, or 0.</summary>
    public static int PortOf(ParseResult parsed, Option<int> option) =>
        parsed.GetValue(option) is >= 0 and <= 65535 and var port ? port : throw new ArgumentException($"{option.Name} takes 0-65535");

    /// <summary>A number of days.</summary>
    public static TimeSpan DaysOf(ParseResult parsed, Option<int> option) =>
        parsed.GetValue(option) is >= 1 and <= MostDays and var days ? TimeSpan.FromDays(days) : throw new ArgumentException($"{option.Name} takes 1-{MostDays}");

    private static int Chosen(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : throw new ArgumentException($"{variable} takes 0-65535");
}
