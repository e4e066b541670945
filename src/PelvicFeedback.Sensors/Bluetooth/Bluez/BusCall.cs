namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>A call of a method over D-Bus.</summary>
/// <param name="Destination">Whose method.</param>
/// <param name="Path">Of which object.</param>
/// <param name="Interface">In which interface.</param>
/// <param name="Member">Which.</param>
/// <param name="Write">Writes what it is given; null for nothing.</param>
internal sealed record BusCall(string Destination, string Path, string Interface, string Member, Action<BusWriter>? Write = null);

/// <summary>A call was answered with an error, or could not be made.</summary>
/// <param name="name">The error's D-Bus name, such as <c>org.bluez.Error.Failed</c>.</param>
/// <param name="message">Its own words.</param>
internal sealed class BusException(string name, string message) : Exception($"{name}: {message}")
{
    /// <summary>There is no connection to the bus, or it ended before the answer.</summary>
    public const string Disconnected = "org.freedesktop.DBus.Error.Disconnected";

    /// <summary>The error's D-Bus name.</summary>
    public string Name { get; } = name;

    /// <summary>Its own words.</summary>
    public string Words { get; } = message;
}
