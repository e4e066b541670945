using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Where the belt holds the sensor on the pelvis, and how that changes as it slips.</summary>
internal sealed class Belt
{
    private readonly (SlipAxis Axis, Move Turn)[] _slips;
    private readonly Axes _mounting;
    private readonly Vector3D _lever;
    private readonly BeltHold _unslipped;

    public Belt(SimulatedSensor sensor)
    {
        _mounting = Axes.Of(sensor.SensorToPelvis.Normalized);
        _lever = sensor.LeverArm;
        _slips = [.. sensor.Slips.Select(slip => (slip.Axis, slip.AsMove))];
        _unslipped = new(_mounting, Vector3D.Zero, _lever, Vector3D.Zero, Vector3D.Zero);
    }

    public BeltHold At(double time)
    {
        if (_slips.Length == 0 || time < _slips[0].Turn.Start)
        {
            return _unslipped;
        }

        // Each slip turns what the earlier ones left; only a turn about the waist takes the sensor to another place.
        var orientation = _mounting;
        var rate = Vector3D.Zero;
        Jet around = 0;
        foreach (var (axis, move) in _slips)
        {
            var turned = move.At(time);
            var direction = Direction(axis);
            var turn = Axes.Turn(direction * turned.Value);
            orientation = turn * orientation;
            rate = turn.Apply(rate) + (direction * turned.Rate);
            around += axis == SlipAxis.Up ? turned : 0;
        }

        var (sin, cos) = Jet.SinCos(around);
        var forward = (cos * _lever.X) - (sin * _lever.Y);
        var left = (sin * _lever.X) + (cos * _lever.Y);
        return new(
            orientation,
            rate,
            new(forward.Value, left.Value, _lever.Z),
            new(forward.Rate, left.Rate, 0),
            new(forward.Curve, left.Curve, 0));
    }

    private static Vector3D Direction(SlipAxis axis) => axis switch
    {
        SlipAxis.Forward => new(1, 0, 0),
        SlipAxis.Left => new(0, 1, 0),
        _ => new(0, 0, 1),
    };
}

/// <summary>How the belt holds the sensor at an instant, all in pelvis axes.</summary>
/// <param name="SensorToPelvis">The sensor's axes.</param>
/// <param name="Rate">How fast they turn against the pelvis, rad/s.</param>
/// <param name="Place">From the middle between the hips, m.</param>
/// <param name="Speed">How fast that changes, m/s.</param>
/// <param name="Acceleration">And its change, m/s².</param>
internal readonly record struct BeltHold(Axes SensorToPelvis, Vector3D Rate, Vector3D Place, Vector3D Speed, Vector3D Acceleration);
