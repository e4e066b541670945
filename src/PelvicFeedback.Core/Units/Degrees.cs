using System.Globalization;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Units;

/// <summary>An angle in degrees, of either sign. Never NaN; <c>default</c> is 0°.</summary>
public readonly record struct Degrees : IComparable<Degrees>
{
    /// <summary>Takes a number of degrees.</summary>
    /// <param name="value">Degrees; any finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite: an unknown angle is <c>null</c>, not a number.</exception>
    [JsonConstructor]
    public Degrees(double value)
    {
        if (!double.IsFinite(value))
        {
            NotFinite.Refuse(value, nameof(value), "An angle is a finite number of degrees; unknown is null.");
        }

        Value = value;
    }

    /// <summary>Degrees.</summary>
    public double Value { get; }

    /// <summary>0°.</summary>
    public static Degrees Zero => default;

    /// <summary>The same angle without its sign.</summary>
    [JsonIgnore]
    public Degrees Magnitude => new(Math.Abs(Value));

    /// <summary>The angle in radians.</summary>
    [JsonIgnore]
    public double Radians => Value * (Math.PI / 180);

    /// <summary>Converts from radians.</summary>
    public static Degrees FromRadians(double radians) => new(radians * (180 / Math.PI));

    /// <summary>Sum, in degrees; not wrapped.</summary>
    public static Degrees operator +(Degrees a, Degrees b) => new(a.Value + b.Value);

    /// <summary>Difference, in degrees; not wrapped.</summary>
    public static Degrees operator -(Degrees a, Degrees b) => new(a.Value - b.Value);

    /// <summary>The opposite angle.</summary>
    public static Degrees operator -(Degrees a) => new(-a.Value);

    /// <summary>Whether the first is smaller (signed).</summary>
    public static bool operator <(Degrees a, Degrees b) => a.Value < b.Value;

    /// <summary>Whether the first is larger (signed).</summary>
    public static bool operator >(Degrees a, Degrees b) => a.Value > b.Value;

    /// <summary>Whether the first is smaller or equal (signed).</summary>
    public static bool operator <=(Degrees a, Degrees b) => a.Value <= b.Value;

    /// <summary>Whether the first is larger or equal (signed).</summary>
    public static bool operator >=(Degrees a, Degrees b) => a.Value >= b.Value;

    /// <inheritdoc/>
    public int CompareTo(Degrees other) => Value.CompareTo(other.Value);

    /// <summary>For people: one decimal and the degree sign.</summary>
    public override string ToString() => Value.ToString("0.0", CultureInfo.InvariantCulture) + "°";
}
