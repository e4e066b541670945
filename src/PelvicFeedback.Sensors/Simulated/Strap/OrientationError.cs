using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>The error of the sensor's own orientation: a white part and a slow part about each axis, as a small rotation vector.</summary>
internal sealed class OrientationError
{
    private const double Corner = 3;
    private readonly Seeded _random;
    private readonly double _white;
    private readonly double _input;
    private readonly double _keep;
    private readonly bool _none;
    private Vector3D _inner;
    private Vector3D _slow;

    public OrientationError(SimulatedSensor sensor, Seeded random)
    {
        _random = random;
        _none = sensor.OrientationNoise == 0 && sensor.OrientationWander == 0;
        _white = sensor.OrientationNoise * Math.PI / 180;

        // Two equal low passes in a row over white noise of variance 1 have variance (1 + k²) / (1 − k²)³.
        _keep = Math.Exp(-2 * Math.PI * Corner / sensor.Rate);
        var square = _keep * _keep;
        _input = sensor.OrientationWander * Math.PI / 180 / Math.Sqrt((1 + square) / Math.Pow(1 - square, 3));
        for (var i = 0; i < sensor.Rate && !_none; i++)
        {
            Next();
        }
    }

    /// <summary>The error of the next sample, sensor axes; rad.</summary>
    public Vector3D Next()
    {
        if (_none)
        {
            return Vector3D.Zero;
        }

        _inner = (_inner * _keep) + (_random.Vector() * _input);
        _slow = (_slow * _keep) + _inner;
        return _slow + (_random.Vector() * _white);
    }
}
