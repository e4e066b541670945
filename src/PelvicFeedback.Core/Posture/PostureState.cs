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

    /// <summary>Mean angular rate over the last stillness of 3 s or more, rad/s, sensor frame; about the vertical the last that may be a bias. The null vector before.</summary>
    public Vector3D RateBias { get; init; }

    /// <summary>The last sample of the last stillness whose mean may be a bias about the vertical; null for never.</summary>
    public SampleTime? RateBiasAt { get; init; }

    /// <summary>The same mean over the stillnesses before that one; null for none.</summary>
    public RateWitnesses? Witnesses { get; init; }

    /// <summary>How far off <see cref="RateBias"/> may be about the vertical; 0 where one of those before agrees with it, meaningless before any.</summary>
    public DegreesPerSecond TurnDoubt { get; init; }

    /// <summary>
    /// Specific force less gravity (9.80665 m/s² along u) while the patient stands still, m/s², sensor frame; null before the first
    /// stillness of 3 s. Afterwards it follows (10 s) while the patient is still and nothing pushes.
    /// </summary>
    public Vector3D? ForceBias { get; init; }

    /// <summary>Smoothed acceleration, m/s², sensor frame (0.3 s): what tells standing still from being carried sideways upright.</summary>
    public Vector3D Push { get; init; }

    /// <summary>Whether the exercise under way is done lying.</summary>
    public bool Lying { get; init; }

    /// <summary>Whether a set is under way that measures turn: a slow turn leaves the inclination still, and would be learned as bias.</summary>
    public bool Turning { get; init; }

    /// <summary>Takes the next oriented sample.</summary>
    /// <param name="sample">An accepted sample with its orientation.</param>
    /// <param name="defaultLeft">The sensor axis nearest the patient's left until a bow says better; unit vector, sensor frame.</param>
    /// <param name="calibrateUnasked">Whether quiet standing calibrates when nobody asked.</param>
    /// <param name="pelvis">The pelvis at that sample.</param>
    public PostureState Next(in TimedSample sample, Vector3D defaultLeft, bool calibrateUnasked, out PelvisSample pelvis) =>
        sample.SincePrevious.Value > 0
            ? Follow(sample, defaultLeft, calibrateUnasked, out pelvis)
            : Interrupted(sample).Follow(sample, defaultLeft, calibrateUnasked, out pelvis);

    // State and sample are large: their parts are found first, and each is put together once.
    private PostureState Follow(in TimedSample sample, Vector3D defaultLeft, bool calibrateUnasked, out PelvisSample pelvis)
    {
        var motion = sample.Motion;
        var (time, step) = (motion.Time, sample.SincePrevious);
        var up = motion.SensorToEarth.UpInSource;
        var rate = motion.Has(MotionContent.AngularRate) ? motion.AngularRate : RateBetween(motion.SensorToEarth, step);
        var hasForce = motion.Has(MotionContent.SpecificForce);
        var force = hasForce ? motion.SpecificForce : Vector3D.Zero;
        var turning = motion.Mark is null ? Turning : TurnsAfter(motion.Mark);
        var stillness = (Turning && !turning ? Stillness.Anew() : Stillness).Next(time, step, up, force, rate);
        var still = stillness.LengthAt(time);
        var rests = still >= Calibration.StillnessNeeded && !turning;
        var mean = rests ? stillness.RateSum * (1.0 / stillness.Count) : RateBias;
        var settled = rests && RateWitnesses.MayBeBias(mean, up);
        var rateBias = rests && !settled ? mean + (up * (RateBias - mean).Dot(up)) : mean;
        var rateBiasAt = settled ? time : RateBiasAt;
        var witnesses = settled && RateBiasAt is { } before && RateWitnesses.AreApart(before, stillness.Since) ? new(RateBias, Witnesses?.Last) : Witnesses;
        var turnDoubt = settled ? RateWitnesses.Doubt(witnesses, rateBias, up) : TurnDoubt;
        var forceBias = ForceBias;
        var push = Push;
        if (hasForce)
        {
            FollowForce(step, stillness, still, up, force, ref forceBias, ref push);
        }

        var calibration = Calibration.Next(time, motion.Mark, up, stillness, defaultLeft, calibrateUnasked);
        var lying = motion.Mark is null ? Lying : LiesAfter(motion.Mark);
        var calibrated = calibration.Frame is not null;
        var frame = calibration.Frame.GetValueOrDefault();
        var standing = calibrated && !lying;
        var accelerated = calibrated && hasForce && forceBias is not null;
        var axis = calibrated ? frame.Left : defaultLeft;
        var left = hasForce ? (axis - (up * axis.Dot(up))).Normalized : default;
        var linear = accelerated ? force - forceBias!.Value - (up * StandardGravity) : Vector3D.Zero;
        rate -= rateBias;
        pelvis = new(
            standing ? Position.Standing : calibrated ? Position.Lying : Position.Unknown,
            standing ? frame.Obliquity(up) : calibrated ? frame.LongAxis(up) : default,
            standing ? frame.Tilt(up) : calibrated ? frame.Roll(up) : default,
            calibrated && frame.Left.Dot(up) > 0)
        {
            Time = time,
            SincePrevious = step,
            ObliquityRate = standing ? frame.ObliquityRate(up, rate) : default,
            TiltRate = standing ? frame.TiltRate(up, rate) : default,
            TurnRate = DegreesPerSecond.FromRadians(rate.Dot(up)),
            TurnDoubt = rateBiasAt is { } at && (time - at).Value <= BiasLastsSeconds ? turnDoubt : default(DegreesPerSecond?),
            HasAcceleration = accelerated,
            UpAcceleration = linear.Dot(up),
            LeftAcceleration = accelerated ? linear.Dot(left) : 0,
            HasForce = hasForce,
            LevelForce = hasForce ? new(force.Dot(left.Cross(up)), force.Dot(left), force.Dot(up)) : default,
            Still = still,
            Confidence = !calibrated || sample.Settling ? Confidence.None : calibration.HasBow ? Confidence.High : Confidence.Low,
            Mark = motion.Mark,
            Events = calibration.Decided is null ? sample.Events : sample.Events.With(calibration.Decided),
        };
        return new()
        {
            Calibration = calibration,
            Stillness = stillness,
            Previous = motion.SensorToEarth,
            RateBias = rateBias,
            RateBiasAt = rateBiasAt,
            Witnesses = witnesses,
            TurnDoubt = turnDoubt,
            ForceBias = forceBias,
            Push = push,
            Lying = lying,
            Turning = turning,
        };
    }

    private bool LiesAfter(Mark mark) => mark switch
    {
        Mark.StartExercise start => start.Prescription.Exercise == Exercise.SidePlankAbduction,
        Mark.Rest => false,
        _ => Lying,
    };

    private bool TurnsAfter(Mark mark) => mark switch
    {
        Mark.StartExercise start => start.Prescription.Exercise is Exercise.HipAbductionExtension or Exercise.StandingInternalRotation,
        Mark.Note => Turning,
        _ => false,
    };

    // Stillness needs unbroken time; a restarted sensor needs everything anew, an ordinary gap does not move the belt.
    private PostureState Interrupted(in TimedSample sample) => sample.Motion.StartsSegment
        ? new() { Lying = Lying, Turning = Turning }
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

    private static void FollowForce(
        Seconds step, in Stillness stillness, Seconds still, Vector3D up, Vector3D force, ref Vector3D? bias, ref Vector3D push)
    {
        if (bias is not { } known)
        {
            if (still >= Calibration.StillnessNeeded)
            {
                bias = (stillness.ForceSum - (stillness.UpSum * StandardGravity)) * (1.0 / stillness.Count);
            }

            return;
        }

        // Upright and still in angle is not yet still: the body may be carried over the other foot.
        var off = force - (up * StandardGravity) - known;
        var dt = step.Value;
        push += (off - push) * (dt / (PushSeconds + dt));
        if (still.Value > 1 && push.Length < QuietPush)
        {
            bias = known + (off * (dt / (ForceBiasSeconds + dt)));
        }
    }
}
