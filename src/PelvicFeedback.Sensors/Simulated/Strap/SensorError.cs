using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>What an accelerometer or a gyroscope adds to the truth: a constant, a walk and white noise, in sensor axes.</summary>
internal sealed class SensorError
{
    private readonly Seeded _random;
    private readonly double _white;
    private readonly double _step;
    private Vector3D _bias;

    /// <summary>An error that begins at its constant part.</summary>
    /// <param name="random">Where it comes from.</param>
    /// <param name="bias">Length of the constant part.</param>
    /// <param name="white">Noise of each axis, rms.</param>
    /// <param name="walkInAMinute">Standard deviation of each axis' walk after a minute.</param>
    /// <param name="rate">Samples per second.</param>
    public SensorError(Seeded random, double bias, double white, double walkInAMinute, double rate)
    {
        (_random, _white, _step) = (random, white, walkInAMinute / Math.Sqrt(60 * rate));
        _bias = random.Vector().Normalized * bias;
    }

    public Vector3D Next()
    {
        if (_step > 0)
        {
            _bias += _random.Vector() * _step;
        }

        return _white > 0 ? _bias + (_random.Vector() * _white) : _bias;
    }
}
