using System.Globalization;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Units;

/// <summary>A duration on the sensor's clock, in seconds, of either sign. Never NaN; <c>default</c> is 0 s.</summary>
public readonly record struct Seconds : IComparable<Seconds>
{
    /// <summary>Takes a number of seconds.</summary>
    /// <param name="value">Seconds; any finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    [JsonConstructor]
    public Seconds(double value)
    {
        if (!double.IsFinite(value))
        {
            NotFinite.Refuse(value, nameof(value), "A duration is a finite number of seconds.");
        }

        Value = value;
    }

    /// <summary>Seconds.</summary>
    public double Value { get; }

    /// <summary>0 s.</summary>
    public static Seconds Zero => default;

    /// <summary>Converts from milliseconds.</summary>
    public static Seconds FromMilliseconds(double milliseconds) => new(milliseconds / 1000);

    /// <summary>Sum.</summary>
    public static Seconds operator +(Seconds a, Seconds b) => new(a.Value + b.Value);

    /// <summary>Difference.</summary>
    public static Seconds operator -(Seconds a, Seconds b) => new(a.Value - b.Value);

    /// <summary>The opposite duration.</summary>
    public static Seconds operator -(Seconds a) => new(-a.Value);

    /// <summary>Whether the first is shorter.</summary>
    public static bool operator <(Seconds a, Seconds b) => a.Value < b.Value;

    /// <summary>Whether the first is longer.</summary>
    public static bool operator >(Seconds a, Seconds b) => a.Value > b.Value;

    /// <summary>Whether the first is shorter or equal.</summary>
    public static bool operator <=(Seconds a, Seconds b) => a.Value <= b.Value;

    /// <summary>Whether the first is longer or equal.</summary>
    public static bool operator >=(Seconds a, Seconds b) => a.Value >= b.Value;

    /// <inheritdoc/>
    public int CompareTo(Seconds other) => Value.CompareTo(other.Value);

    /// <summary>For people: two decimals and the unit.</summary>
    public override string ToString() => Value.ToString("0.00", CultureInfo.InvariantCulture) + " s";
}
