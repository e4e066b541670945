using System.Globalization;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Units;

/// <summary>
/// An instant on the sensor's own clock: seconds since an origin that the sensor or the recording chose. Says nothing of
/// wall time. Movement logic uses only this clock, so a replay at any speed decides the same. <c>default</c> is the origin.
/// </summary>
public readonly record struct SampleTime : IComparable<SampleTime>
{
    /// <summary>Takes seconds since the origin of the sensor's clock.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    [JsonConstructor]
    public SampleTime(double seconds)
    {
        if (!double.IsFinite(seconds))
        {
            NotFinite.Refuse(seconds, nameof(seconds), "A sample's time is a finite number of seconds.");
        }

        Seconds = seconds;
    }

    /// <summary>Seconds since the origin of the sensor's clock.</summary>
    public double Seconds { get; }

    /// <summary>The time from the second instant to the first; negative when the first is earlier.</summary>
    public static Seconds operator -(SampleTime a, SampleTime b) => new(a.Seconds - b.Seconds);

    /// <summary>The instant that much earlier.</summary>
    public static SampleTime operator -(SampleTime a, Seconds b) => new(a.Seconds - b.Value);

    /// <summary>The instant that much later.</summary>
    public static SampleTime operator +(SampleTime a, Seconds b) => new(a.Seconds + b.Value);

    /// <summary>Whether the first is earlier.</summary>
    public static bool operator <(SampleTime a, SampleTime b) => a.Seconds < b.Seconds;

    /// <summary>Whether the first is later.</summary>
    public static bool operator >(SampleTime a, SampleTime b) => a.Seconds > b.Seconds;

    /// <summary>Whether the first is earlier or the same.</summary>
    public static bool operator <=(SampleTime a, SampleTime b) => a.Seconds <= b.Seconds;

    /// <summary>Whether the first is later or the same.</summary>
    public static bool operator >=(SampleTime a, SampleTime b) => a.Seconds >= b.Seconds;

    /// <inheritdoc/>
    public int CompareTo(SampleTime other) => Seconds.CompareTo(other.Seconds);

    /// <summary>For people: three decimals and the unit.</summary>
    public override string ToString() => Seconds.ToString("0.000", CultureInfo.InvariantCulture) + " s";
}
