using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests;

/// <summary>
/// A pelvis posed by hand: exact angles and accelerations at every sample, so that a test can say in one line what must come
/// out. No noise and no physics; those are the simulated patient's business.
/// </summary>
internal sealed class Posed
{
    private readonly List<MotionSample> _samples = [];
    private Mark? _next;

    public double Rate { get; init; } = 100;

    /// <summary>Pelvis frame (x front, y left, z up) to sensor frame.</summary>
    public Rotation PelvisToSensor { get; init; } = Rotation.Identity;

    /// <summary>Whether samples carry specific force.</summary>
    public bool Acceleration { get; init; } = true;

    /// <summary>Where the front points, degrees about the vertical.</summary>
    public double Heading { get; init; }

    /// <summary>Heading drift, degrees a second.</summary>
    public double Drift { get; init; }

    public IReadOnlyList<MotionSample> Samples => _samples;

    public double Now { get; private set; }

    public static FeedbackOptions Options { get; } = new() { SamplePeriod = new(0.01) };

    public Posed Mark(string text)
    {
        _next = Core.Wire.Mark.Parse(text) ?? throw new ArgumentException(text);
        return this;
    }

    /// <summary>Holds a pose, or moves as the functions of time since the call say (degrees; m/s²).</summary>
    public Posed For(
        double seconds,
        Func<double, double>? obliquity = null,
        Func<double, double>? tilt = null,
        Func<double, double>? left = null,
        Func<double, double>? up = null,
        Func<double, double>? turn = null,
        Func<double, double>? roll = null)
    {
        var count = (int)Math.Round(seconds * Rate);
        for (var i = 0; i < count; i++)
        {
            var t = i / Rate;
            Add(
                obliquity?.Invoke(t) ?? 0,
                tilt?.Invoke(t) ?? 0,
                left?.Invoke(t) ?? 0,
                up?.Invoke(t) ?? 0,
                turn?.Invoke(t) ?? 0,
                roll?.Invoke(t) ?? 0);
        }

        return this;
    }

    public Posed Stand(double seconds, double obliquity = 0, double tilt = 0) => For(seconds, _ => obliquity, _ => tilt);

    /// <summary>Carries the pelvis sideways by a smooth push and brake; positive is to the left.</summary>
    public Posed Shift(double metres, double seconds = 0.9, double obliquity = 0) => For(seconds, _ => obliquity, left: t => MinimumJerk(metres, seconds, t));

    /// <summary>Down by a depth and up again; negative depth is up first.</summary>
    public Posed Squat(double metres, double seconds = 3, Func<double, double>? obliquity = null, double tilt = 0) => For(
        seconds,
        obliquity,
        t => tilt * Math.Pow(Math.Sin(Math.PI * t / seconds), 2),
        up: t => t < seconds / 2 ? MinimumJerk(-metres, seconds / 2, t) : MinimumJerk(metres, seconds / 2, t - (seconds / 2)));

    public Posed Bow(double degrees = 30, double seconds = 2.5) =>
        For(seconds, tilt: t => degrees * Math.Pow(Math.Sin(Math.PI * t / seconds), 2)).Stand(1);

    /// <summary>Lies on a side; the long axis and the roll as the functions of time since the call say (degrees).</summary>
    public Posed Lie(
        double seconds, Side lower, Func<double, double>? longAxis = null, Func<double, double>? roll = null, Func<double, double>? up = null) => For(
        seconds,
        t => -lower.Sign() * (90 - (longAxis?.Invoke(t) ?? 0)),
        up: up,
        roll: t => lower.Sign() * -(roll?.Invoke(t) ?? 0));

    /// <summary>From one value to another as a body moves; the whole function of time, from its start.</summary>
    public static Func<double, double> Glide(double from, double to, double seconds) => t =>
    {
        var s = Math.Clamp(t / seconds, 0, 1);
        return from + ((to - from) * s * s * s * (10 + (s * ((6 * s) - 15))));
    };

    public Posed Skip(double seconds)
    {
        Now += seconds;
        return this;
    }

    public Posed Calibrated() => Mark("calibrate:static").Stand(4).Mark("calibrate:bow").Stand(1).Bow().Bow().Bow().Mark("calibrate:end").Stand(1);

    public List<Feedback> Coached(FeedbackOptions? options = null)
    {
        var all = new List<Feedback>();
        using var subject = new System.Reactive.Subjects.Subject<MotionSample>();
        using var subscription = subject.Coached((options ?? Options) with { SamplePeriod = new(1 / Rate) }).Subscribe(all.Add);
        _samples.ForEach(subject.OnNext);
        subject.OnCompleted();
        return all;
    }

    public List<PelvicEvent> Events(FeedbackOptions? options = null) =>
        [.. Coached(options).SelectMany(one => one.Events ?? Enumerable.Empty<PelvicEvent>())];

    public static double MinimumJerk(double distance, double duration, double t)
    {
        var s = t / duration;
        return distance / (duration * duration) * ((60 * s) - (180 * s * s) + (120 * s * s * s));
    }

    private void Add(double obliquity, double tilt, double left, double up, double turn, double roll)
    {
        const double rad = Math.PI / 180;

        // Baker's order: rotation about the vertical, then obliquity about the front (left up is a turn to the right hand), then tilt; lying also about the long axis.
        var heading = Rotation.About(new(0, 0, 1), (Heading + turn + (Drift * Now)) * rad);
        var pelvisToEarth = heading
            * Rotation.About(new(1, 0, 0), obliquity * rad)
            * Rotation.About(new(0, 1, 0), tilt * rad)
            * Rotation.About(new(0, 0, 1), roll * rad);
        var sensorToEarth = pelvisToEarth * PelvisToSensor.Inverse;
        var force = sensorToEarth.Inverse.Apply(heading.Apply(new(0, left, 0)) + new Vector3D(0, 0, 9.80665 + up));
        _samples.Add(new()
        {
            Time = new(Now),
            SensorToEarth = sensorToEarth,
            SpecificForce = force,
            Content = MotionContent.Orientation | (Acceleration ? MotionContent.SpecificForce : MotionContent.None),
            Mark = _next,
        });
        _next = null;
        Now = Math.Round(Now + (1 / Rate), 6);
    }
}
