#if FULL_PACKAGES
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.MqttNet;

namespace PelvicFeedback.Tests.Messaging;

public sealed class MqttNetTests : MqttLinkContract
{
    private protected override IMqttLink Connect(MqttLinkOptions options, Action<IMqttLink>? prepare = null) => MqttNetLink.Connect(options, prepare);
}
#endif
