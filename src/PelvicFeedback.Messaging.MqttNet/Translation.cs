using System.Buffers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace PelvicFeedback.Messaging.MqttNet;

/// <summary>This project's words in MQTTnet's, and back.</summary>
internal static partial class Translation
{
    // As many as libmosquitto has under way.
    private const ushort Window = 20;

    /// <summary>The options of a connection.</summary>
    /// <param name="options">Which broker, and as whom.</param>
    /// <param name="authorities">Who may vouch for the broker; null for those of the operating system.</param>
    /// <param name="distrusted">Told why the broker's certificate is not accepted.</param>
    public static MqttClientOptions Of(MqttLinkOptions options, X509Certificate2Collection? authorities, Action<SslPolicyErrors> distrusted)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(options.Host, options.Port)
            .WithClientId(options.ClientId)
            .WithKeepAlivePeriod(options.KeepAlive)
            .WithTimeout(options.ConnectTimeout)
            .WithCleanStart(options.SessionExpiry == TimeSpan.Zero)
            .WithSessionExpiryInterval((uint)Math.Min(options.SessionExpiry.TotalSeconds, uint.MaxValue))
            .WithMaximumPacketSize(MqttLinkOptions.MaxPacket)
            .WithReceiveMaximum(Window);
        if (options.UserName is { } user)
        {
            builder = builder.WithCredentials(user, options.Password);
        }

        if (options.Will is { } will)
        {
            builder = builder.WithWillTopic(will.Topic).WithWillPayload(will.Payload.ToArray()).WithWillRetain(will.Retain)
                .WithWillQualityOfServiceLevel((MqttQualityOfServiceLevel)will.Qos);
        }

        return options.Tls is null ? builder.Build() : builder.WithTlsOptions(Tls(options.Host, authorities, distrusted)).Build();
    }

    /// <summary>A message to the broker.</summary>
    public static MqttApplicationMessage Of(Outgoing message) => new()
    {
        Topic = message.Topic,
        Payload = new(message.Payload),
        QualityOfServiceLevel = (MqttQualityOfServiceLevel)message.Qos,
        Retain = message.Retain,
        MessageExpiryInterval = (uint)message.ExpirySeconds,
        UserProperties = message.Properties?.Select(property => new MqttUserProperty(property.Name, new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(property.Value)))).ToList(),
    };

    /// <summary>A message from the broker, copied.</summary>
    public static MqttMessage Of(MqttApplicationMessage message) => new(
        message.Topic,
        message.Payload.ToArray(),
        (Qos)message.QualityOfServiceLevel,
        message.Retain,
        message.UserProperties is { Count: > 0 } properties
            ? [.. properties.Take(MqttMessage.MaxProperties).Select(property => new UserProperty(property.Name, Encoding.UTF8.GetString(property.ValueBuffer.Span)))]
            : []);

    /// <summary>How many QoS 1 messages may be under way.</summary>
    public static int WindowOf(MqttClientConnectResult answer) => Math.Min(answer.ReceiveMaximum ?? Window, Window);

    /// <summary>A code's name as a sentence: <c>NotAuthorized</c> is <c>Not authorized</c>.</summary>
    public static string Words(Enum code) =>
        InnerCapital().Replace(code.ToString(), capital => " " + capital.Value.ToLowerInvariant());

    private static MqttClientTlsOptions Tls(string host, X509Certificate2Collection? authorities, Action<SslPolicyErrors> distrusted) => new()
    {
        UseTls = true,
        TargetHost = host,
        TrustChain = authorities,
        RevocationMode = X509RevocationMode.NoCheck,
        CertificateValidationHandler = shown =>
        {
            if (shown.SslPolicyErrors != SslPolicyErrors.None)
            {
                distrusted(shown.SslPolicyErrors);
            }

            return shown.SslPolicyErrors == SslPolicyErrors.None;
        },
    };

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex InnerCapital();
}
