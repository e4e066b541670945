namespace PelvicFeedback.Messaging;

/// <summary>
/// MQTT cannot work on this machine or with these settings at all: a library is missing, a setting is no good. A broker that
/// cannot be reached is a <see cref="LinkState"/> instead. The message is one line for a person and says what to do.
/// </summary>
/// <param name="says">What is wrong and what to do.</param>
/// <param name="cause">What the system reported, if anything.</param>
public sealed class MqttUnavailableException(string says, Exception? cause = null) : Exception(says, cause);
