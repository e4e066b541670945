using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Posture;

/// <summary>
/// What is known of how the sensor sits on the pelvis, and the calibration step under way. Steps are asked for by marks;
/// each is accepted or refused with a reason, and nothing is re-zeroed without saying so. Held by reference, because hardly any
/// sample changes it: only bows and side checks under way make a new one at every sample.
/// </summary>
public sealed record Calibration
{
    /// <summary>Nothing is known yet.</summary>
    public static readonly Calibration None = new();

    /// <summary>How long quiet standing must last to give up, the rate bias and the force bias.</summary>
    public static readonly Seconds StillnessNeeded = new(3);

    private const double TurnWithBow = 5;
    private const double TurnWithSetting = 20;
    private const int MismatchesAllowed = 1;

    /// <summary>The pelvis' axes in the sensor; null before a static calibration.</summary>
    public PelvisFrame? Frame { get; init; }

    /// <summary>Whether the left axis comes from a bow.</summary>
    public bool HasBow { get; init; }

    /// <summary>Since when the left axis has been the one in use: from here on a wrong axis is withdrawn; meaningless without <see cref="Frame"/>.</summary>
    public SampleTime AxisSince { get; init; }

    /// <summary>The step under way; null for none.</summary>
    public CalibrationStep? Step { get; init; }

    /// <summary>When the step under way began, or began anew after a gap.</summary>
    public SampleTime StepSince { get; init; }

    /// <summary>Whether bows of the step under way were refused once already, so that its end says nothing more.</summary>
    public bool Refused { get; init; }

    /// <summary>Whether somebody asked for a calibration in this segment: then none is made unasked.</summary>
    public bool Asked { get; init; }

    /// <summary>Side checks in a row in which the other side came down.</summary>
    public int Mismatches { get; init; }

    /// <summary>The bowing under way.</summary>
    public BowWatch Bows { get; init; }

    /// <summary>The side check under way.</summary>
    public SideWatch SideCheck { get; init; }

    /// <summary>What was decided at this sample; mostly null.</summary>
    [JsonIgnore]
    public EventChain? Decided { get; init; }

    /// <summary>Takes the next sample with its mark.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="mark">What somebody said at it; null for nothing.</param>
    /// <param name="up">u, unit vector, sensor frame.</param>
    /// <param name="stillness">How still the patient is at this sample.</param>
    /// <param name="defaultLeft">The sensor axis nearest the patient's left until a bow says better; unit vector, sensor frame.</param>
    /// <param name="unasked">Whether quiet standing calibrates when nobody asked.</param>
    public Calibration Next(SampleTime time, Mark? mark, Vector3D up, in Stillness stillness, Vector3D defaultLeft, bool unasked)
    {
        var here = Decided is null ? this : this with { Decided = null };
        if (mark is not null)
        {
            here = here.Hear(mark, time);
        }

        return here.Step switch
        {
            CalibrationStep.Static => here.WhileStill(time, stillness, here.StepSince, defaultLeft),
            CalibrationStep.Bow => here.WhileBowing(time, up),
            CalibrationStep.Side => here.WhileBending(time, up),
            _ when here.Frame is null && unasked && !here.Asked => here.WhileStill(time, stillness, stillness.Since, defaultLeft),
            _ => here,
        };
    }

    /// <summary>Samples are missing: the step under way begins anew at this time; what was accepted, and bows that counted, stay.</summary>
    /// <param name="time">The first sample after the gap.</param>
    public Calibration AfterGap(SampleTime time) =>
        this with { Bows = Bows.AfterGap(), SideCheck = new() { Knee = SideCheck.Knee }, StepSince = time };

    /// <summary>What the end of the input decides: a step that was under way is refused; null when none was.</summary>
    /// <param name="time">The last sample.</param>
    public PelvicEvent? Finish(SampleTime time) => (this with { Decided = null }).Close(time).Decided?.First();

    private Calibration Hear(Mark mark, SampleTime time) => mark switch
    {
        Mark.CalibrateStatic => Close(time).Open(CalibrationStep.Static, time),
        Mark.CalibrateBow => Close(time).Open(CalibrationStep.Bow, time),
        Mark.CalibrateSide side => Close(time).Open(CalibrationStep.Side, time) with { SideCheck = new() { Knee = side.Knee } },
        Mark.CalibrateEnd or Mark.StartExercise or Mark.Rest => Close(time),
        _ => this,
    };

