using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// Random numbers that are the same on every machine and runtime for the same seed (xoshiro256**, Blackman and Vigna 2018, started by
/// SplitMix64). Every purpose has a stream of its own, so that switching one disturbance on or off leaves all others as they were.
/// </summary>
internal sealed class Seeded
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private double _spare = double.NaN;

    private Seeded(ulong state)
    {
        _a = Split(ref state);
        _b = Split(ref state);
        _c = Split(ref state);
        _d = Split(ref state);
    }

    /// <summary>The stream of a seed for one purpose.</summary>
    public static Seeded For(int seed, string purpose)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in purpose)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return new(hash ^ ((ulong)(uint)seed * 0x9E3779B97F4A7C15UL));
    }

    /// <summary>Evenly in 0 ≤ x &lt; 1.</summary>
    public double Even() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly between two ends.</summary>
    public double Draw(Between range) => range.Least + ((range.Most - range.Least) * Even());

    /// <summary>Evenly between two ends.</summary>
    public double Draw(double least, double most) => Draw(new Between(least, most));

    /// <summary>True with that probability, 0–1.</summary>
    public bool Chance(double probability) => Even() < probability;

    /// <summary>One of 0 … <paramref name="count"/> − 1.</summary>
    public int OneOf(int count) => (int)(Even() * count);

    /// <summary>One of these.</summary>
    public T OneOf<T>(params ReadOnlySpan<T> choices) => choices[OneOf(choices.Length)];

    /// <summary>+1 or −1.</summary>
    public double Sign() => Chance(0.5) ? 1 : -1;

    /// <summary>Normally distributed with mean 0 and standard deviation 1 (polar method, Marsaglia and Bray 1964).</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spare))
        {
            var kept = _spare;
            _spare = double.NaN;
            return kept;
        }

        double x, y, square;
        do
        {
            x = (2 * Even()) - 1;
            y = (2 * Even()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);
        var scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = y * scale;
        return x * scale;
    }

    /// <summary>Three independent normal components.</summary>
    public Vector3D Vector() => new(Normal(), Normal(), Normal());

    private static ulong Split(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private ulong Next()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }
}
