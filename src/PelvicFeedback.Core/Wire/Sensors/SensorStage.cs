namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>How far it is with a sensor over Bluetooth.</summary>
public enum SensorStage
{
    /// <summary>Nothing on this machine answers for Bluetooth.</summary>
    NoService,

    /// <summary>This machine has no Bluetooth adapter, or it was unplugged.</summary>
    NoAdapter,

    /// <summary>Bluetooth is switched off.</summary>
    Off,

    /// <summary>No sensor that may be taken is in reach yet.</summary>
    Searching,

    /// <summary>The nearest one is connected, and waits to be tapped twice, so that it is not a neighbour's.</summary>
    TapTwice,

    /// <summary>One was found and is being connected and started.</summary>
    Starting,

    /// <summary>Samples come.</summary>
    Live,

    /// <summary>It was there, and is not any more; it is looked for again.</summary>
    Lost,

    /// <summary>It answered, and cannot be used.</summary>
    Refused,
}