    private Calibration Open(CalibrationStep step, SampleTime time)
    {
        var open = this with { Step = step, StepSince = time, Refused = false, Asked = true, Bows = default };
        return step != CalibrationStep.Static && Frame is null
            ? (open with { Step = null }).Say(Refusal(time, step, CalibrationRefusal.NoStatic))
            : open;
    }

    private Calibration Close(SampleTime time)
    {
        if (Step is not { } step)
        {
            return this;
        }

        var closed = this with { Step = null };
        return Refused
            ? closed
            : closed.Say(Refusal(time, step, step switch
            {
                CalibrationStep.Static => CalibrationRefusal.NotStill,
                CalibrationStep.Bow => CalibrationRefusal.TooFewBows,
                _ => CalibrationRefusal.NoKneeBend,
            }));
    }

    private Calibration WhileStill(SampleTime time, in Stillness stillness, SampleTime from, Vector3D defaultLeft)
    {
        // Stillness that began before the patient was asked counts only from the request on.
        if (stillness.Count == 0 || stillness.LengthAt(time) < StillnessNeeded || time - from < StillnessNeeded)
        {
            return this;
        }

        var up = stillness.MeanUp;
        var sensorLeft = HasBow ? Frame!.Value.Left : defaultLeft;
        if (sensorLeft.Cross(up).Length < 0.5)
        {
            // The setting says left is up: take the horizontal axis that is nearest to any patient's left, and let the bow decide.
            sensorLeft = up.Cross(BowWatch.Across(up).First);
        }

        return (this with
        {
            Frame = PelvisFrame.From(sensorLeft, up),
            Step = Step == CalibrationStep.Static ? null : Step,
            AxisSince = HasBow ? AxisSince : time,
        }).Say(new Calibrated(
            time, CalibrationStep.Static, true, null, Degrees.FromRadians(Math.Asin(Math.Clamp(sensorLeft.Dot(up), -1, 1))), null, null)
        {
            UpTurn = Frame?.NeutralUp.AngleTo(up),
        });
    }

    private Calibration WhileBowing(SampleTime time, Vector3D up)
    {
        var frame = Frame!.Value;
        var here = this with { Bows = Bows.Next(time, up, frame.NeutralUp) };
        if (here.Bows.Bows < BowWatch.BowsNeeded || here.Bows.Leaning)
        {
            return here;
        }

        var (left, error, refusal) = here.Bows.Decide(frame.NeutralUp);
        if (refusal is { } reason)
        {
            return (here with { Refused = true, Bows = default }).Say(Refusal(time, CalibrationStep.Bow, reason, error));
        }

        var turn = frame.Left.AngleTo(left);
        var turned = turn.Value > (HasBow ? TurnWithBow : TurnWithSetting);
        var done = here with { Frame = PelvisFrame.From(left, frame.NeutralUp), HasBow = true, Step = null, AxisSince = time, Mismatches = 0 };
        done = done.Say(new Calibrated(time, CalibrationStep.Bow, true, null, null, error, turn));
        return turned ? done.Say(new Withdrawn(time, AxisSince, WithdrawalReason.Axis)) : done;
    }

    private Calibration WhileBending(SampleTime time, Vector3D up)
    {
        var here = this with { SideCheck = SideCheck.Next(time, Frame!.Value.Obliquity(up)) };
        return here.SideCheck.Confirmed switch
        {
            true => (here with { Step = null, Mismatches = 0 }).Say(new Calibrated(time, CalibrationStep.Side, true, null, null, null, null)),
            false => here.Mismatch(time),
            _ => here,
        };
    }

    // Once may be the wrong knee; twice is a sensor whose left is not the patient's: no angle is better than a mirrored one.
    private Calibration Mismatch(SampleTime time)
    {
        var refused = (this with { Step = null, Mismatches = Mismatches + 1 })
            .Say(Refusal(time, CalibrationStep.Side, CalibrationRefusal.WrongSide));
        return refused.Mismatches <= MismatchesAllowed
            ? refused
            : (refused with { Frame = null, HasBow = false, Mismatches = 0 }).Say(new Withdrawn(time, AxisSince, WithdrawalReason.Axis));
    }

    private Calibration Say(PelvicEvent decided) => this with { Decided = Decided.With(decided) };

    private static Calibrated Refusal(SampleTime time, CalibrationStep step, CalibrationRefusal reason, Degrees? error = null) =>
        new(time, step, false, reason, null, error, null);
}
