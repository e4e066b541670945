using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>Pain, progression, fading, the safety screen, and the body's signs.</summary>
public class SessionRulesTests
{
    private static readonly ExerciseOutcome Good = new(Plans.OneLeg.Prescription, [new(9, 1, 1)], 2, 1, false, true);

    [Theory]
    [InlineData(0, 0, PainDecision.GoOn)]
    [InlineData(3, 3, PainDecision.GoOn)]
    [InlineData(4, 3, PainDecision.FinishSet)]
    [InlineData(5, 4, PainDecision.FinishSet)]
    [InlineData(6, 6, PainDecision.StopExercise)]
    [InlineData(2, 0, PainDecision.StopExercise)]
    [InlineData(1, 0, PainDecision.GoOn)]
    public void Pain_decides(int pain, int before, PainDecision decision) =>
        Assert.Equal(decision, PainRule.Decide(pain, before, PainLimits.Usual));

    [Theory]
    [InlineData(2, 2, 2, true)]
    [InlineData(2, 3, 1, false)]
    [InlineData(2, 1, 3, false)]
    [InlineData(2, null, null, null)]
    public void Pain_has_settled_when_neither_night_nor_morning_was_worse(int before, int? night, int? morning, bool? settled) =>
        Assert.Equal(settled, PainRule.Settled(before, night, morning));

    [Fact]
    public void Three_good_sessions_propose_something_harder()
    {
        Assert.Equal(Proposal.Keep, Propose(Good, Good));
        Assert.Equal(Proposal.Harder, Propose(Good, Good, Good));
        Assert.Equal(Proposal.Harder, Propose(Good with { Stopped = true }, Good, Good, Good));
    }

    public static TheoryData<ExerciseOutcome> NotGood => new(
        Good with { Sets = [new(9, 1, 3)] },
        Good with { Sets = [new(7, 3, 1)] },
        Good with { WorstPain = 4, PainBefore = 3 },
        Good with { Settled = false },
        Good with { Settled = null },
        Good with { Stopped = true });

    [Theory]
    [MemberData(nameof(NotGood))]
    public void One_that_was_not_good_keeps_it_as_it_is(ExerciseOutcome outcome) => Assert.Equal(Proposal.Keep, Propose(Good, outcome, Good));

    [Fact]
    public void Of_the_session_just_over_nobody_knows_the_night_and_the_three_before_it_answer_for_that()
    {
        var justOver = Good with { Settled = null };

        Assert.Equal(Proposal.Keep, Propose(Good, Good, justOver));
        Assert.Equal(Proposal.Harder, Propose(Good, Good, Good, justOver));
        Assert.Equal(Proposal.Keep, Propose(Good, Good, Good, justOver with { WorstPain = 4, PainBefore = 3 }));
    }

    [Fact]
    public void Too_much_pain_or_two_poor_sets_propose_something_easier()
    {
        Assert.Equal((Proposal.Easier, ProposalReason.TooPainful), Proposed(Good, Good, Good with { WorstPain = 6 }));
        Assert.Equal((Proposal.Easier, ProposalReason.TooPainful), Proposed(Good, Good, Good with { Stopped = true, TooPainful = true }));
        Assert.Equal((Proposal.Easier, ProposalReason.MostlyNotLevel), Proposed(Good.With(new(1, 2, 0)).With(new(1, 2, 0))));
        Assert.Equal(1, Good.With(new(1, 2, 0)).PoorSets);
        Assert.Equal(0, Good.With(new(2, 2, 0)).PoorSets);
        Assert.Equal(1, Good.With(new(0, 3, 3)).PoorSets);
        Assert.Equal(0, Good.With(new(0, 3, 4)).PoorSets);
    }

    // Hold or regress, and the safer of the two is what is proposed.
    [Fact]
    public void Pain_that_did_not_settle_proposes_something_easier_until_it_has_settled_again()
    {
        var unsettled = Good with { Settled = false };

        Assert.Equal((Proposal.Easier, ProposalReason.NotSettled), Proposed(Good, Good, unsettled));
        Assert.Equal((Proposal.Easier, ProposalReason.NotSettled), Proposed(Good, Good, unsettled, Good with { Settled = null }));
        Assert.Equal((Proposal.Keep, null), Proposed(Good, Good, unsettled, Good));
    }

    [Theory]
    [InlineData(100, "11111111")]
    [InlineData(75, "01110111")]
    [InlineData(50, "01010101")]
    [InlineData(25, "00010001")]
    [InlineData(0, "00000000")]
    public void Feedback_fades_evenly(int percent, string shown) =>
        Assert.Equal(shown, string.Concat(Enumerable.Range(1, 8).Select(number => Fading.ShowsAt(percent, number) ? '1' : '0')));

