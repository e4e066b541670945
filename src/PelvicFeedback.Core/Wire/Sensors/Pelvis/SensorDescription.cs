using System.Collections.Immutable;

namespace PelvicFeedback.Core.Wire.Sensors.Pelvis;

/// <summary>What a sensor of the project's own protocol says of itself; read before it is asked for anything.</summary>
public sealed record SensorDescription
{
    /// <summary>The major version that this program speaks; any other is refused.</summary>
    public const byte Major = 1;

    private const int FixedLength = 23;

    /// <summary>Minor version of the protocol: what it adds may be ignored.</summary>
    public int Minor { get; init; }

    /// <summary>Bits of what it can do beside streaming.</summary>
    public uint Features { get; init; }

    /// <summary>Another at every start of the sensor.</summary>
    public int Boot { get; init; }

    /// <summary>The contents it offers.</summary>
    public ImmutableArray<MotionContent> Contents { get; init; } = [];

    /// <summary>Firmware version, such as 1.4.2.</summary>
    public string Firmware { get; init; } = "";

    /// <summary>Hardware revision.</summary>
    public int Hardware { get; init; }

    /// <summary>How much older than its time a sample's motion is, µs.</summary>
    public int FilterDelayUs { get; init; }

    /// <summary>Range of the accelerometer, g.</summary>
    public int AccelerationRangeG { get; init; }

    /// <summary>Range of the gyroscope, °/s.</summary>
    public int RateRangeDegS { get; init; }

    /// <summary>When it was calibrated at the factory: year, month, day; all 0 where unknown.</summary>
    public (int Year, int Month, int Day) Calibrated { get; init; }

    /// <summary>The rates it offers, Hz; the one it starts with first.</summary>
    public ImmutableArray<int> Rates { get; init; } = [];

    /// <summary>Whether it can be asked for that.</summary>
    public bool Offers(SensorAsk ask) => Rates.Contains(ask.Rate) && Contents.Contains(ask.Content);

    /// <summary>Reads the characteristic's value.</summary>
    /// <param name="bytes">As read.</param>
    /// <param name="description">Only where nothing is wrong.</param>
    public static DecodeFault Read(ReadOnlySpan<byte> bytes, out SensorDescription description)
    {
        description = new();
        if (bytes.Length < FixedLength)
        {
            return DecodeFault.TooShort;
        }

        if (bytes[0] != Major)
        {
            return DecodeFault.UnknownMajor;
        }

        var count = bytes[22];
        var contents = ContentsOf(bytes[8]);
        if (bytes.Length < FixedLength + (2 * count))
        {
            return DecodeFault.WrongLength;
        }

        if (count == 0 || !contents.Contains(MotionContent.Orientation))
        {
            return count == 0 ? DecodeFault.NoRates : DecodeFault.UnknownContent;
        }

        var rates = ImmutableArray.CreateBuilder<int>(count);
        for (var i = 0; i < count; i++)
        {
            rates.Add(Little.U16(bytes, FixedLength + (2 * i)));
        }

        description = new()
        {
            Minor = bytes[1],
            Features = Little.U32(bytes, 2),
            Boot = Little.U16(bytes, 6),
            Contents = contents,
            Firmware = $"{bytes[9]}.{bytes[10]}.{bytes[11]}",
            Hardware = bytes[12],
            FilterDelayUs = Little.U16(bytes, 13),
            AccelerationRangeG = bytes[15],
            RateRangeDegS = Little.U16(bytes, 16),
            Calibrated = (Little.U16(bytes, 18), bytes[20], bytes[21]),
            Rates = rates.MoveToImmutable(),
        };
        return DecodeFault.None;
    }

    private static ImmutableArray<MotionContent> ContentsOf(byte offered)
    {
        var contents = ImmutableArray<MotionContent>.Empty;
        for (var content = 0; content < 8; content++)
        {
            if ((offered >> content & 1) != 0 && ((MotionContent)content).HasFlag(MotionContent.Orientation))
            {
                contents = contents.Add((MotionContent)content);
            }
        }

        return contents;
    }
}
