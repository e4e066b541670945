using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Worker.Broker;

/// <summary>Whose broker, and where its files lie.</summary>
/// <param name="DataFolder">Configuration, logins without passwords, and mosquitto's own file: in <c>broker</c> there.</param>
/// <param name="SecretsFolder">Passwords, in files of mode 0600: in <c>broker</c> there.</param>
/// <param name="Topics">The only topics that anybody may use.</param>
/// <param name="Port">On loopback; 0 for the one it had last time, or else a free one.</param>
/// <param name="Displays">How many displays may be there at once, each with a login of its own; 0–16.</param>
/// <param name="Bridge">The way to the clinic; null when the home is not paired.</param>
internal sealed record PrivateBrokerOptions(
    string DataFolder, string SecretsFolder, PatientTopics Topics, int Port = 0, int Displays = 4, ClinicBridge? Bridge = null);
