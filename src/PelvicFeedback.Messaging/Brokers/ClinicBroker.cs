using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Messaging.Mosquitto;

namespace PelvicFeedback.Messaging.Brokers;

/// <summary>
/// The clinic's broker: a mosquitto of our own, on loopback, and with a certificate also where homes reach it. The hub logs in there, and
/// every home's bridge with a login that opens that home's topics only. Not for several threads at once.
/// </summary>
public sealed class ClinicBroker : IClinicBroker
{
    private static readonly TimeSpan ClearDeadline = TimeSpan.FromSeconds(30);

    private readonly ClinicBrokerOptions _options;
    private readonly BrokerSettings _settings;
    private readonly string _secrets;
    private readonly string _hubPassword;
    private readonly string _registrarPassword = BrokerLogin.NewPassword();
    private readonly Dictionary<string, BrokerLogin> _homes = [];
    private readonly MosquittoProcess _process;
    private readonly Action<string> _says;
    private readonly int _mostHomes;

    private ClinicBroker(ClinicBrokerOptions options, Action<string> says)
    {
        _options = options;
        _settings = new(Path.GetFullPath(Path.Combine(options.DataFolder, "clinic-broker")));
        _secrets = Path.GetFullPath(Path.Combine(options.SecretsFolder, "clinic-broker"));
        Port = options.Port == 0 ? MosquittoProcess.FreePort() : options.Port;
        BrokerFolder.Make(_settings.Folder);
        BrokerFolder.Make(_secrets);
        _hubPassword = BrokerFolder.Password(Path.Combine(_secrets, UserNames.Hub));
        ReadHomes();
        WriteLogins();
        BrokerFolder.Write(_settings.Configuration, _settings.Text(Port, options.Listener(_homes.Count)));
        _mostHomes = ClinicBrokerOptions.Connections(_homes.Count);
        _says = says;
        _process = MosquittoProcess.Start(_settings.Configuration, says, Trouble, Random.Shared.NextDouble);
    }

    /// <summary>Its port on loopback.</summary>
    public int Port { get; }

    /// <summary>The id of mosquitto's process; null while there is none.</summary>
    public int? ProcessId => _process.ProcessId;

    /// <summary>How the hub logs in.</summary>
    public MqttLinkOptions Hub => Login(UserNames.Hub, _hubPassword);

    /// <summary>The homes that may come, by their user names.</summary>
    public IReadOnlyCollection<string> Homes => _homes.Keys;

    private static Backoff Trouble { get; } = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));

    private string HomesFile => Path.Combine(_settings.Folder, "homes");

    /// <summary>Starts one and waits until it takes connections.</summary>
    /// <param name="options">Where its files lie and where it listens.</param>
    /// <param name="says">Told, in one line each, when it has ended by itself and when it is back; from a thread of its own.</param>
    /// <exception cref="MqttUnavailableException">mosquitto is missing, or does not start.</exception>
    public static ClinicBroker Start(ClinicBrokerOptions options, Action<string> says) => new(options, says);

    /// <summary>A line for a shell that shows everything, with the hub's own login: for a broker that no hub uses, as they would push each other off.</summary>
    public string SubscribeLineAsHub()
    {
        var folder = Path.Combine(_secrets, "as-hub");
        SubscribeLine.Write(folder, Hub);
        return SubscribeLine.Of(folder, PatientTopics.Root + "/");
    }

    /// <inheritdoc/>
    public string? Obstacle(PatientTopics topics) => null;

    /// <summary>Gives a home its login; one that it had is no good any more.</summary>
    /// <returns>What the home needs; the password is nowhere else.</returns>
    /// <exception cref="MqttUnavailableException">The broker does not take note of it.</exception>
    public ClinicBridge AddHome(PatientTopics topics)
    {
        var password = BrokerLogin.NewPassword();
        var user = ClinicBridge.HomeUser(topics);
        _homes[user] = Home(user, BrokerLogin.Hash(password), topics);
        WriteLogins();
        _process.Reload();
        if (_homes.Count >= _mostHomes)
        {
            _says($"the broker was started for {_mostHomes} homes, and there are {_homes.Count} now: start the hub again, so that it takes more");
        }

        return _options.Tls is { } tls ? new(tls.Host, tls.Port, tls.CaFile, password) : new("127.0.0.1", Port, null, password);
    }

    /// <summary>
    /// Takes a home's login away: it is disconnected, stays out, and what the broker kept of it (state, sensor, link, marks) is gone.
    /// A home that is unknown is cleared all the same.
    /// </summary>
    /// <exception cref="MqttUnavailableException">The broker does not take note of it, or does not clear: try again.</exception>
    public string? Revoke(PatientTopics topics)
    {
        _homes.Remove(ClinicBridge.HomeUser(topics));
        WriteLogins();
        _process.Reload();

        // After the reload, so that the home cannot put back what is being cleared.
        using var link = MosquittoLink.Connect(Login(UserNames.Registrar, _registrarPassword));
        var cleared = TopicRights.Kept.Select(topic => link.Publish(topics.Prefix + topic, [], Qos.AtLeastOnce, retain: true)).ToArray();

        // Each by itself: to learn of all of them through one task takes a thread of the pool, and we keep one waiting. Where all do so nobody would be told.
        if (!Task.WaitAll(cleared, ClearDeadline) || cleared.Any(delivery => delivery.Result != Delivery.Acknowledged))
        {
            throw new MqttUnavailableException($"the home is locked out, but what the broker kept of it is not cleared ({link.State.Reason}): revoke it again");
        }

        return null;
    }

    /// <inheritdoc/>
    public void ReadCertificate() => _process.Reload();

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static BrokerLogin Home(string user, string hash, PatientTopics topics) => new(user, hash, topics.Prefix, BrokerRole.Home);

    private MqttLinkOptions Login(string user, string password) =>
        new() { Host = "127.0.0.1", Port = Port, ClientId = user, UserName = user, Password = password };

    private void ReadHomes()
    {
        foreach (var line in File.Exists(HomesFile) ? File.ReadLines(HomesFile) : [])
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var names = colon < 0 ? [] : line[..colon].Split('.');
            if (names.Length != 2 || !Pseudonym.TryParse(names[0], out var site) || !Pseudonym.TryParse(names[1], out var patient))
            {
                throw new MqttUnavailableException($"'{HomesFile}' has a line that is no home: restore the file, or delete it and pair the homes again");
            }

            _homes[line[..colon]] = Home(line[..colon], line[(colon + 1)..], new(site, patient));
        }
    }

    // The homes last: as long as they are not written, nothing has changed for the next start.
    private void WriteLogins()
    {
        const string everybodys = PatientTopics.Root + "/+/+/";
        BrokerLogin[] logins =
        [
            new(UserNames.Hub, BrokerLogin.Hash(_hubPassword), everybodys, BrokerRole.Hub),
            new(UserNames.Registrar, BrokerLogin.Hash(_registrarPassword), everybodys, BrokerRole.Registrar),
            .. _homes.Values,
        ];
        BrokerFolder.Write(_settings.Users, BrokerLogin.Users(logins));
        BrokerFolder.Write(_settings.Rights, BrokerLogin.Rights(logins));
        BrokerFolder.Write(HomesFile, BrokerLogin.Users(_homes.Values));
    }
}
