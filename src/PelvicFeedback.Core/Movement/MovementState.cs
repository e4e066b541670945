using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// From the pelvis to what the patient is doing: the set under way, the stance leg, holds and repetitions. What is large and mostly as it was is kept
/// beside it (<see cref="StanceWatch"/>, <see cref="RepetitionWatch"/>, <see cref="FurtherWatch"/>), so that it stays where it is.
/// </summary>
public readonly record struct MovementState
{
    // Fewer missing samples than this leave the stance what it was: nobody puts a foot down and lifts it again so fast.
    private const double StanceOutlastsSeconds = 0.5;

    // What changes in a paced set are measured from: quiet standing just before its mark, else its own first still second.
    private const double StartSeconds = 1;
    private static readonly Seconds StartLasts = new(5);

    /// <summary>The exercise under way; null at rest.</summary>
    public Prescription? Prescription { get; init; }

    /// <summary>Counts sets from 1.</summary>
    public int Set { get; init; }

    /// <summary>When the last set began.</summary>
    public SampleTime SetSince { get; init; }

    /// <summary>The pelvis in its last still second at rest, and in a set until its start is known.</summary>
    public StillMean Quiet { get; init; }

    /// <summary>What changes in a paced set of standing are measured from; null until it is known.</summary>
    public StartPosture? Start { get; init; }

    /// <summary>Comparison of rests with the calibration.</summary>
    public SlipWatch Slip { get; init; }

    /// <summary>The stance at the last sample.</summary>
    public Stance Stance { get; init; }

    /// <summary>The hold under way; null for none.</summary>
    public OpenHold? Hold { get; init; }

    /// <summary>For how long samples have come without acceleration, s; 0 while they have it.</summary>
    public double Unfelt { get; init; }

    /// <summary>A repetition that ends with its set, to be told at this sample; null between samples.</summary>
    [JsonIgnore]
    public RepetitionDone? Ending { get; init; }

    /// <summary>When the last sample was.</summary>
    public SampleTime Last { get; init; }

    /// <summary>How far the angles could be believed at it, slips considered.</summary>
    public Confidence Confidence { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis.</param>
    /// <param name="standing">The stance leg, from motion, up to the sample before; put forward here where motion shows it.</param>
    /// <param name="repeating">The repetitions of the set, where motion counts them, up to the sample before; put forward here.</param>
    /// <param name="further">What only some exercises need, up to the sample before; put forward here where the exercise is one of them.</param>
    /// <param name="moment">The pelvis with what the patient is doing.</param>
    public MovementState Next(
        in PelvisSample pelvis, ref StanceWatch standing, ref RepetitionWatch repeating, ref FurtherWatch further, out Moment moment) =>
        pelvis.Mark is null && pelvis.SincePrevious.Value > 0
            ? Follow(pelvis, Prescription, ref standing, ref repeating, ref further, out moment)
            : Interrupted(pelvis, ref standing, ref repeating, ref further).Follow(pelvis, Prescription, ref standing, ref repeating, ref further, out moment);

    /// <summary>What the end of the input decides: a hold under way ends with the last sample.</summary>
    /// <param name="further">What only some exercises need.</param>
    /// <param name="events">What else the end decided.</param>
    public Moment Finish(in FurtherWatch further, EventChain? events) => new()
    {
        Pelvis = new() { Time = Last, Events = events },
        Prescription = Prescription,
        Set = Set,
        Stance = Stance,
        Confidence = Confidence,
        Slipped = Slip.Slipped,
        Hold = Hold?.Done(Last, false),
        Walk = further.Walking.Finish(false),
    };

    private MovementState Interrupted(in PelvisSample pelvis, ref StanceWatch standing, ref RepetitionWatch repeating, ref FurtherWatch further)
    {
        var here = pelvis.Mark is null ? this : Hear(pelvis.Mark, pelvis, ref standing, ref repeating, ref further);
        return pelvis.SincePrevious.Value > 0 ? here : here.AfterGap(pelvis.Time, ref standing, ref repeating, ref further);
    }

    // The state is large: every part is made on its own and all are put together once. What happens seldom is apart: the room that its values
    // take would be cleared at each sample.
    private MovementState Follow(
        in PelvisSample pelvis, Prescription? before, ref StanceWatch standing, ref RepetitionWatch repeating, ref FurtherWatch further, out Moment moment)
    {
        var exercise = Prescription?.Exercise;
        var side = Prescription?.Side.AsSide();
        var upright = pelvis.Position == Position.Standing;
        var unfelt = pelvis.HasAcceleration ? 0 : Unfelt + pelvis.SincePrevious.Value;
        if (unfelt >= StanceOutlastsSeconds && Unfelt < StanceOutlastsSeconds)
        {
            standing = standing.AfterGap();
        }

        if (upright && pelvis.HasAcceleration && (exercise is null || StandsOnOneLeg(exercise)))
        {
            standing = standing.Next(pelvis, side, IsHeld(exercise));
        }

        if (upright && (exercise is Exercise.SingleLegSquat or Exercise.Squat or Exercise.LateralStepUp))
        {
            repeating = repeating.Next(pelvis, exercise == Exercise.LateralStepUp, Carried(pelvis, standing));
        }
        else if (repeating.Done is not null)
        {
            repeating = repeating with { Done = null };
        }

        if (further.Follows(exercise))
        {
            further = further.Next(pelvis, exercise, Set, standing.OtherLeg);
        }

        var quiet = upright && (exercise is null || (Start is null && FurtherWatch.IsPaced(exercise))) ? Quiet.Next(pelvis, StartSeconds) : Quiet;
        var start = FurtherWatch.IsPaced(exercise) ? Start ?? (quiet.At == pelvis.Time ? quiet.Mean : null) : null;
        var stance = StanceAt(pelvis, standing, repeating.UnderWay);

        // In a set on one leg a lift-off that was not seen would make a drop look like a slipped belt; the next rest tells.
        var slip = Slip.Next(pelvis, stance == Stance.Both && (exercise is null or Exercise.Squat) && !repeating.UnderWay);
        var hold = exercise == Exercise.SidePlankAbduction ? Bridge(further.Plank, side) : HoldAt(pelvis, stance, standing);
        var believed = Believed(slip.Limit(pelvis.Confidence), pelvis.HasAcceleration);
        moment = new()
        {
            Pelvis = stance == Stance && slip.Decided is null ? pelvis : Telling(pelvis, before, stance, slip),
            Prescription = Prescription,
            Set = Set,
            Stance = stance,
            Confidence = believed,
            Slipped = slip.Slipped,
            InRepetition = repeating.UnderWay || further.Pace.UnderWay,
            HoldSince = hold?.Since,
            LiftOffSeen = hold is { LiftOffSeen: true },
            LegSure = hold is { LegSure: true },
            Start = exercise != Exercise.SidePlankAbduction ? start : hold?.Leg is null ? null : further.Plank.Start,
            Turn = further.Pace.Turn,
            Repetition = Ending ?? ((repeating.Done ?? further.Pace.Done) is { } done ? Carrying(done, pelvis, standing, further.Plank) : null),
            Hold = Hold is { } open && !open.GoesOn(hold) && !further.Plank.GotUp ? Ended(open, pelvis, stance, standing, further.Plank) : further.Plank.TooLow,
            Walk = further.Walking.Done,
        };
        return new()
        {
            Prescription = Prescription,
            Set = Set,
            SetSince = SetSince,
            Quiet = quiet,
            Start = start,
            Slip = slip,
            Stance = stance,
            Hold = hold,
            Last = pelvis.Time,
            Confidence = believed,
            Unfelt = unfelt,
        };
    }

    // Where tilt alone shows a step-up, nobody knows when only the leading leg carries.
    private Confidence Believed(Confidence confidence, bool hasAcceleration) =>
        confidence == Confidence.High && Prescription?.Exercise == Exercise.LateralStepUp && !hasAcceleration ? Confidence.Low : confidence;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PelvisSample Telling(in PelvisSample pelvis, Prescription? before, Stance stance, in SlipWatch slip)
    {
        var events = pelvis.Events;
        if (stance != Stance)
        {
            events = Stance.AsSide() is { } off ? events.With(new StanceChanged(pelvis.Time, Phase.End, off, before?.Exercise)) : events;
            events = stance.AsSide() is { } onto ? events.With(new StanceChanged(pelvis.Time, Phase.Start, onto, Prescription?.Exercise)) : events;
        }

        return pelvis with { Events = events.With(slip.Decided) };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HoldDone Ended(OpenHold open, in PelvisSample pelvis, Stance stance, in StanceWatch standing, in PlankWatch plank)
    {
        if (pelvis.Position == Position.Lying && pelvis.SincePrevious.Value > 0)
        {
            return open.Done(plank.Down > open.Since && plank.Down <= pelvis.Time ? plank.Down.Value : pelvis.Time, cutShort: false);
        }

        var cutAt = pelvis.SincePrevious.Value <= 0 && stance == Stance.Unknown ? Last : default(SampleTime?);
        return open.Done(
            cutAt ?? (stance == Stance.Both && standing.Since > open.Since ? standing.Since
                : standing.Down > open.Since ? standing.Down : pelvis.Time),
            cutAt is not null);
    }

    private MovementState Hear(
        Mark mark, in PelvisSample pelvis, ref StanceWatch standing, ref RepetitionWatch repeating, ref FurtherWatch further)
    {
        var time = pelvis.Time;
        switch (mark)
        {
            case Mark.StartExercise start:
                var begun = Over(pelvis, standing, ref repeating, ref further) with
                {
                    Prescription = start.Prescription,
                    Set = Set + 1,
                    SetSince = time,
                    Start = Quiet.Within(StartLasts, time),
                };
                standing = standing.Begin(time, start.Prescription.Side.AsSide());
                further = further.Begin(start.Prescription.Exercise, time);
                return begun;
            case Mark.Rest or Mark.CalibrateStatic or Mark.CalibrateBow or Mark.CalibrateSide:
                var rests = Over(pelvis, standing, ref repeating, ref further) with { Prescription = null };
                standing = standing.Rest();
                return rests;
            default:
                return this;
        }
    }

    // What the pace completes at the very sample that ends the set is still of it.
    private MovementState Over(in PelvisSample pelvis, in StanceWatch standing, ref RepetitionWatch repeating, ref FurtherWatch further)
    {
        var time = pelvis.Time;
        var here = this with
        {
            Ending = further.Pace.DoneBy(time) is { } done ? Carrying(done, pelvis, standing, further.Plank) : null,
            Hold = further.Plank.IsVoid(time) ? null : Hold,
        };
        repeating = default;
        further = further.Over();
        return here;
    }

    private MovementState AfterGap(SampleTime time, ref StanceWatch standing, ref RepetitionWatch repeating, ref FurtherWatch further)
    {
        var isShort = (time - Last).Value is > 0 and < StanceOutlastsSeconds;
        further = further.AfterGap(time, isShort, isBack: time < Last);
        standing = isShort ? standing with { Shift = default } : standing.AfterGap();
        repeating = repeating with { Vertical = default, Tilting = default };
        return time < Last ? this with { Quiet = default } : this;
    }

    private Stance StanceAt(in PelvisSample pelvis, in StanceWatch standing, bool repeating) => Prescription switch
    {
        _ when pelvis.Position != Position.Standing => Stance.Unknown,
        { Exercise: Exercise.Squat or Exercise.StandingInternalRotation } => Stance.Both,
        { Exercise: Exercise.LateralStepUp } step =>
            !repeating ? Stance.Both
            : pelvis.HasAcceleration && standing.OtherLeg ? Stance.Unknown
            : step.Side.AsSide()?.AsStance() ?? Stance.Unknown,
        { } other when !StandsOnOneLeg(other.Exercise) => Stance.Unknown,
        _ when pelvis.HasAcceleration => standing.Stance,
        { } trusted => trusted.Side.AsSide()?.AsStance() ?? Stance.Unknown,
        null => Stance.Unknown,
    };

    private static bool StandsOnOneLeg(Exercise? exercise) => IsHeld(exercise) || exercise is Exercise.SingleLegSquat or Exercise.LateralStepUp;

    // Only held, so that a jolt is a foot and not a squat.
    private static bool IsHeld(Exercise? exercise) =>
        exercise is Exercise.SingleLegStance or Exercise.TrendelenburgTest or Exercise.HipAbductionExtension;

    // A repetition on the other leg, or on a leg that nothing showed, must not read level.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RepetitionDone Carrying(RepetitionDone done, in PelvisSample pelvis, in StanceWatch standing, in PlankWatch plank) => Prescription?.Exercise switch
    {
        Exercise.SidePlankAbduction => done with { OtherLeg = Hold is { Leg: null }, TooLow = plank.MayHaveLain(done.Began, pelvis.Time) },
        Exercise.HipAbductionExtension => done with { LegSeen = pelvis.HasAcceleration && standing.LegSure },
        Exercise.SingleLegSquat when !pelvis.HasAcceleration => done with { LegSeen = false },
        Exercise.SingleLegSquat => done with { LegSeen = standing.LegSure && standing.Stance.AsSide() is not null, OtherLeg = standing.OtherLeg },
        Exercise.LateralStepUp when pelvis.HasAcceleration => done with { OtherLeg = standing.OtherLeg },
        _ => done,
    };

    private bool? Carried(in PelvisSample pelvis, in StanceWatch standing) =>
        Prescription is { Exercise: Exercise.LateralStepUp } step && pelvis.HasAcceleration && step.Side.AsSide() is { } lead
            ? standing.Stance.AsSide() == lead
            : null;

    private OpenHold? HoldAt(in PelvisSample pelvis, Stance stance, in StanceWatch standing)
    {
        var leg = stance.AsSide();
        if (Prescription?.Exercise is not (Exercise.SingleLegStance or Exercise.TrendelenburgTest))
        {
            return null;
        }

        if (leg is null && !standing.OtherLeg)
        {
            // What looked like the way back may have been balance: then the hold goes on.
            return Hold is { } open && standing.Doubted == open.Leg && open.Leg is not null ? open : null;
        }

        var since = pelvis.HasAcceleration ? standing.Since : Hold?.Since ?? pelvis.Time;
        return new(Set, leg, since > SetSince ? since : SetSince, pelvis.HasAcceleration && standing.LiftSeen) { LegSure = standing.LegSure };
    }

    private OpenHold? Bridge(in PlankWatch plank, Side? prescribed) => plank.Since is { } since
        ? new(Set, prescribed is { } side && side != plank.Lower ? null : plank.Lower, since, plank.LiftOffSeen) { TooLow = plank.UnclearAt is not null }
        : null;
}
