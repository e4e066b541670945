using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors.Pelvis;

/// <summary>Decodes the stream of the project's own protocol: every lost sample is counted, every reboot seen.</summary>
public sealed class PelvisStream : SensorDecoder
{
    internal const double QuaternionUnit = 1.0 / 16384;
    internal const double ForceUnit = 0.005;
    internal const double RateUnit = 0.001;

    private const int HeaderLength = 12;
    private const int ContentBits = 7;
    private const int ClippedBit = 8;
    private const int SettlingBit = 16;
    private const uint MostBatched = 30_000;

    private MicrosecondClock _clock;
    private bool _begun;
    private ushort _boot;
    private ushort _expected;

    /// <inheritdoc/>
    public override LossEvidence Loss => LossEvidence.Counted;

    private protected override Decoded Read(ReadOnlySpan<byte> notification, Seconds arrived, Span<MotionSample> into)
    {
        var fault = Check(notification, out var content);
        if (fault != DecodeFault.None)
        {
            return Decoded.Wrong(fault);
        }

        var counter = Little.U16(notification, 2);
        var boot = Little.U16(notification, 10);
        var rebooted = _begun && boot != _boot;
        var lost = _begun && !rebooted ? (ushort)(counter - _expected) : 0;
        if (lost > short.MaxValue)
        {
            return Decoded.Wrong(DecodeFault.OutOfOrder);
        }

        var clock = (rebooted ? default : _clock).Next(Little.U32(notification, 4), out var step, out _);
        if (step == ClockStep.Earlier)
        {
            return Decoded.Wrong(DecodeFault.OutOfOrder);
        }

        var decoded = Samples(notification, content, ref clock, into);
        if (decoded.Fault != DecodeFault.None)
        {
            return decoded;
        }

        if (rebooted || step == ClockStep.Restarted)
        {
            into[0] = into[0] with { StartsSegment = true };
            lost = 0;
        }

        (_begun, _boot, _clock) = (true, boot, clock);
        _expected = (ushort)(counter + decoded.Samples);
        return decoded with { Lost = lost };
    }

    /// <summary>Whether the header is one, and the bytes as many as it says.</summary>
    private static DecodeFault Check(ReadOnlySpan<byte> bytes, out MotionContent content)
    {
        content = MotionContent.None;
        if (bytes.Length < HeaderLength)
        {
            return DecodeFault.TooShort;
        }

        // The bits of the content are those of MotionContent. Flags above them that are not known are another version's, and ignored.
        content = (MotionContent)(bytes[0] & ContentBits);
        if ((content & MotionContent.Orientation) == 0)
        {
            return DecodeFault.UnknownContent;
        }

        var count = bytes[1];
        if (count == 0)
        {
            return DecodeFault.NoSamples;
        }

        if (bytes.Length != HeaderLength + (count * SizeOf(content)))
        {
            return DecodeFault.WrongLength;
        }

        // The step is rounded to 1 µs, so its multiple may be past the limit by half of that for each sample.
        var step = Little.U16(bytes, 8);
        return count > 1 && (step == 0 || (count - 1) * step > MostBatched + (count / 2)) ? DecodeFault.BatchedTooLong : DecodeFault.None;
    }

    private static int SizeOf(MotionContent content) =>
        8 + ((content & MotionContent.SpecificForce) != 0 ? 6 : 0) + ((content & MotionContent.AngularRate) != 0 ? 6 : 0);

    private static Decoded Samples(ReadOnlySpan<byte> bytes, MotionContent content, ref MicrosecondClock clock, Span<MotionSample> into)
    {
        for (var at = HeaderLength; at < bytes.Length; at += 2)
        {
            if (Little.I16(bytes, at) == short.MinValue)
            {
                return Decoded.Wrong(DecodeFault.ReservedValue);
            }
        }

        var (count, step) = (bytes[1], Little.U16(bytes, 8));
        var (settling, clipped) = ((bytes[0] & SettlingBit) != 0, (bytes[0] & ClippedBit) != 0);
        for (var i = 0; i < count; i++)
        {
            var at = HeaderLength + (i * SizeOf(content));
            var fault = Plausible.Quaternion(
                Little.I16(bytes, at) * QuaternionUnit,
                Little.I16(bytes, at + 2) * QuaternionUnit,
                Little.I16(bytes, at + 4) * QuaternionUnit,
                Little.I16(bytes, at + 6) * QuaternionUnit,
                out var sensorToEarth);
            if (fault != DecodeFault.None)
            {
                return Decoded.Wrong(fault);
            }

            if (i > 0)
            {
                clock = clock.After(step);
            }

            at += 8;
            into[i] = new()
            {
                Time = clock.Time,
                SensorToEarth = sensorToEarth,
                SpecificForce = (content & MotionContent.SpecificForce) != 0 ? Little.I16x3(bytes, at, ForceUnit) : default,
                AngularRate = (content & MotionContent.AngularRate) != 0 ? Little.I16x3(bytes, at + SizeOf(content) - 14, RateUnit) : default,
                Content = settling ? content & ~MotionContent.Orientation : content,
                Clipped = clipped,
            };
        }

        return new() { Samples = count, Clipped = clipped ? count : 0, Settling = settling ? count : 0 };
    }
}
