namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// A quantity at an instant together with its first and second derivative by time. Sums, products, sines and cosines carry the
/// derivatives along by the rules of calculus, so a trajectory's velocity and acceleration are exact, never differenced.
/// </summary>
internal readonly record struct Jet(double Value, double Rate, double Curve)
{
    public static implicit operator Jet(double constant) => new(constant, 0, 0);

    public static Jet operator +(Jet a, Jet b) => new(a.Value + b.Value, a.Rate + b.Rate, a.Curve + b.Curve);

    public static Jet operator -(Jet a, Jet b) => new(a.Value - b.Value, a.Rate - b.Rate, a.Curve - b.Curve);

    public static Jet operator *(Jet a, double factor) => new(a.Value * factor, a.Rate * factor, a.Curve * factor);

    public static Jet operator *(Jet a, Jet b) => new(
        a.Value * b.Value,
        (a.Rate * b.Value) + (a.Value * b.Rate),
        (a.Curve * b.Value) + (2 * a.Rate * b.Rate) + (a.Value * b.Curve));

    /// <summary>Sine and cosine of an angle in radians.</summary>
    public static (Jet Sin, Jet Cos) SinCos(Jet angle)
    {
        var (sin, cos) = Math.SinCos(angle.Value);
        var square = angle.Rate * angle.Rate;
        return (
            new(sin, cos * angle.Rate, (cos * angle.Curve) - (sin * square)),
            new(cos, -sin * angle.Rate, (-sin * angle.Curve) - (cos * square)));
    }
}
