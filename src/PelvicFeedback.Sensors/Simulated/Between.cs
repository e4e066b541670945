namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// The two ends between which a simulated quantity is drawn, evenly and from the seed. The unit and the sign are those of the
/// property that holds it. <c>default</c> always draws 0.
/// </summary>
/// <param name="Least">The lower end.</param>
/// <param name="Most">The upper end, not under <paramref name="Least"/>; equal ends give one value always.</param>
public readonly record struct Between(double Least, double Most)
{
    /// <summary>Always the same value.</summary>
    public static Between Always(double value) => new(value, value);

    internal bool IsUsable => double.IsFinite(Least) && double.IsFinite(Most) && Most >= Least;

    internal Between Times(double factor) => factor < 0 ? new(Most * factor, Least * factor) : new(Least * factor, Most * factor);
}
