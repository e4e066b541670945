using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;
#if FULL_PACKAGES
using PelvicFeedback.Messaging.MqttNet;
#endif

namespace PelvicFeedback.Worker.Broker;

/// <summary>Begins to connect; see <see cref="IMqttLink"/>.</summary>
/// <param name="options">Which broker, and as whom.</param>
/// <param name="prepare">Is given the link before its first attempt, to observe and subscribe; null for nothing.</param>
/// <exception cref="MqttUnavailableException">A library is missing, or a setting is no good.</exception>
internal delegate IMqttLink MqttConnect(MqttLinkOptions options, Action<IMqttLink>? prepare = null);

/// <summary>An implementation of MQTT, by the name that settings and people call it.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Connect">Begins to connect.</param>
internal sealed record MqttAdapter(string Name, MqttConnect Connect)
{
    /// <summary>What this build has, the default first.</summary>
    public static IReadOnlyList<MqttAdapter> Built { get; } =
    [
#if FULL_PACKAGES
        new("mqttnet", MqttNetLink.Connect),
#endif
        new("libmosquitto", MosquittoLink.Connect),
    ];

    /// <summary>The one used when no setting chooses.</summary>
    public static MqttAdapter Default => Built[0];
}
