using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>What a DOT can be asked to send (document XD0506P §3.1), as far as it can be read without the maker's library and has an orientation.</summary>
public enum DotMode : byte
{
    /// <summary>Time, quaternion, free acceleration, status, clipping counts; 36 bytes.</summary>
    Extended = 2,

    /// <summary>Time, quaternion, free acceleration; 32 bytes.</summary>
    Complete = 3,

    /// <summary>Time, quaternion; 20 bytes: the one that fits the least MTU.</summary>
    Orientation = 5,

    /// <summary>Time, quaternion, angular velocity (“custom mode 3”); 32 bytes.</summary>
    QuaternionAndRate = 24,

    /// <summary>Time, quaternion, acceleration, angular velocity (“custom mode 5”); 44 bytes.</summary>
    Everything = 26,
}

/// <summary>
/// Movella (once Xsens) DOT. Source: Movella DOT BLE Service Specification, document XD0506P, revision C, July 2023. Free acceleration has
/// gravity taken out and is in the earth's frame: it is left out, since it is no specific force. Angular velocity comes in °/s (table 17).
/// </summary>
public sealed class MovellaDot : SensorModel
{
    private const double RadiansPerDegree = Math.PI / 180;

    private static readonly GattUuid DeviceControl = Uuid("1002");
    private static readonly GattUuid Control = Uuid("2001");

    /// <inheritdoc/>
    public override string Name => "Movella DOT";

    /// <inheritdoc/>
    public override ImmutableArray<int> Rates => [60, 30, 20];

    /// <inheritdoc/>
    public override ImmutableArray<MotionContent> Contents =>
    [
        MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate,
        MotionContent.Orientation | MotionContent.AngularRate,
        MotionContent.Orientation,
    ];

    /// <inheritdoc/>
    public override GattUuid Battery { get; } = Uuid("3001");

    /// <inheritdoc/>
    public override bool Recognises(SensorAdvertisement advertisement) => advertisement.IsNamed("Movella DOT") || advertisement.IsNamed("Xsens DOT");

    /// <summary>How to start it in a mode of its own.</summary>
    /// <param name="mode">What it sends.</param>
    /// <param name="rate">Hz; one of <see cref="Rates"/>.</param>
    /// <exception cref="ArgumentException">There is no such mode or rate.</exception>
    public SensorStart Start(DotMode mode, int rate)
    {
        if (!Enum.IsDefined(mode) || !Rates.Contains(rate))
        {
            throw new ArgumentException($"{Name} does not offer {mode} at {rate} Hz.", nameof(mode));
        }

        var stream = Uuid(mode switch { DotMode.Orientation => "2004", DotMode.Everything => "2002", _ => "2003" });
        return new(
            [
                new GattStep.Write(DeviceControl, RateCommand(rate)),
                new GattStep.Subscribe(stream),
                new GattStep.Write(Control, [1, 1, (byte)mode]),
            ],
            stream,
            new Decoder(mode, rate),
            [new GattStep.Write(Control, [1, 0, (byte)mode]), new GattStep.Unsubscribe(stream)]);
    }

    /// <summary>Percent, and 1 while charging (table 21).</summary>
    public override SensorBattery? ReadBattery(ReadOnlySpan<byte> value) =>
        value is [<= 100, <= 1, ..] ? new SensorBattery(value[0], value[1] == 1) : null;

    private protected override SensorStart Plan(SensorAsk ask) => Start(
        ask.Content switch
        {
            MotionContent.Orientation => DotMode.Orientation,
            MotionContent.Orientation | MotionContent.AngularRate => DotMode.QuaternionAndRate,
            _ => DotMode.Everything,
        },
        ask.Rate);

    private static GattUuid Uuid(string number) => GattUuid.Of($"1517{number}-4947-11e9-8646-d663bd873d93");

    // Table 7: a mask of what is to be changed, of which only bit 4, the output rate at offset 24, is set.
    private static ImmutableArray<byte> RateCommand(int rate)
    {
        var command = new byte[32];
        command[0] = 1 << 4;
        command[24] = (byte)rate;
        command[25] = (byte)(rate >> 8);
        return [.. command];
    }

    private sealed class Decoder(DotMode mode, int rate) : SensorDecoder
    {
        // Bits 0–5 of the status: accelerometer and gyroscope axes out of range (§3.5.1).
        private const ushort ClippedAxes = 0x3F;

        private MicrosecondClock _clock;

        public override LossEvidence Loss => LossEvidence.FromTime;

        private protected override Decoded Read(ReadOnlySpan<byte> notification, Seconds arrived, Span<MotionSample> into)
        {
            // Unused bytes trail as 0x00, so more than the mode's own length is right.
            if (notification.Length < Length)
            {
                return Decoded.Wrong(DecodeFault.TooShort);
            }

            var fault = Motion(notification, out var sample);
            if (fault != DecodeFault.None)
            {
                return Decoded.Wrong(fault);
            }

            var clock = _clock.Next(Little.U32(notification, 0), out var step, out var elapsed);
            if (step == ClockStep.Earlier)
            {
                return Decoded.Wrong(DecodeFault.OutOfOrder);
            }

            _clock = clock;
            var clipped = mode == DotMode.Extended && IsClipped(notification);
            into[0] = sample with { Time = clock.Time, StartsSegment = step == ClockStep.Restarted, Clipped = clipped };
            return new()
            {
                Samples = 1,
                Lost = Math.Max(0, (int)Math.Round(elapsed * 1e-6 * rate) - 1),
                Clipped = clipped ? 1 : 0,
            };
        }

        private int Length => mode switch { DotMode.Extended => 36, DotMode.Orientation => 20, DotMode.Everything => 44, _ => 32 };

        private static bool IsClipped(ReadOnlySpan<byte> bytes) => (Little.U16(bytes, 32) & ClippedAxes) != 0 || bytes[34] != 0 || bytes[35] != 0;

        private DecodeFault Motion(ReadOnlySpan<byte> bytes, out MotionSample sample)
        {
            sample = default;
            var fault = Plausible.Quaternion(
                Little.F32(bytes, 4), Little.F32(bytes, 8), Little.F32(bytes, 12), Little.F32(bytes, 16), out var sensorToEarth);
            sample = new() { SensorToEarth = sensorToEarth, Content = MotionContent.Orientation };
            if (fault == DecodeFault.None && mode == DotMode.Everything)
            {
                sample = sample with { SpecificForce = Little.F32x3(bytes, 20), Content = sample.Content | MotionContent.SpecificForce };
                fault = Plausible.Force(sample.SpecificForce);
            }

            if (fault == DecodeFault.None && mode is (DotMode.Everything or DotMode.QuaternionAndRate))
            {
                sample = sample with
                {
                    AngularRate = Little.F32x3(bytes, mode == DotMode.Everything ? 32 : 20, RadiansPerDegree),
                    Content = sample.Content | MotionContent.AngularRate,
                };
                fault = Plausible.Rate(sample.AngularRate);
            }

            return fault;
        }
    }
}
