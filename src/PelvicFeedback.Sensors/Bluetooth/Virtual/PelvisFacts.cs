using System.Buffers.Binary;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;

namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>What is read from a sensor rather than streamed: firmware-protocol/protocol.md, "Versions" and "Battery".</summary>
internal static class PelvisFacts
{
    private const int FixedLength = 23;
    private const ushort Unknown = 0xFFFF;

    /// <summary>The value of the description characteristic.</summary>
    public static byte[] Of(SensorDescription description)
    {
        var bytes = new byte[FixedLength + (2 * description.Rates.Length)];
        var firmware = description.Firmware.Split('.');
        bytes[0] = SensorDescription.Major;
        bytes[1] = (byte)description.Minor;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(2), description.Features);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), (ushort)description.Boot);
        bytes[8] = (byte)description.Contents.Sum(content => 1 << (int)content);
        for (var i = 0; i < 3; i++)
        {
            bytes[9 + i] = byte.Parse(firmware[i], System.Globalization.CultureInfo.InvariantCulture);
        }

        bytes[12] = (byte)description.Hardware;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(13), (ushort)description.FilterDelayUs);
        bytes[15] = (byte)description.AccelerationRangeG;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), (ushort)description.RateRangeDegS);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), (ushort)description.Calibrated.Year);
        (bytes[20], bytes[21]) = ((byte)description.Calibrated.Month, (byte)description.Calibrated.Day);
        bytes[22] = (byte)description.Rates.Length;
        for (var i = 0; i < description.Rates.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(FixedLength + (2 * i)), (ushort)description.Rates[i]);
        }

        return bytes;
    }

    /// <summary>The value of the battery characteristic.</summary>
    public static byte[] Of(PelvisBattery battery)
    {
        var bytes = new byte[] { (byte)battery.Percent, (byte)battery.State, 0, 0 };
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), battery.MinutesLeft is { } minutes ? (ushort)minutes : Unknown);
        return bytes;
    }
}
