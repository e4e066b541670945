using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Pairing;

/// <summary>
/// A broker that somebody else looks after. The hub logs in there as one client among others, and changes nothing: a home's login is made, and taken away, by
/// the broker's operator, who writes it into a file for the hub to hand over.
/// </summary>
internal sealed class GivenBroker : IClinicBroker
{
    private readonly GivenBrokerSettings _settings;
    private readonly Action<string> _says;

    /// <param name="settings">Which.</param>
    /// <param name="says">Told what its operator has to do, in one line each.</param>
    /// <exception cref="MqttUnavailableException">A file that it names is no good.</exception>
    public GivenBroker(GivenBrokerSettings settings, Action<string> says)
    {
        (_settings, _says) = (settings, says);
        Hub = new()
        {
            Host = settings.Host,
            Port = settings.Port,
            ClientId = settings.User,
            UserName = settings.User,
            Password = MqttPassword.FromFile(settings.PasswordFile),
            Tls = settings.CaFile is { } authority ? new(authority) : null,
        };
        Hub.Tls?.Authorities();
        Logins();
    }

    /// <inheritdoc/>
    public MqttLinkOptions Hub { get; }

    /// <inheritdoc/>
    public string? Obstacle(PatientTopics topics)
    {
        var home = ClinicBridge.HomeUser(topics);
        if (Logins().ContainsKey(home))
        {
            return null;
        }

        var todo = _settings.HomesFile is { } file
            ? $"make the user {home} there, with the rights that 'pelvicfeedback-hub rights {home}' prints, and write the line '{home}:PASSWORD' into {file}"
            : "its settings name no homesFile to take homes' logins from (docs/pairing.md)";
        todo = $"the broker at {Hub.Broker} is not this hub's to change: {todo}; then ask for a code again";
        _says(todo);
        return todo;
    }

    /// <inheritdoc/>
    public ClinicBridge AddHome(PatientTopics topics) => Logins().TryGetValue(ClinicBridge.HomeUser(topics), out var password)
        ? new(_settings.Host, _settings.Port, _settings.CaFile, password)
        : throw new MqttUnavailableException(Obstacle(topics) ?? "the login was made this moment: try again");

    /// <inheritdoc/>
    public string? Revoke(PatientTopics topics)
    {
        var home = ClinicBridge.HomeUser(topics);
        var todo = $"what comes from the home is set aside from now on; the broker at {Hub.Broker} is not this hub's to change: take the user {home} away there, with what is retained below {topics.Prefix}";
        _says(todo);
        return todo;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Read each time: the operator writes into it while the hub runs.
    private Dictionary<string, string> Logins()
    {
        var logins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in _settings.HomesFile is { } file ? MqttPassword.Lines(file) : [])
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < line.Length - 1)
            {
                logins[line[..colon]] = line[(colon + 1)..];
            }
        }

        return logins;
    }
}
