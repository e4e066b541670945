namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>Why something could not be done over Bluetooth.</summary>
public enum BluetoothFault
{
    /// <summary>No service, no adapter, or it is off.</summary>
    Unavailable,

    /// <summary>The device is not in reach, or has not been heard lately.</summary>
    NotFound,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The connection ended meanwhile.</summary>
    LinkLost,

    /// <summary>The device does not have that service or characteristic.</summary>
    NotOffered,

    /// <summary>The device wants to be paired first, or does not know this machine any more.</summary>
    NotPaired,

    /// <summary>It was refused for another reason.</summary>
    Refused,
}

/// <summary>Something could not be done over Bluetooth; the message says what, with which device, and what to do.</summary>
/// <param name="fault">Why.</param>
/// <param name="message">For a person.</param>
public sealed class BluetoothException(BluetoothFault fault, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public BluetoothFault Fault { get; } = fault;
}
