using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>Brokers whose logins this node has no say in: homes cannot be paired here, and one that is revoked is cut off by the brokers' operator.</summary>
internal sealed class NoPairing : IClinicBroker
{
    private const string Todo = "this node was not told how homes reach the brokers: start it with --homes-file";

    /// <summary>The node speaks AMQP.</summary>
    public MqttLinkOptions Hub => throw new MqttUnavailableException(Todo);

    /// <inheritdoc/>
    public string? Obstacle(PatientTopics topics) => Todo;

    /// <inheritdoc/>
    public ClinicBridge AddHome(PatientTopics topics) => throw new MqttUnavailableException(Todo);

    /// <inheritdoc/>
    public string? Revoke(PatientTopics topics) => $"what comes from the home is set aside from now on; take the user {ClinicBridge.HomeUser(topics)} away at the brokers";

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