    [Fact]
    public void The_screen_rules_out_what_it_says()
    {
        var abduction = Plans.OneLeg with { Prescription = new(Exercise.HipAbductionExtension, ExerciseSide.Left) };
        var plank = Plans.OneLeg with { Prescription = new(Exercise.SidePlankAbduction, ExerciseSide.Left), Unlocked = true };
        var rotation = Plans.OneLeg with { Prescription = new(Exercise.StandingInternalRotation, ExerciseSide.Left) };
        var free = Plans.OneLeg with { Support = Support.None };
        var squat = Plans.OneLeg with { Prescription = new(Exercise.SingleLegSquat, ExerciseSide.Left) };
        Assert.All([Plans.OneLeg, Plans.Squats, abduction, plank, rotation, free, squat], planned => Assert.Null(SafetyRule.Against(Plans.Screen, planned)));
        RulesOut(Plans.Screen with { Restrictions = [Restriction.NoActiveAbduction] }, [abduction, plank], [rotation, Plans.OneLeg]);
        RulesOut(Plans.Screen with { Restrictions = [Restriction.NoInternalRotation] }, [rotation], [abduction, plank]);
        RulesOut(Plans.Screen with { Restrictions = [Restriction.NoExtension] }, [abduction], [rotation, plank]);
        RulesOut(Plans.Screen with { Shoulder = true }, [plank], [abduction]);
        RulesOut(Plans.Screen with { WeightBearing = WeightBearing.Partial }, [Plans.OneLeg, squat, abduction], [Plans.Squats, plank]);
        RulesOut(Plans.Screen with { WeightBearing = WeightBearing.None }, [Plans.OneLeg, Plans.Squats], [plank]);
        RulesOut(Plans.Screen with { FallsOrAid = true }, [free], [Plans.OneLeg]);
        RulesOut(Plans.Screen with { Dizziness = true }, [free], [Plans.OneLeg]);
        RulesOut(Plans.Screen with { FractureRisk = true }, [squat], [Plans.OneLeg, Plans.Squats]);
    }

    [Fact]
    public void The_side_plank_is_locked_until_the_plan_unlocks_it()
    {
        var plank = Plans.OneLeg with { Prescription = new(Exercise.SidePlankAbduction, ExerciseSide.Left) };

        Assert.Contains("locked", SafetyRule.Against(Plans.Screen, plank));
        Assert.Null(SafetyRule.Against(Plans.Screen, plank with { Unlocked = true }));
        Assert.All(Enum.GetValues<Exercise>().Except([Exercise.SidePlankAbduction]), exercise => Assert.False(PlannedExercise.IsLocked(exercise)));
    }

    [Fact]
    public void The_sensor_moves_with_somebody_when_it_has_turned_by_8_degrees()
    {
        Assert.Equal([null, null, BodySign.Moved, null], Signs((0, 0), (0.1, 7.9), (0.2, 8.1), (0.3, 30)));
    }

    [Fact]
    public void The_pelvis_lies_down_when_it_is_past_60_degrees_for_a_second_and_is_told_once()
    {
        Assert.Equal(
            [BodySign.Moved, BodySign.Down, null, null, null, BodySign.Down],
            Signs((0, 0), (0.35, 61), (0.8, 61), (1.2, 61), (1.4, 61), (1.8, 70), (2.2, 20), (2.6, 70), (3.0, 70), (3.4, 70), (3.7, 70))
                .Where((sign, i) => i is 1 or 4 or 5 or 6 or 7 or 10));
        Assert.DoesNotContain(BodySign.Down, Signs((0, 0), (0.4, 59), (0.8, 59), (1.2, 59), (1.6, 59)));

        // A gap is no second of lying.
        Assert.DoesNotContain(BodySign.Down, Signs((0, 61), (5, 61), (5.4, 61)));
    }

    [Fact]
    public void An_alerts_trace_begins_a_second_before_it_and_lasts_ten_at_most()
    {
        var traces = new AlertTraces();
        void Play(double from, double to, Func<double, EventChain?> events)
        {
            for (var i = (int)Math.Round(from * 100); i < (int)Math.Round(to * 100); i++)
            {
                traces.Next(new Feedback { Time = new(i / 100.0), Obliquity = new(i / 100.0), Tilt = new(1), Events = events(i / 100.0) });
            }
        }

        EventChain? Start(int ordinal) => default(EventChain).With(new AlertStarted(default, ordinal, AlertKind.PelvicDrop, Stance.Left, Exercise.Squat, new(4), new(5), new(5)));
        AlertEnded End(int ordinal) => new(default, ordinal, AlertKind.PelvicDrop, Stance.Left, Exercise.Squat, new(4), new(5), new(5), new(1), AlertEnd.Recovered);
        Play(0, 5, at => at == 3 ? Start(1) : null);
        var trace = traces.Take(End(1));
        Assert.InRange(trace[0].Time.Seconds, 2, 2.02);
        Assert.Equal(4.99, trace[^1].Time.Seconds, 0.02);
        Assert.InRange(trace.Length, 140, 181);
        Assert.Empty(traces.Take(End(1)));

        Play(5, 30, at => at == 6 ? Start(2) : null);
        var cut = traces.Take(End(2));
        Assert.InRange(cut[^1].Time.Seconds - cut[0].Time.Seconds, 9.9, 10);
        Assert.InRange(cut.Length, 500, AlertMessage.MaxTrace);
    }

    private static Proposal Propose(params ExerciseOutcome[] outcomes) => Proposed(outcomes).Proposal;

    private static (Proposal Proposal, ProposalReason? Reason) Proposed(params ExerciseOutcome[] outcomes) => Progression.Propose([.. outcomes], PainLimits.Usual);

    private static void RulesOut(SafetyScreen screen, PlannedExercise[] ruledOut, PlannedExercise[] allowed)
    {
        Assert.All(ruledOut, planned => Assert.NotNull(SafetyRule.Against(screen, planned)));
        Assert.All(allowed, planned => Assert.Null(SafetyRule.Against(screen, planned)));
    }

    private static List<BodySign?> Signs(params (double Time, double Tilt)[] samples)
    {
        var watch = default(BodyWatch);
        var signs = new List<BodySign?>();
        foreach (var (time, tilt) in samples)
        {
            var (sin, cos) = Math.SinCos(tilt * Math.PI / 360);
            var sample = new MotionSample { Time = new(time), SensorToEarth = new(cos, 0, sin, 0), Content = MotionContent.Orientation };
            watch = watch.Next(sample, new Feedback { Time = new(time), Obliquity = new(0), Tilt = new(tilt) }, out var sign);
            signs.Add(sign);
        }

        return signs;
    }
}
