namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// Involuntary sway of one quantity: sines of unrelated frequencies and random phases, which is smooth, has a known size and never
/// repeats within a session.
/// </summary>
internal sealed class Sway
{
    private readonly (double Amplitude, double Frequency, double Phase)[] _waves;

    private Sway((double, double, double)[] waves) => _waves = waves;

    /// <summary>Sway of a given root mean square, slower waves larger in proportion to their period.</summary>
    /// <param name="random">Where frequencies and phases come from.</param>
    /// <param name="rms">Root mean square, in the quantity's unit.</param>
    /// <param name="hertz">Lowest and highest frequency.</param>
    public static Sway OfSize(Seeded random, double rms, Between hertz) => Make(random, rms, hertz, ofSpeed: false);

    /// <summary>Sway of a given root mean square <em>speed</em>, all waves equally fast.</summary>
    public static Sway OfSpeed(Seeded random, double rmsSpeed, Between hertz) => Make(random, rmsSpeed, hertz, ofSpeed: true);

    public Jet At(double time)
    {
        double value = 0, rate = 0, curve = 0;
        foreach (var (amplitude, frequency, phase) in _waves)
        {
            var (sin, cos) = Math.SinCos((frequency * time) + phase);
            value += amplitude * sin;
            rate += amplitude * frequency * cos;
            curve -= amplitude * frequency * frequency * sin;
        }

        return new(value, rate, curve);
    }

    private static Sway Make(Seeded random, double rms, Between hertz, bool ofSpeed)
    {
        const int Count = 6;
        var waves = new (double Amplitude, double Frequency, double Phase)[Count];
        var power = 0.0;
        for (var i = 0; i < Count; i++)
        {
            var place = (i + random.Draw(0.1, 0.9)) / Count;
            var frequency = 2 * Math.PI * hertz.Least * Math.Pow(hertz.Most / hertz.Least, place);
            var amplitude = 1 / frequency;
            waves[i] = (amplitude, frequency, random.Draw(0, 2 * Math.PI));
            power += (ofSpeed ? 1 : amplitude * amplitude) / 2;
        }

        var scale = rms / Math.Sqrt(power);
        for (var i = 0; i < Count; i++)
        {
            waves[i].Amplitude *= scale;
        }

        return new(rms > 0 ? waves : []);
    }
}
