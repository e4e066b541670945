namespace PelvicFeedback.Core.Wire.Sensors.Pelvis;

/// <summary>Where a battery's charge goes.</summary>
public enum PowerState : byte
{
    /// <summary>Out of it.</summary>
    Discharging = 0,

    /// <summary>Into it.</summary>
    Charging = 1,

    /// <summary>Full, on the charger.</summary>
    Full = 2,

    /// <summary>The battery is broken.</summary>
    Fault = 3,
}

/// <summary>The battery characteristic of the project's own protocol.</summary>
/// <param name="Percent">0–100.</param>
/// <param name="State">What it does.</param>
/// <param name="MinutesLeft">Of streaming; null where unknown.</param>
public readonly record struct PelvisBattery(int Percent, PowerState State, int? MinutesLeft)
{
    private const ushort Unknown = 0xFFFF;

    /// <summary>Reads the characteristic's value; bytes behind it are a later version's.</summary>
    public static DecodeFault Read(ReadOnlySpan<byte> bytes, out PelvisBattery battery)
    {
        battery = default;
        if (bytes.Length < 4)
        {
            return DecodeFault.WrongLength;
        }

        if (bytes[0] > 100 || bytes[1] > (byte)PowerState.Fault)
        {
            return DecodeFault.WrongValue;
        }

        battery = new(bytes[0], (PowerState)bytes[1], Little.U16(bytes, 2) is var minutes and not Unknown ? minutes : null);
        return DecodeFault.None;
    }
}
