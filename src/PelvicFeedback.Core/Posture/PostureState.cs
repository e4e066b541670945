using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Posture;

/// <summary>From oriented samples to the pelvis: calibration, the angles against gravity, their rates, and the body's acceleration.</summary>
public readonly record struct PostureState
{
    // Mean specific force in quiet standing is made to be this, so what is left of a sensor's scale and bias does not matter.
    private const double StandardGravity = 9.80665;
    private const double BiasLastsSeconds = 120;
    private const double PushSeconds = 0.3;
    private const double QuietPush = 0.06;
    private const double ForceBiasSeconds = 10;

    private readonly Calibration? _calibration;

    /// <summary>How the sensor sits on the pelvis.</summary>
    public Calibration Calibration
    {
        get => _calibration ?? Calibration.None;
        init => _calibration = value;
    }

    /// <summary>How still the patient is.</summary>
    public Stillness Stillness { get; init; }

    /// <summary>Sensor-to-earth rotation of the sample before; used when the next one follows without a gap.</summary>
    public Rotation Previous { get; init; }

    /// <summary>Mean angular rate over the last stillness of 3 s or more, rad/s, sensor frame; the null vector before.</summary>
    public Vector3D RateBias { get; init; }

    /// <summary>The last sample of that stillness; null for never.</summary>
    public SampleTime? RateBiasAt { get; init; }

    /// <summary>
    /// Specific force less gravity (9.80665 m/s² along u) while the patient stands still, m/s², sensor frame; null before the first
    /// stillness of 3 s. Afterwards it follows (10 s) while the patient is still and nothing pushes.
    /// </summary>
    public Vector3D? ForceBias { get; init; }

    /// <summary>Smoothed acceleration, m/s², sensor frame (0.3 s): what tells standing still from being carried sideways upright.</summary>
    public Vector3D Push { get; init; }

    /// <summary>Whether the exercise under way is done lying.</summary>
    public bool Lying { get; init; }

    /// <summary>Takes the next oriented sample.</summary>
    /// <param name="sample">An accepted sample with its orientation.</param>
    /// <param name="defaultLeft">The sensor axis nearest the patient's left until a bow says better; unit vector, sensor frame.</param>
    /// <param name="calibrateUnasked">Whether quiet standing calibrates when nobody asked.</param>
    /// <param name="pelvis">The pelvis at that sample.</param>
    public PostureState Next(in TimedSample sample, Vector3D defaultLeft, bool calibrateUnasked, out PelvisSample pelvis) =>
        sample.SincePrevious.Value > 0
            ? Follow(sample, defaultLeft, calibrateUnasked, out pelvis)
            : Interrupted(sample).Follow(sample, defaultLeft, calibrateUnasked, out pelvis);

    private PostureState Follow(in TimedSample sample, Vector3D defaultLeft, bool calibrateUnasked, out PelvisSample pelvis)
    {
        var motion = sample.Motion;
        var up = motion.SensorToEarth.UpInSource;
        var rate = motion.Has(MotionContent.AngularRate) ? motion.AngularRate : RateBetween(motion.SensorToEarth, sample.SincePrevious);
        var force = motion.Has(MotionContent.SpecificForce) ? motion.SpecificForce : Vector3D.Zero;
        var stillness = Stillness.Next(motion.Time, sample.SincePrevious, up, force, rate);
        var still = stillness.LengthAt(motion.Time);
        var settled = still >= Calibration.StillnessNeeded;
        var (forceBias, push) = Forces(sample.SincePrevious, stillness, still, up, force);
        var here = new PostureState
        {
            Calibration = Calibration.Next(motion, up, stillness, defaultLeft, calibrateUnasked),
            Stillness = stillness,
            Previous = motion.SensorToEarth,
            RateBias = settled ? stillness.RateSum * (1.0 / stillness.Count) : RateBias,
            RateBiasAt = settled ? motion.Time : RateBiasAt,
            ForceBias = forceBias,
            Push = push,
            Lying = motion.Mark switch
            {
                null => Lying,
                Mark.StartExercise start => start.Prescription.Exercise == Exercise.SidePlankAbduction,
                Mark.Rest => false,
                _ => Lying,
            },
        };
        pelvis = here.Read(sample, up, rate - here.RateBias, force);
        return here;
    }

    // Stillness needs unbroken time; a restarted sensor needs everything anew, an ordinary gap does not move the belt.
    private PostureState Interrupted(in TimedSample sample) => sample.Motion.StartsSegment
        ? new() { Lying = Lying }
        : this with { Stillness = default, Calibration = Calibration.AfterGap(sample.Motion.Time) };

    private Vector3D RateBetween(Rotation sensorToEarth, Seconds step)
    {
        if (step.Value <= 0)
        {
            return RateBias;
        }

        var turn = Previous.Inverse * sensorToEarth;
        var factor = (turn.W < 0 ? -2 : 2) / step.Value;
        return new Vector3D(turn.X, turn.Y, turn.Z) * factor;
    }

    private (Vector3D? Bias, Vector3D Push) Forces(Seconds step, in Stillness stillness, Seconds still, Vector3D up, Vector3D force)
    {
        if (ForceBias is not { } bias)
        {
            return still >= Calibration.StillnessNeeded
                ? ((stillness.ForceSum - (stillness.UpSum * StandardGravity)) * (1.0 / stillness.Count), Push)
                : (null, Push);
        }

        // Upright and still in angle is not yet still: the body may be carried over the other foot.
        var off = force - (up * StandardGravity) - bias;
        var dt = step.Value;
        var push = Push + ((off - Push) * (dt / (PushSeconds + dt)));
        return still.Value > 1 && push.Length < QuietPush
            ? (bias + (off * (dt / (ForceBiasSeconds + dt))), push)
            : (bias, push);
    }

    private PelvisSample Read(in TimedSample sample, Vector3D up, Vector3D rate, Vector3D force)
    {
        var motion = sample.Motion;
        var pelvis = new PelvisSample
        {
            Time = motion.Time,
            SincePrevious = sample.SincePrevious,
            TurnRate = DegreesPerSecond.FromRadians(rate.Dot(up)),
            TurnIsSteady = RateBiasAt is { } at && (motion.Time - at).Value <= BiasLastsSeconds,
            Still = Stillness.LengthAt(motion.Time),
            Mark = motion.Mark,
            Events = sample.Events.With(Calibration.Decided),
        };
        if (Calibration.Frame is not { } frame)
        {
            return pelvis;
        }

        var linear = force - (ForceBias ?? default) - (up * StandardGravity);
        var left = frame.Left - (up * frame.Left.Dot(up));
        pelvis = pelvis with
        {
            Confidence = sample.Settling ? Confidence.None : Calibration.HasBow ? Confidence.High : Confidence.Low,
            HasAcceleration = motion.Has(MotionContent.SpecificForce) && ForceBias is not null,
            UpAcceleration = linear.Dot(up),
            LeftAcceleration = linear.Dot(left.Normalized),
            ObliquityRate = Lying ? default : frame.ObliquityRate(up, rate),
            TiltRate = Lying ? default : frame.TiltRate(up, rate),
        };
        return Lying
            ? pelvis.Lying(frame.LongAxis(up), frame.Roll(up))
            : pelvis.Standing(frame.Obliquity(up), frame.Tilt(up));
    }
}
