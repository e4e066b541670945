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
    /// <param name="test">The 30 s test under way: kept beside, for it is large and seldom done. Put forward here.</param>
    /// <param name="feedback">What is said of it.</param>
    public CoachingState Next(in Moment moment, CoachingRules rules, ref TestWatch test, out Feedback feedback)
    {
        var events = moment.Pelvis.Events;
        var turns = (moment.Prescription is null ? 0 : moment.Set) != (Set?.Number ?? 0);
        return events is null && moment.Hold is null && moment.Repetition is null && moment.Walk is null && !turns
            ? Watch(moment, rules, null, ref test, out feedback)
            : Conclude(moment, rules, turns, ref test, ref events).Watch(moment, rules, events, ref test, out feedback);
    }

    /// <summary>Ends what is open because the input ends; that is all that the feedback says.</summary>
    /// <param name="moment">The last moment, with the hold that ends here.</param>
    /// <param name="test">The 30 s test under way.</param>
    public Feedback Finish(in Moment moment, TestWatch test)
    {
        var events = moment.Pelvis.Events;
        var here = moment.Hold is null && moment.Walk is null ? this : Judge(moment, TestEnd.Sensor, ref test, ref events);
        here.Close(moment.Pelvis.Time, AlertEnd.EndOfInput, ref events);
        return Say(moment, null, events) with { Closes = true };
    }

    private CoachingState Conclude(in Moment moment, CoachingRules rules, bool turns, ref TestWatch test, ref EventChain? events)
    {
        var here = events is null ? this : Withdraw(events);

        // What ended at this sample belongs to the set up to now, even when the next one begins with it.
        if (moment.Hold is not null || moment.Repetition is not null || moment.Walk is not null)
        {
            here = here.Judge(moment, moment.Hold is { CutShort: true } ? TestEnd.Sensor : TestEnd.FootDown, ref test, ref events);
        }

        return turns ? here.Turn(moment, rules, ref test, ref events) : here;
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
                    Set = here.Set?.Without(withdrawn),
                    InSet = default,
                };
            }
        }

        return here;
    }

    private CoachingState Turn(in Moment moment, CoachingRules rules, ref TestWatch test, ref EventChain? events)
    {
        var here = Close(moment.Pelvis.Time, AlertEnd.Rest, ref events);
        if (moment.Prescription is not { } prescription)
        {
            return here;
        }

        test = default;
        var band = rules.InForce ?? Bands.For(prescription.Exercise, BaselineOf(prescription.Side))?.With(rules.Threshold, rules.Dwell);
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

    private CoachingState Watch(in Moment moment, CoachingRules rules, EventChain? events, ref TestWatch test, out Feedback feedback)
    {
        if (Set is not { Band: { } band } set)
        {
            if (Set?.Prescription.Exercise == Exercise.TrendelenburgTest)
            {
                Measure(moment, ref test, ref events);
            }

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
            InHold = moment.Stance.AsSide() is not null || (moment.HoldSince is not null && moment.Pelvis.Position == Position.Lying)
                ? InHold.With(step, value, warn, alerted)
                : moment.HoldSince is not null ? InHold.Doubting(step) : default,
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

    private void Measure(in Moment moment, ref TestWatch test, ref EventChain? events)
    {
        test = test.Next(moment, moment.Confidence == Confidence.None ? null : Quantity.Of(AlertKind.PelvicDrop, moment));
        if (test.IsHeld(moment.Pelvis.Time))
        {
            var against = Against(moment) ?? Doubt(moment.LiftOffSeen, moment.LegSure);
            events = events.With(test.Result(moment.Pelvis.Time, moment.Pelvis.Time, Set!.Prescription.Side, TestEnd.Held, against));
            test = test with { Told = true };
        }
    }

    // What stands against saying anything, whatever the motion was.
    private NotJudgedReason? Against(in Moment moment) => moment.Slipped ? NotJudgedReason.Slip
        : moment.Confidence == Confidence.None ? NotJudgedReason.NoCalibration
        : Bands.NeedsBow(Set!.Prescription.Exercise) && moment.Confidence != Confidence.High ? NotJudgedReason.NoBow
        : null;

    private CoachingState Judge(in Moment moment, TestEnd testEnd, ref TestWatch test, ref EventChain? events)
    {
        if (Set?.Prescription.Exercise == Exercise.TrendelenburgTest)
        {
            if (moment.Hold is { } held)
            {
                EndTest(moment, held, testEnd, ref test, ref events);
            }

            return this;
        }

        if (Set?.Band is null)
        {
            return this;
        }

        var here = moment.Repetition is { } repetition ? Judge(moment, repetition, ref events) : this;
        here = moment.Hold is { } hold ? here.Judge(moment, hold, ref events) : here;
        return moment.Walk is { } walk ? here.Judge(moment, walk, ref events) : here;
    }

    private CoachingState Judge(in Moment moment, WalkDone done, ref EventChain? events)
    {
        var set = Set!;
        var ended = StepVerdicts.Judge(done, moment.Pelvis.Time, set.Band!.First, Against(moment));
        foreach (var step in ended.Steps)
        {
            events = events.With(step);
        }

        events = events.With(ended);

        // The time of a step is over warn where its largest drop is.
        var warn = (set.Band.First.Warn ?? set.Band.First.Alert).Value;
        return this with
        {
            InSet = ended.Steps.Where(step => step.PeakDrop is not null)
                .Aggregate(InSet, (seen, step) => seen.With(step.Duration!.Value, step.PeakDrop!.Value.Value, warn, false)),
            Set = set with
            {
                Verdicts = set.Verdicts.AddRange(ended.Steps.Select(one => new Judged(one.Contact, one.Verdict, one.Reason))),
                Steps = set.Steps + ended.Steps.Length,
            },
        };
    }

    private void EndTest(in Moment moment, HoldDone held, TestEnd end, ref TestWatch test, ref EventChain? events)
    {
        if (!test.Told)
        {
            var against = Against(moment) ?? (held.OtherLeg ? NotJudgedReason.OtherLeg : Doubt(held.LiftOffSeen, held.LegSure));
            events = events.With(test.Result(moment.Pelvis.Time, held.Ended, held.Leg?.AsExerciseSide() ?? Set!.Prescription.Side, end, against));
        }

        test = default;
    }

    private CoachingState Judge(in Moment moment, RepetitionDone done, ref EventChain? events)
    {
        var (time, set) = (moment.Pelvis.Time, Set!);
        var exercise = set.Prescription.Exercise;
        NotJudgedReason? unsure = done.CutShort ? NotJudgedReason.Gap
            : done.TooLow ? NotJudgedReason.LiftTooLow
            : done.LegSeen ? null
            : moment.Pelvis.HasAcceleration ? NotJudgedReason.StanceUnknown : NotJudgedReason.LiftOffNotSeen;
        var (verdict, reason) = InRepetition.Decide(Against(moment) ?? Other(done.OtherLeg), unsure, Unknown);
        if (verdict == Verdict.Level && Unseen(moment, done, set.Band!) is { } unseen)
        {
            (verdict, reason) = (Verdict.NotJudged, unseen);
        }

        var side = set.Prescription.Side == ExerciseSide.Auto ? SideOf(moment) : set.Prescription.Side;
        events = events.With(new RepetitionJudged(
            time, done.Number, exercise, side, done.Duration, done.DepthCm, InRepetition.PeakOrNull, done.Turn, done.Source, done.Seen, verdict, reason));
        var here = this with
        {
            Set = set with { Verdicts = set.Verdicts.Add(new(time, verdict, reason)), Repetitions = set.Repetitions + 1 },
            InRepetition = default,
        };
        return exercise == Exercise.SingleLegSquat && verdict != Verdict.NotJudged && InRepetition.PeakOrNull is { } peak
            ? here with
            {
                Left = side == ExerciseSide.Left ? Left.With(new(time, peak)) : Left,
                Right = side == ExerciseSide.Right ? Right.With(new(time, peak)) : Right,
            }
            : here;
    }

    // Level says that every limit in force was held, not the first one alone. What was not seen takes that word away, and no other.
    private static NotJudgedReason? Unseen(in Moment moment, RepetitionDone done, Band band) =>
        band.Of(AlertKind.Turn) is not null && done.Turn is null ? NotJudgedReason.TurnUnknown
        : band.Of(AlertKind.Tilt) is not null && !(moment.Start?.At <= done.Began + new Seconds(done.Duration.Value / 2)) ? NotJudgedReason.NoStillStart
        : null;

    private CoachingState Judge(in Moment moment, HoldDone done, ref EventChain? events)
    {
        var (time, set) = (moment.Pelvis.Time, Set!);
        NotJudgedReason? unsure = done.TooLow ? NotJudgedReason.LiftTooLow
            : done.CutShort ? NotJudgedReason.Gap
            : done.Duration.Value < 0.5 ? NotJudgedReason.TooShort
            : Doubt(done.LiftOffSeen, done.LegSure);
        var (verdict, reason) = InHold.Decide(Against(moment) ?? Other(done.OtherLeg), unsure, Unknown);
        var side = done.Leg is { } leg ? leg.AsExerciseSide() : set.Prescription.Side;
        events = events.With(new HoldJudged(time, done.Ended, set.Prescription.Exercise, side, done.Duration, verdict, reason));
        return this with
        {
            Set = set with
            {
                Verdicts = set.Verdicts.Add(new(time, verdict, reason)),
                Holds = set.Holds + 1,
                HoldTime = set.HoldTime + done.Duration.Value,
            },
            InHold = default,
        };
    }

    private static NotJudgedReason? Doubt(bool liftOffSeen, bool legSure) =>
        !liftOffSeen ? NotJudgedReason.LiftOffNotSeen : legSure ? null : NotJudgedReason.StanceUnknown;

    private bool IsPlank => Set!.Prescription.Exercise == Exercise.SidePlankAbduction;

    private NotJudgedReason? Other(bool seen) => !seen ? null : IsPlank ? NotJudgedReason.OtherSide : NotJudgedReason.OtherLeg;

    // Why the first quantity is not known, where confidence is not the reason.
    private NotJudgedReason Unknown => IsPlank || Set!.Prescription.Exercise == Exercise.StandingInternalRotation
        ? NotJudgedReason.NoStillStart
        : NotJudgedReason.StanceUnknown;

    // Where the leg is not told beforehand, no leg's own band can be in force.
    private Baseline BaselineOf(ExerciseSide side) => side switch
    {
        ExerciseSide.Left => Left,
        ExerciseSide.Right => Right,
        _ => default,
    };

    private static ExerciseSide SideOf(in Moment moment) =>
        (moment.Stance.AsSide() ?? moment.Pelvis.LowerSide)?.AsExerciseSide() ?? ExerciseSide.Both;
}
