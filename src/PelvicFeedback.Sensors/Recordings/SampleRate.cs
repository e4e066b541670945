using System.Globalization;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>The rate of a recording from its first samples; one that no sensor here has is more likely a wrong unit of time, and is refused.</summary>
public static class SampleRate
{
    /// <summary>The mean time between samples, s, without the gaps.</summary>
    /// <param name="first">The first samples, in order.</param>
    /// <param name="format">What they were read from, for the words of a refusal.</param>
    /// <param name="name">Whose they are, for the words of a refusal.</param>
    /// <exception cref="RecordingException">There is but one sample, or the rate is out of 15–450 Hz.</exception>
    public static Seconds PeriodOf(ReadOnlySpan<MotionSample> first, RecordingFormat format, string name)
    {
        var period = SampleInterval.Of(first) ?? throw new RecordingException(name, "has but one usable line, so its rate is unknown: record again, or choose another file");
        return SampleInterval.IsPlausible(period) ? period : throw new RecordingException(name, Refused(1 / period.Value, format));
    }

    private static string Refused(double rate, RecordingFormat format) => string.Create(
        CultureInfo.InvariantCulture,
        $"its times say {rate:G3} samples a second, where 20 to 400 are expected: ") + (format == RecordingFormat.MovellaDot
            ? "SampleTimeFine must be in µs, as a DOT writes it (other Xsens sensors count otherwise), and the DOT set to 20 Hz or more"
            : "t must be in seconds, and the sensor set to 20 Hz or more");
}
