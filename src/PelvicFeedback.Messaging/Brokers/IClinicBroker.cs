using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Messaging.Brokers;

/// <summary>The clinic's broker, as far as its hub has to do with it: how the hub logs in there, and how homes come to be let in. Not for several threads at once.</summary>
public interface IClinicBroker : IDisposable
{
    /// <summary>How the hub logs in.</summary>
    MqttLinkOptions Hub { get; }

    /// <summary>What keeps a home from being let in, and what to do about it, in one line; null for nothing.</summary>
    string? Obstacle(PatientTopics topics);

    /// <summary>Lets a home in.</summary>
    /// <returns>What the home needs.</returns>
    /// <exception cref="MqttUnavailableException">The broker does not take note of it, or <see cref="Obstacle"/>.</exception>
    ClinicBridge AddHome(PatientTopics topics);

    /// <summary>Takes a home's login away.</summary>
    /// <returns>What somebody has to do himself, in one line; null where it is done.</returns>
    /// <exception cref="MqttUnavailableException">The broker does not take note of it: try again.</exception>
    string? Revoke(PatientTopics topics);

    /// <summary>The files of the certificate that it shows have changed.</summary>
    /// <exception cref="MqttUnavailableException">It does not take note of it: try again.</exception>
    void ReadCertificate()
    {
        // One that shows no certificate of the hub's.
    }
}
