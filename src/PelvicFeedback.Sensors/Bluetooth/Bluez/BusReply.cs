namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>What a call of one of this side's methods is answered with.</summary>
internal sealed record BusReply
{
    private BusReply()
    {
    }

    /// <summary>Done; nothing to say.</summary>
    public static BusReply Done { get; } = new();

    /// <summary>There is no such method here, or not now.</summary>
    public static BusReply NotOffered { get; } = Refused("org.bluez.Error.Rejected", "not offered");

    /// <summary>The body of the answer; null for none.</summary>
    public Action<BusWriter>? Write { get; private init; }

    /// <summary>The error's D-Bus name; null where it was done.</summary>
    public string? Error { get; private init; }

    /// <summary>The error's words.</summary>
    public string Words { get; private init; } = "";

    /// <summary>Done, and this is what came of it.</summary>
    public static BusReply With(Action<BusWriter> write) => new() { Write = write };

    /// <summary>Not done.</summary>
    /// <param name="name">The error's D-Bus name.</param>
    /// <param name="words">Its own words.</param>
    public static BusReply Refused(string name, string words) => new() { Error = name, Words = words };
}
