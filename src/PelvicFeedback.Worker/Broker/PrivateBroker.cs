using System.Globalization;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Worker.Broker;

/// <summary>
/// A mosquitto of the worker's own: on loopback only, with a login and rights for each role, started again when it dies, ended with
/// the worker. Passwords are random and stay the same as long as their files are there, so that a lamp finds its broker again.
/// </summary>
internal sealed class PrivateBroker : IDisposable
{
    private const int Attempts = 5;
    private const int MostDisplays = 16;

    private readonly PrivateBrokerOptions _options;
    private readonly BrokerSettings _settings;
    private readonly string _secrets;
    private readonly MosquittoProcess _process;

    private PrivateBroker(PrivateBrokerOptions options, Action<string> says)
    {
        _options = options;
        _settings = new(Path.GetFullPath(Path.Combine(options.DataFolder, "broker")));
        _secrets = Path.GetFullPath(Path.Combine(options.SecretsFolder, "broker"));
        BrokerFolder.Make(_settings.Folder);
        BrokerFolder.Make(_secrets);
        for (var attempt = 1; ; attempt++)
        {
            Port = options.Port != 0 ? options.Port : attempt == 1 && LastPort() is { } last ? last : MosquittoProcess.FreePort();
            WriteFiles();
            try
            {
                _process = MosquittoProcess.Start(_settings.Configuration, says, Trouble, Random.Shared.NextDouble);
                BrokerFolder.Write(PortFile, string.Create(CultureInfo.InvariantCulture, $"{Port}\n"));
                return;
            }
            catch (MqttUnavailableException taken) when (
                options.Port == 0 && attempt < Attempts && taken.Message.Contains("Address already in use", StringComparison.Ordinal))
            {
                // Between finding a free port and mosquitto's taking it somebody else did.
            }
        }
    }

    /// <summary>Its port on loopback.</summary>
    public int Port { get; }

    /// <summary>How often it was started again.</summary>
    public long Restarts => _process.Restarts;

    /// <summary>The id of mosquitto's process; null while there is none.</summary>
    public int? ProcessId => _process.ProcessId;

    /// <summary>How the worker logs in.</summary>
    public MqttLinkOptions Worker => Login(UserNames.Worker);

    /// <summary>How the coach page's relay logs in.</summary>
    public MqttLinkOptions Coach => Login(UserNames.Coach);

    private static Backoff Trouble { get; } = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));

    private string PortFile => Path.Combine(_settings.Folder, "port");

    private string BridgeFolder => Path.Combine(_secrets, "bridge");

    /// <summary>Starts one and waits until it takes connections.</summary>
    /// <param name="options">Whose, and where.</param>
    /// <param name="says">Told, in one line each, when it has ended by itself and when it is back; from a thread of its own.</param>
    /// <exception cref="MqttUnavailableException">mosquitto is missing, or does not start.</exception>
    public static PrivateBroker Start(PrivateBrokerOptions options, Action<string> says)
    {
        if (options.Displays is < 0 or > MostDisplays)
        {
            throw new MqttUnavailableException($"a broker has logins for 0–{MostDisplays} displays, not {options.Displays}");
        }

        return new(options, says);
    }

    /// <summary>A line for a shell that shows the patient's messages.</summary>
    /// <param name="display">Which display's login; two programs cannot use one at the same time.</param>
    public string SubscribeLine(int display = 1) => Messaging.Brokers.SubscribeLine.Of(DisplayFolder(display), _options.Topics.Prefix);

    /// <summary>The folder with a display's credentials, as <c>mosquitto_sub</c> reads them.</summary>
    public string DisplayFolder(int display) => Path.Combine(_secrets, UserNames.Display(display));

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private MqttLinkOptions Login(string user) =>
        new() { Host = "127.0.0.1", Port = Port, ClientId = user, UserName = user, Password = Password(user) };

    private string Password(string user) => BrokerFolder.Password(Path.Combine(_secrets, user + ".password"));

    private int? LastPort() =>
        File.Exists(PortFile) && int.TryParse(File.ReadAllText(PortFile), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var port)
            && port is >= 1024 and <= 65535 && MosquittoProcess.IsFree(port) ? port : null;

    private void WriteFiles()
    {
        BrokerLogin[] logins =
        [
            NewLogin(UserNames.Worker, BrokerRole.Worker),
            NewLogin(UserNames.Coach, BrokerRole.Coach),

            // The bridge is a part of the broker: it has rights and no password, so that nobody can take its place.
            new(UserNames.Bridge, null, _options.Topics.Prefix, BrokerRole.Bridge),
            .. Enumerable.Range(1, _options.Displays).Select(number => NewLogin(UserNames.Display(number), BrokerRole.Display)),
        ];
        BrokerFolder.Write(_settings.Users, BrokerLogin.Users(logins));
        BrokerFolder.Write(_settings.Rights, BrokerLogin.Rights(logins));
        for (var number = 1; number <= _options.Displays; number++)
        {
            Messaging.Brokers.SubscribeLine.Write(DisplayFolder(number), Login(UserNames.Display(number)));
        }

        BrokerFolder.Make(BridgeFolder);
        BrokerFolder.Write(Path.Combine(BridgeFolder, "clinic.conf"), _options.Bridge?.Section(_options.Topics) ?? "");
        BrokerFolder.Write(_settings.Configuration, _settings.Text(Port, $"\n# The bridge to the clinic, with its password.\ninclude_dir {BridgeFolder}\n"));
    }

    private BrokerLogin NewLogin(string user, BrokerRole role) => new(user, BrokerLogin.Hash(Password(user)), _options.Topics.Prefix, role);
}
