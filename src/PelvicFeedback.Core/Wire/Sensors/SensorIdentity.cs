namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>Which one a sensor is, among all of its kind.</summary>
/// <param name="Model">Maker and product: <see cref="SensorModel.Name"/>.</param>
/// <param name="Address">What Bluetooth knows it by; may change where it has no serial number and uses private addresses.</param>
/// <param name="Serial">Its serial number, at most <see cref="LongestSerial"/> printable characters; null where it tells none.</param>
public sealed record SensorIdentity(string Model, string Address, string? Serial)
{
    /// <summary>Longest serial number that is taken as one, characters.</summary>
    public const int LongestSerial = 64;

    /// <summary>For a person: the model, and the serial number or else the address.</summary>
    public override string ToString() => $"{Model} {Serial ?? Address}";

    /// <summary>
    /// Whether the other is this one. A serial number says so whatever the address; a sensor that once told one and now tells another, or
    /// none, is not the same.
    /// </summary>
    public bool Is(SensorIdentity other) => Model == other.Model
        && (Serial is null ? string.Equals(Address, other.Address, StringComparison.OrdinalIgnoreCase) : Serial == other.Serial);

    /// <summary>Reads a serial number: the value of the Device Information service's characteristic, UTF-8.</summary>
    /// <returns>Null when it is none: empty, too long, or with characters that are not to be printed.</returns>
    public static string? ReadSerial(ReadOnlySpan<byte> value)
    {
        var text = System.Text.Encoding.UTF8.GetString(value).Trim('\0', ' ');
        return text.Length is > 0 and <= LongestSerial && text.All(letter => letter is >= ' ' and <= '~') ? text : null;
    }
}
