using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Units;

/// <summary>An angular rate in degrees a second, of either sign. Never NaN; <c>default</c> is 0°/s.</summary>
public readonly record struct DegreesPerSecond
{
    /// <summary>Takes a number of degrees a second.</summary>
    /// <param name="value">Degrees a second; any finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    [JsonConstructor]
    public DegreesPerSecond(double value)
    {
        if (!double.IsFinite(value))
        {
            NotFinite.Refuse(value, nameof(value), "An angular rate is a finite number of degrees a second.");
        }

        Value = value;
    }

    /// <summary>Degrees a second.</summary>
    public double Value { get; }

    /// <summary>Converts from radians a second.</summary>
    public static DegreesPerSecond FromRadians(double radiansPerSecond) => new(radiansPerSecond * (180 / Math.PI));

    /// <summary>The angle that the rate makes in that time.</summary>
    public static Degrees operator *(DegreesPerSecond rate, Seconds time) => new(rate.Value * time.Value);
}
