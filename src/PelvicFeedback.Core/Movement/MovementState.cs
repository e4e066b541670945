using PelvicFeedback.Core.Movement.Walking;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Movement;

/// <summary>From the pelvis to what the patient is doing: the set under way, the stance leg, holds and repetitions.</summary>
public readonly record struct MovementState
{
    // Fewer missing samples than this leave the stance what it was: nobody puts a foot down and lifts it again so fast.
    private const double StanceOutlastsSeconds = 0.5;

    /// <summary>The exercise under way; null at rest.</summary>
    public Prescription? Prescription { get; init; }

    /// <summary>Counts sets from 1.</summary>
    public int Set { get; init; }

    /// <summary>When the last set began.</summary>
    public SampleTime SetSince { get; init; }

    /// <summary>The stance leg, from motion.</summary>
    public StanceWatch Standing { get; init; }

    /// <summary>The repetitions of the set.</summary>
    public RepetitionWatch Repeating { get; init; }

    /// <summary>The steps of the set.</summary>
    public WalkWatch Walking { get; init; }

    /// <summary>Comparison of rests with the calibration.</summary>
    public SlipWatch Slip { get; init; }

    /// <summary>The stance at the last sample.</summary>
    public Stance Stance { get; init; }

    /// <summary>The hold under way; null for none.</summary>
    public OpenHold? Hold { get; init; }

    /// <summary>When the last sample was.</summary>
    public SampleTime Last { get; init; }

    /// <summary>What the patient is doing at the last sample.</summary>
    public Moment Moment { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis.</param>
    public MovementState Next(in PelvisSample pelvis) =>
        pelvis.Mark is null && pelvis.SincePrevious.Value > 0 ? Follow(pelvis) : Interrupted(pelvis).Follow(pelvis);

    /// <summary>What the end of the input decides: a hold under way ends with the last sample.</summary>
    /// <param name="events">What else the end decided.</param>
    public Moment Finish(EventChain? events) => Moment with
    {
        Pelvis = Moment.Pelvis with { Mark = null, Events = events },
        Repetition = null,
        Hold = Hold?.Done(Last, false),
        Walk = Walking.Finish(false),
    };

    private MovementState Interrupted(in PelvisSample pelvis)
    {
        var here = pelvis.Mark is null ? this : Hear(pelvis.Mark, pelvis.Time);
        return pelvis.SincePrevious.Value > 0 ? here : here.AfterGap(pelvis.Time - Last);
    }

    // The state is large: every part is made on its own and all are put together once.
    private MovementState Follow(in PelvisSample pelvis)
    {
        var exercise = Prescription?.Exercise;
        var upright = pelvis.Position == Position.Standing;
        var standing = upright && pelvis.HasAcceleration && (exercise is null or Exercise.SingleLegStance or Exercise.SingleLegSquat or Exercise.LateralStepUp)
            ? Standing.Next(pelvis, Prescription?.Side.AsSide(), exercise == Exercise.SingleLegStance)
            : Standing;
        var repeating = upright && (exercise is Exercise.SingleLegSquat or Exercise.Squat or Exercise.LateralStepUp)
            ? Repeating.Next(pelvis, exercise == Exercise.LateralStepUp, Carried(pelvis, standing))
            : Repeating.Done is null ? Repeating : Repeating with { Done = null };
        var walking = Walking.Next(pelvis, exercise == Exercise.Walking ? Set : 0);
        var stance = StanceAt(pelvis, standing, repeating.UnderWay);

        // In a set on one leg a lift-off that was not seen would make a drop look like a slipped belt; the next rest tells.
        var slip = Slip.Next(pelvis, stance == Stance.Both && (exercise is null or Exercise.Squat) && !repeating.UnderWay);
        var hold = HoldAt(pelvis, stance, standing);
        return new()
        {
            Prescription = Prescription,
            Set = Set,
            SetSince = SetSince,
            Standing = standing,
            Repeating = repeating,
            Walking = walking,
            Slip = slip,
            Stance = stance,
            Hold = hold,
            Last = pelvis.Time,
            Moment = new()
            {
                Pelvis = stance == Stance && slip.Decided is null ? pelvis : pelvis with { Events = Told(pelvis, stance, slip) },
                Prescription = Prescription,
                Set = Set,
                Stance = stance,
                Confidence = slip.Limit(pelvis.Confidence),
                Slipped = slip.Slipped,
                InRepetition = repeating.UnderWay,
                InHold = hold is not null,
                Repetition = repeating.Done is { } done ? Carrying(done, pelvis, standing) : null,
                Hold = Hold is { } open && hold != open ? Ended(open, pelvis, stance, standing) : null,
                Walk = walking.Done,
            },
        };
    }

    private EventChain? Told(in PelvisSample pelvis, Stance stance, in SlipWatch slip)
    {
        var events = pelvis.Events;
        if (stance != Stance)
        {
            events = Stance.AsSide() is { } off ? events.With(new StanceChanged(pelvis.Time, Phase.End, off, Moment.Prescription?.Exercise)) : events;
            events = stance.AsSide() is { } onto ? events.With(new StanceChanged(pelvis.Time, Phase.Start, onto, Prescription?.Exercise)) : events;
        }

        return events.With(slip.Decided);
    }

    private HoldDone Ended(OpenHold open, in PelvisSample pelvis, Stance stance, in StanceWatch standing)
    {
        var cutAt = pelvis.SincePrevious.Value <= 0 && stance == Stance.Unknown ? Last : default(SampleTime?);
        return open.Done(
            cutAt ?? (stance == Stance.Both && standing.Since > open.Since ? standing.Since
                : standing.Down > open.Since ? standing.Down : pelvis.Time),
            cutAt is not null);
    }

    private MovementState Hear(Mark mark, SampleTime time) => mark switch
    {
        Mark.StartExercise start => this with
        {
            Prescription = start.Prescription,
            Set = Set + 1,
            SetSince = time,
            Repeating = default,
            Standing = Standing.Begin(time, start.Prescription.Side.AsSide()),
        },
        Mark.Rest or Mark.CalibrateStatic or Mark.CalibrateBow or Mark.CalibrateSide => this with
        {
            Prescription = null,
            Repeating = default,
            Standing = Standing.Rest(),
        },
        _ => this,
    };

    private MovementState AfterGap(Seconds gap) => this with
    {
        Standing = gap.Value is > 0 and < StanceOutlastsSeconds ? Standing with { Shift = default } : Standing.AfterGap(),
        Repeating = Repeating with { Vertical = default, Tilting = default },
    };

    private Stance StanceAt(in PelvisSample pelvis, in StanceWatch standing, bool repeating) => Prescription switch
    {
        _ when pelvis.Position != Position.Standing => Stance.Unknown,
        null or { Exercise: Exercise.SingleLegStance or Exercise.SingleLegSquat } when pelvis.HasAcceleration => standing.Stance,
        { Exercise: Exercise.SingleLegStance or Exercise.SingleLegSquat } trusted => trusted.Side.AsSide()?.AsStance() ?? Stance.Unknown,
        { Exercise: Exercise.Squat or Exercise.StandingInternalRotation } => Stance.Both,
        { Exercise: Exercise.LateralStepUp } step =>
            !repeating ? Stance.Both
            : pelvis.HasAcceleration && standing.OtherLeg ? Stance.Unknown
            : step.Side.AsSide()?.AsStance() ?? Stance.Unknown,
        _ => Stance.Unknown,
    };

    // A repetition on the other leg, or on a leg that nothing showed, must not read level.
    private RepetitionDone Carrying(RepetitionDone done, in PelvisSample pelvis, in StanceWatch standing) => Prescription?.Exercise switch
    {
        _ when !pelvis.HasAcceleration => done,
        Exercise.SingleLegSquat => done with { LegSeen = standing.LiftSeen && standing.Stance.AsSide() is not null, OtherLeg = standing.OtherLeg },
        Exercise.LateralStepUp => done with { OtherLeg = standing.OtherLeg },
        _ => done,
    };

    private bool? Carried(in PelvisSample pelvis, in StanceWatch standing) =>
        Prescription is { Exercise: Exercise.LateralStepUp } step && pelvis.HasAcceleration && step.Side.AsSide() is { } lead
            ? standing.Stance.AsSide() == lead
            : null;

    private OpenHold? HoldAt(in PelvisSample pelvis, Stance stance, in StanceWatch standing)
    {
        var leg = stance.AsSide();
        if (Prescription?.Exercise != Exercise.SingleLegStance)
        {
            return null;
        }

        if (leg is null && !standing.OtherLeg)
        {
            // What looked like the way back may have been balance: then the hold goes on.
            return Hold is { } open && standing.Doubted == open.Leg && open.Leg is not null ? open : null;
        }

        var since = pelvis.HasAcceleration ? standing.Since : Hold?.Since ?? pelvis.Time;
        return new(Set, leg, since > SetSince ? since : SetSince, pelvis.HasAcceleration && standing.LiftSeen);
    }

    /// <summary>A hold that is under way.</summary>
    /// <param name="Set">The set it belongs to.</param>
    /// <param name="Leg">The stance leg; null for another one than was prescribed.</param>
    /// <param name="Since">Lift-off, or the start of the set where no lift-off can be seen.</param>
    /// <param name="LiftOffSeen">Whether the motion showed the lift-off.</param>
    public readonly record struct OpenHold(int Set, Side? Leg, SampleTime Since, bool LiftOffSeen)
    {
        /// <summary>The hold, over at that time, or cut short there by missing samples.</summary>
        public HoldDone Done(SampleTime end, bool cutShort) => new(Leg, end, end - Since, LiftOffSeen, Leg is null, cutShort);
    }
}
