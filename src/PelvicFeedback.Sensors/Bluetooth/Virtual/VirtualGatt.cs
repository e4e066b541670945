using System.Collections.Immutable;
using System.Text;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;

namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>A service that is offered.</summary>
/// <param name="Name">Its part of a path.</param>
/// <param name="Id">Its UUID.</param>
/// <param name="Characteristics">What is in it.</param>
internal sealed record OfferedService(string Name, GattUuid Id, ImmutableArray<OfferedCharacteristic> Characteristics);

/// <summary>A characteristic that is offered.</summary>
/// <param name="Name">Its part of a path.</param>
/// <param name="Id">Its UUID.</param>
/// <param name="Flags">What may be done with it, in BlueZ' words.</param>
/// <param name="Value">What reading it gives; empty where it cannot be read.</param>
internal sealed record OfferedCharacteristic(string Name, GattUuid Id, ImmutableArray<string> Flags, byte[] Value);

/// <summary>
/// What a virtual sensor says of itself and offers: firmware-protocol/protocol.md, its table of characteristics. There is no battery in it and
/// no chip, so it is always full, on its charger, and was never calibrated.
/// </summary>
internal static class VirtualGatt
{
    /// <summary>Samples a second of the motion that it is fed with.</summary>
    public const int FullRate = 100;

    /// <summary>The stream's and the control point's part of a path.</summary>
    public const string Stream = "stream", Control = "control";

    private const uint Identify = 2;
    private const string Firmware = "0.1.0";

    /// <summary>What it says of itself.</summary>
    /// <param name="boot">Another at every start.</param>
    public static SensorDescription Description(ushort boot) => new()
    {
        Features = Identify,
        Boot = boot,
        Contents =
        [
            MotionContent.Orientation,
            MotionContent.Orientation | MotionContent.SpecificForce,
            MotionContent.Orientation | MotionContent.AngularRate,
            MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate,
        ],
        Firmware = Firmware,
        AccelerationRangeG = 16,
        RateRangeDegS = 2000,

        // Those that are every so many-th sample of the full one.
        Rates = [FullRate, 50, 25],
    };

    /// <summary>Its services.</summary>
    /// <param name="description">What it says of itself.</param>
    /// <param name="serial">By which a host knows it again.</param>
    public static ImmutableArray<OfferedService> Services(SensorDescription description, string serial) =>
    [
        new("pelvis", PelvisSensor.Service,
        [
            new(Stream, PelvisSensor.Stream, ["notify", "encrypt-notify"], []),
            new(Control, PelvisSensor.Control, ["write", "encrypt-write", "indicate", "encrypt-indicate"], []),
            new("description", PelvisSensor.Description, ["read"], PelvisFacts.Of(description)),
            new("battery", new PelvisSensor().Battery, ["read", "encrypt-read"], PelvisFacts.Of(new PelvisBattery(100, PowerState.Full, null))),
        ]),
        new("level", GattUuid.Sig(0x180F), [new("percent", GattUuid.Sig(0x2A19), ["read"], [100])]),
        new("information", GattUuid.Sig(0x180A),
        [
            new("maker", GattUuid.Sig(0x2A29), ["read"], Encoding.UTF8.GetBytes("PelvicFeedback")),
            new("model", GattUuid.Sig(0x2A24), ["read"], Encoding.UTF8.GetBytes("virtual sensor (a simulated patient)")),
            new("serial", GattUuid.Sig(0x2A25), ["read", "encrypt-read"], Encoding.UTF8.GetBytes(serial)),
            new("firmware", GattUuid.Sig(0x2A26), ["read"], Encoding.UTF8.GetBytes(Firmware)),
            new("hardware", GattUuid.Sig(0x2A27), ["read"], Encoding.UTF8.GetBytes("0")),
        ]),
    ];
}
