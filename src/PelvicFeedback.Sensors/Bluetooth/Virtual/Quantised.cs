namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>
/// Quantities as they go over the air: firmware-protocol/protocol.md, "Sample". They pass through the fixed point of the C library, so
/// that a value on the edge between two units falls on the same side in both.
/// </summary>
internal static class Quantised
{
    /// <summary>The largest value that is sent, and with the other sign the smallest: −32768 is reserved.</summary>
    public const short Most = short.MaxValue;

    /// <summary>A component of a quaternion, 2⁻¹⁴.</summary>
    public static short Quaternion(double component) => Of(component, 1 << 30, 65_536);

    /// <summary>Specific force in m/s², 5 mm/s².</summary>
    public static short Force(double value) => Of(value, 1e6, 5_000);

    /// <summary>Angular rate in rad/s, 1 mrad/s.</summary>
    public static short Rate(double value) => Of(value, 1e6, 1_000);

    // Rounded to the nearest unit, halves away from zero.
    private static short Of(double value, double fixedPoint, int unit)
    {
        var whole = (long)Math.Clamp(Math.Round(value * fixedPoint), int.MinValue, int.MaxValue);
        var rounded = (Math.Abs(whole) + (unit / 2)) / unit * Math.Sign(whole);
        return (short)Math.Clamp(rounded, -Most, Most);
    }
}
