using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>
/// Makes samples of what one sensor sends over one connection; a new connection takes a new one. It keeps what the stream needs to
/// go on (the clock's wraps, the last counter, half a frame) and nothing else; the same notifications give the same samples. It
/// allocates nothing and never throws at bytes, whatever they are.
/// </summary>
public abstract class SensorDecoder
{
    /// <summary>Most samples that one notification can hold; the caller's buffer has room for as many.</summary>
    public const int MostSamples = 64;

    /// <summary>Longest notification, bytes: the longest attribute value (Bluetooth Core Specification, Vol 3 Part F §3.2.9).</summary>
    public const int LongestNotification = 512;

    /// <summary>How this sensor's losses are known.</summary>
    public abstract LossEvidence Loss { get; }

    /// <summary>Decodes a notification.</summary>
    /// <param name="notification">The bytes as they came.</param>
    /// <param name="arrived">
    /// When they came on the host's monotonic clock, from any origin. It becomes the samples' time only where the sensor sends none.
    /// </param>
    /// <param name="into">Where the samples go, in order; room for <see cref="MostSamples"/>.</param>
    /// <exception cref="ArgumentException">The buffer is too small.</exception>
    public Decoded Decode(ReadOnlySpan<byte> notification, Seconds arrived, Span<MotionSample> into)
    {
        if (into.Length < MostSamples)
        {
            throw new ArgumentException($"Room for {MostSamples} samples is needed.", nameof(into));
        }

        return notification.Length > LongestNotification ? Decoded.Wrong(DecodeFault.TooLong) : Read(notification, arrived, into);
    }

    /// <summary>Decodes at most <see cref="LongestNotification"/> bytes into a buffer that is long enough.</summary>
    private protected abstract Decoded Read(ReadOnlySpan<byte> notification, Seconds arrived, Span<MotionSample> into);
}
