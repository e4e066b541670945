using PelvicFeedback.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PelvicFeedback.Hub.Cluster.Brokers;

/// <summary>The brokers of a cluster, any of which will do.</summary>
/// <param name="uris">Such as <c>amqp://user:password@broker-1:5672/</c>; user and password are those of the first.</param>
internal sealed class BrokerAddresses(IReadOnlyList<Uri> uris)
{
    // Two of them are missed before a broker, or a worker, counts as gone.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A broker with much to do is slow to answer, and not gone: heartbeats tell which.
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(60);

    /// <summary>Reads a file with an address a line.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    /// <exception cref="MqttUnavailableException">It cannot be read, or others than its owner may read it.</exception>
    public static BrokerAddresses Read(string file)
    {
        var lines = MqttPassword.Lines(file);
        var uris = lines.Select(line => Uri.TryCreate(line, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" ? uri : null).OfType<Uri>().ToList();
        return uris.Count > 0 && uris.Count == lines.Length ? new(uris) : throw new ArgumentException($"{file}: takes an address a line, such as amqp://user:password@broker-1:5672/");
    }

    /// <summary>User and password.</summary>
    public (string User, string Password) Login =>
        uris[0].UserInfo.Split(':', 2) is [var user, var password] ? (Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)) : ("", "");

    /// <summary>Connects to one of them, whichever comes first.</summary>
    /// <param name="name">What the broker's operator sees.</param>
    /// <param name="only">To that one of them; null for any.</param>
    /// <exception cref="BrokerUnreachableException">None is there.</exception>
    public Task<IConnection> Connect(string name, AmqpTcpEndpoint? only = null)
    {
        var factory = new ConnectionFactory
        {
            Uri = uris[0],
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = Patience,
            ContinuationTimeout = Answer,
            HandshakeContinuationTimeout = Patience,
        };
        return factory.CreateConnectionAsync(only is null ? uris.Select(uri => new AmqpTcpEndpoint(uri)) : [only], name);
    }
}
