using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Movement.Walking;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Coaching;

/// <summary>From what the patient does to what is said of it: zone, alerts, verdicts, sets.</summary>
public readonly record struct CoachingState
{
    /// <summary>The set under way; null at rest.</summary>
    public OpenSet? Set { get; init; }

    /// <summary>The limits of the set's band.</summary>
    public BandWatch Watching { get; init; }

    /// <summary>Alerts begun since the input began.</summary>
    public int Alerts { get; init; }

    /// <summary>What was seen in the set.</summary>
    public Judgement InSet { get; init; }

    /// <summary>What was seen in the repetition that seems to be under way.</summary>
    public Judgement InRepetition { get; init; }

    /// <summary>What was seen in the hold under way.</summary>
    public Judgement InHold { get; init; }

    /// <summary>The patient's own squats on the left leg.</summary>
    public Baseline Left { get; init; }

    /// <summary>The patient's own squats on the right leg.</summary>
    public Baseline Right { get; init; }

    /// <summary>Time of the last sample that was held against the set's band; meaningless where there is none.</summary>
    public SampleTime Last { get; init; }

    /// <summary>Takes the next moment.</summary>
    /// <param name="moment">The pelvis and what the patient is doing.</param>
    /// <param name="rules">What a person set.</param>
    /// <param name="feedback">What is said of it.</param>
    public CoachingState Next(in Moment moment, CoachingRules rules, out Feedback feedback)
    {
        var events = moment.Pelvis.Events;
        var turns = (moment.Prescription is null ? 0 : moment.Set) != (Set?.Number ?? 0);
        return events is null && moment.Hold is null && moment.Repetition is null && moment.Walk is null && !turns
            ? Watch(moment, rules, null, out feedback)
            : Conclude(moment, rules, turns, ref events).Watch(moment, rules, events, out feedback);
    }

    /// <summary>Ends what is open because the input ends; that is all that the feedback says.</summary>
    /// <param name="moment">The last moment, with the hold that ends here.</param>
    public Feedback Finish(in Moment moment)
    {
        var events = moment.Pelvis.Events;
        var here = moment.Hold is null && moment.Walk is null ? this : Judge(moment, ref events);
        here.Close(moment.Pelvis.Time, AlertEnd.EndOfInput, ref events);
        return Say(moment, null, events) with { Closes = true };
    }

    private CoachingState Conclude(in Moment moment, CoachingRules rules, bool turns, ref EventChain? events)
    {
        var here = events is null ? this : Withdraw(events);

        // What ended at this sample belongs to the set up to now, even when the next one begins with it.
        if (moment.Hold is not null || moment.Repetition is not null || moment.Walk is not null)
        {
            here = here.Judge(moment, ref events);
        }

        return turns ? here.Turn(moment, rules, ref events) : here;
    }

    private CoachingState Withdraw(EventChain events)
    {
        var here = this;
        foreach (var one in events)
        {
            if (one is Withdrawn withdrawn)
            {
                here = here with
                {
                    Left = here.Left.Without(withdrawn.From),
                    Right = here.Right.Without(withdrawn.From),
                    Set = here.Set?.Without(withdrawn.From),
                    InSet = default,
                };
            }
        }

        return here;
    }

    private CoachingState Turn(in Moment moment, CoachingRules rules, ref EventChain? events)
    {
        var here = Close(moment.Pelvis.Time, AlertEnd.Rest, ref events);
        if (moment.Prescription is not { } prescription)
        {
            return here;
        }

        var band = Bands.For(prescription.Exercise, BaselineOf(prescription.Side))?.With(rules.Threshold, rules.Dwell);
        events = band is null ? events : events.With(new SetStarted(moment.Pelvis.Time, prescription, band));
        return here with
        {
            Set = new() { Number = moment.Set, Prescription = prescription, Band = band, Start = moment.Pelvis.Time },
            InSet = default,
            InRepetition = default,
            InHold = default,
        };
    }

    /// <summary>The samples have stopped, and nobody knows whether more will come: open alerts end with the last one.</summary>
    /// <param name="events">The ends; null for none.</param>
    public CoachingState Silenced(out EventChain? events)
    {
        events = null;
        return Set is null ? this : this with { Watching = Watching.Stop(Set, Last, Last, AlertEnd.Gap, ref events) };
    }

    private CoachingState Close(SampleTime time, AlertEnd reason, ref EventChain? events)
    {
        if (Set is null)
        {
            return this;
        }

        var here = this with { Watching = Watching.Stop(Set, time, Last, reason, ref events) };
        if (Set.Band is not null)
        {
            events = events.With(new SetEnded(time, Set.Summary(Last, InSet)));
        }

        return here with { Set = null };
    }

    private CoachingState Watch(in Moment moment, CoachingRules rules, EventChain? events, out Feedback feedback)
    {
        if (Set is not { Band: { } band } set)
        {
            feedback = Say(moment, null, events);
            return this;
        }

        var (time, step) = (moment.Pelvis.Time, moment.Pelvis.SincePrevious);
        var watching = step.Value > 0 ? Watching : Watching.Stop(set, time, Last, AlertEnd.Gap, ref events);
        var trusted = moment.Confidence == Confidence.High
            || (moment.Confidence == Confidence.Low && !Bands.NeedsBow(set.Prescription.Exercise));
        var value = trusted ? Quantity.Of(band.First.Kind, moment) : null;
        var lost = moment.Slipped ? AlertEnd.Slip : moment.Pelvis.Position == Position.Unknown ? AlertEnd.Gap : AlertEnd.Rest;
        var alerts = Alerts;
        watching = watching.Next(set, moment, trusted, rules.Hysteresis, lost, value, ref alerts, ref events);

        var warn = (band.First.Warn ?? band.First.Alert).Value;
        Zone? zone = value is not { } known ? null
            : known >= band.First.Alert.Value ? Zone.Alert
            : known >= warn ? Zone.Warn
            : Zone.Level;
        var alerted = watching.IsAlerting;
        feedback = Say(moment, zone, events);
        return new()
        {
            Set = alerts == Alerts ? set : set with { Alerts = set.Alerts + alerts - Alerts },
            Watching = watching,
            Alerts = alerts,
            InSet = InSet.With(step, value, warn, alerted),
            InRepetition = moment.InRepetition ? InRepetition.With(step, value, warn, alerted) : default,
            InHold = moment.Stance.AsSide() is not null ? InHold.With(step, value, warn, alerted) : moment.InHold ? InHold.Doubting(step) : default,
            Left = Left,
            Right = Right,
            Last = time,
        };
    }

    private Feedback Say(in Moment moment, Zone? zone, EventChain? events) => new()
    {
        Time = moment.Pelvis.Time,
        Obliquity = moment.Pelvis.Obliquity,
        Tilt = moment.Pelvis.Tilt,
        LongAxis = moment.Pelvis.LongAxis,
        Roll = moment.Pelvis.Roll,
        Stance = moment.Stance,
        Confidence = moment.Confidence,
        Zone = zone,
        Prescription = moment.Prescription,
        Repetitions = Set?.Repetitions ?? 0,
        Events = events,
    };

    private CoachingState Judge(in Moment moment, ref EventChain? events)
    {
        if (Set?.Band is null)
        {
            return this;
        }

        var here = this;
        var exercise = Set.Prescription.Exercise;
        NotJudgedReason? against = moment.Slipped ? NotJudgedReason.Slip
            : moment.Confidence == Confidence.None ? NotJudgedReason.NoCalibration
            : Bands.NeedsBow(exercise) && moment.Confidence != Confidence.High ? NotJudgedReason.NoBow
            : null;
        var time = moment.Pelvis.Time;
        if (moment.Repetition is { } repetition)
        {
            var (verdict, reason) = InRepetition.Decide(
                repetition.OtherLeg ? against ?? NotJudgedReason.OtherLeg : against, repetition.LegSeen ? null : NotJudgedReason.StanceUnknown);
            var side = Set.Prescription.Side == ExerciseSide.Auto ? SideOf(moment.Stance) : Set.Prescription.Side;
            events = events.With(new RepetitionJudged(
                time, repetition.Number, exercise, side, repetition.Duration, repetition.DepthCm, InRepetition.PeakOrNull,
                repetition.Turn, RepetitionSource.Motion, true, verdict, reason));
            here = here.Count(time, verdict) with { InRepetition = default };
            here = here with { Set = here.Set! with { Repetitions = Set.Repetitions + 1 } };
            if (exercise == Exercise.SingleLegSquat && verdict != Verdict.NotJudged && InRepetition.PeakOrNull is { } peak)
            {
                here = here with
                {
                    Left = side == ExerciseSide.Left ? Left.With(new(time, peak)) : Left,
                    Right = side == ExerciseSide.Right ? Right.With(new(time, peak)) : Right,
                };
            }
        }

        if (moment.Hold is { } hold)
        {
            NotJudgedReason? unsure = hold.CutShort ? NotJudgedReason.Gap
                : hold.Duration.Value < 0.5 ? NotJudgedReason.TooShort
                : hold.LiftOffSeen ? null : NotJudgedReason.LiftOffNotSeen;
            var (verdict, reason) = here.InHold.Decide(hold.OtherLeg ? against ?? NotJudgedReason.OtherLeg : against, unsure);
            var side = hold.Leg is { } leg ? leg.AsExerciseSide() : Set.Prescription.Side;
            events = events.With(new HoldJudged(time, hold.Ended, exercise, side, hold.Duration, verdict, reason));
            here = here.Count(time, verdict) with { InHold = default };
            here = here with { Set = here.Set! with { Holds = Set.Holds + 1, HoldTime = Set.HoldTime + hold.Duration.Value } };
        }

        return moment.Walk is { } walk ? here.Judge(walk, time, against, ref events) : here;
    }

    private CoachingState Judge(WalkDone walk, SampleTime at, NotJudgedReason? against, ref EventChain? events)
    {
        var ended = StepVerdicts.Judge(walk, at, Set!.Band!.First, against);
        foreach (var step in ended.Steps)
        {
            events = events.With(step);
        }

        events = events.With(ended);
        return this with { Set = Set with { Steps = Set.Steps + ended.Steps.Length, Verdicts = Set.Verdicts.AddRange(ended.Steps.Select(one => new Judged(one.Contact, one.Verdict))) } };
    }

    // Where the leg is not told beforehand, no leg's own band can be in force.
    private Baseline BaselineOf(ExerciseSide side) => side switch
    {
        ExerciseSide.Left => Left,
        ExerciseSide.Right => Right,
        _ => default,
    };

    private CoachingState Count(SampleTime time, Verdict verdict) =>
        this with { Set = Set! with { Verdicts = Set.Verdicts.Add(new(time, verdict)) } };

    private static ExerciseSide SideOf(Stance stance) => stance.AsSide()?.AsExerciseSide() ?? ExerciseSide.Both;
}
