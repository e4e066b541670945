using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>What the sensor on the belt measures of the moving pelvis, with all its errors.</summary>
internal sealed class StrappedSensor
{
    /// <summary>Standard gravity, m/s².</summary>
    private const double Gravity = 9.80665;

    private const double Degree = Math.PI / 180;
    private readonly SimulatedSensor _sensor;
    private readonly Belt _belt;
    private readonly Flesh? _flesh;
    private readonly OrientationError _orientationError;
    private readonly SensorError _accelerometer;
    private readonly SensorError _gyroscope;
    private readonly Seeded _flips;
    private readonly double _headingOrigin;
    private Rotation _last = Rotation.Identity;

    public StrappedSensor(SimulatedSensor sensor, int seed)
    {
        _sensor = sensor;
        _belt = new(sensor);
        _flesh = sensor.SoftTissue is { } tissue ? new(tissue, sensor.Rate, Seeded.For(seed, "soft tissue")) : null;
        _orientationError = new(sensor, Seeded.For(seed, "orientation"));
        _accelerometer = new(Seeded.For(seed, "accelerometer"), sensor.AccelerometerBias, sensor.AccelerometerNoise, 0, sensor.Rate);
        _gyroscope = new(
            Seeded.For(seed, "gyroscope"),
            sensor.GyroscopeBias * Degree,
            sensor.GyroscopeNoise * Degree,
            sensor.GyroscopeWalk * Degree,
            sensor.Rate);
        _flips = Seeded.For(seed, "sign flips");
        _headingOrigin = sensor.HeadingOrigin?.Radians ?? Seeded.For(seed, "heading").Draw(-Math.PI, Math.PI);
    }

    /// <summary>The next sample; asked for every sample, lost or not, in order.</summary>
    /// <param name="time">Since the session's first instant, s.</param>
    /// <param name="motion">The pelvis then.</param>
    public MotionSample Measure(double time, PelvisMotion motion)
    {
        var pelvis = motion.Orientation;
        var (rate, change) = motion.Turning;
        var hold = _belt.At(time);
        var place = hold.Place;

        // Acceleration of a point that itself moves in a turning frame: Euler, centripetal, Coriolis and its own.
        var moving = pelvis.Back(motion.Acceleration)
            + change.Cross(place)
            + rate.Cross(rate.Cross(place))
            + (rate.Cross(hold.Speed) * 2)
            + hold.Acceleration;
        var sensorToPelvis = hold.SensorToPelvis;
        var sensorRate = rate + hold.Rate;
        if (_flesh is not null)
        {
            var (turned, turning, shaken) = _flesh.Follow(moving);
            var give = Axes.Turn(turned);
            sensorToPelvis = give * sensorToPelvis;
            sensorRate += turning;
            moving += shaken;
        }

        var specificForce = moving + pelvis.Back(new(0, 0, Gravity));
        return new()
        {
            Time = new(_sensor.ClockStart.Value + time),
            Content = _sensor.Content,
            SensorToEarth = Gives(MotionContent.Orientation) ? Orientation(time, pelvis * sensorToPelvis) : default,
            SpecificForce = Gives(MotionContent.SpecificForce) ? sensorToPelvis.Back(specificForce) + _accelerometer.Next() : default,
            AngularRate = Gives(MotionContent.AngularRate) ? sensorToPelvis.Back(sensorRate) + _gyroscope.Next() : default,
        };
    }

    private bool Gives(MotionContent content) => (_sensor.Content & content) != 0;

    // Its earth frame has a heading of its own, which drifts; the sign of a quaternion goes on as it was unless it is to flip.
    private Rotation Orientation(double time, Axes sensorToStart)
    {
        var heading = Axes.Heading(_headingOrigin + (_sensor.HeadingDrift * Degree * time / 60));
        var q = (heading * sensorToStart * Axes.Turn(_orientationError.Next())).AsQuaternion();
        var same = (q.W * _last.W) + (q.X * _last.X) + (q.Y * _last.Y) + (q.Z * _last.Z) >= 0;
        var flip = _sensor.SignFlips > 0 && _flips.Chance(_sensor.SignFlips);
        _last = same != flip ? q : new(-q.W, -q.X, -q.Y, -q.Z);
        return _last;
    }
}
