using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>A session from its first question to its end, and what it does by itself.</summary>
public class SessionFlowTests
{
    [Fact]
    public void A_whole_session_goes_from_questions_to_the_result()
    {
        var played = new Played().Calibrated();
        Assert.Equal(["calibrate:static", "calibrate:bow", "calibrate:side:left"], played.Marks);
        Assert.Equal(SessionStep.Ready, played.State.Step);

        played.Do(head => new SessionCommand.StartExercise(head, Plans.OneLeg.Prescription)).After(4.75);
        Assert.Equal(SessionStep.Countdown, played.State.Step);
        played.After(0.25);
        Assert.Equal((SessionStep.Set, "exercise:single-leg-stance:left"), (played.State.Step, played.Marks.Last()));

        played.After(12).Hold().After(12).Hold();
        Assert.Equal((SessionStep.Rest, "rest"), (played.State.Step, played.Marks.Last()));
        played.Ended().After(29.75);
        Assert.Equal(SessionStep.Rest, played.State.Step);
        played.After(0.25 + 5);
        Assert.Equal((SessionStep.Set, 2), (played.State.Step, played.State.Set));
        played.Hold().Hold().Ended().After(30);

        // Another exercise waits for a person; squats ask for the bow again first.
        Assert.Equal((SessionStep.Ready, Plans.Squats), (played.State.Step, played.State.Planned));
        played.Do(head => new SessionCommand.Next(head));
        Assert.Equal((SessionStep.Bow, "calibrate:bow"), (played.State.Step, played.Marks.Last()));
        played.Accept(CalibrationStep.Bow).After(5).Rep().Rep().Rep().Ended(3);
        Assert.Equal(SessionStep.Result, played.State.Step);
        played.Do(head => new SessionCommand.Pain(head, 2));
        Assert.Equal((SessionStep.Idle, null), (played.State.Step, played.State.SessionId));
        Assert.Equal(
            ["start", "set-start", "set-end:done", "set-start", "set-end:done", "set-start", "set-end:done", "pain", "end:done"], played.Story);
        Assert.Equal(new SetResult(2, 2, 0, 0, 0, 90, Verdict.Level, null) { Judged = new(20) }, played.Told.ElementAt(2).Result);
        Assert.Equal(Support.Fingertips, played.Told.ElementAt(1).Support);
        Assert.Equal(new Answers(1, null, null, false, false, true), played.Told.First().Answers);
    }

    [Fact]
    public void The_next_session_asks_for_the_night_and_the_morning_and_knows_whether_pain_settled()
    {
        var played = new Played().InSet().Hold().Hold().Ended();
        played.Do(head => new SessionCommand.Stop(head, StopReason.Tired));
        played.Start().Answer(Question.PainNow, 1);
        Assert.Equal(Question.PainNight, played.State.Question);
        played.Answer(Question.PainNight, 0).Answer(Question.PainMorning, 3).Answer(Question.Unwell, false)
            .Answer(Question.DoNotStart, false).Answer(Question.SupportReady, true);
        Assert.Equal(false, Assert.Single(played.State.History).Settled);
    }

    [Fact]
    public void The_end_of_a_session_tells_the_therapist_what_is_proposed_for_what_was_done()
    {
        var played = new Played().InSet().Hold(Verdict.NotLevel).Hold(Verdict.NotLevel).Ended(0, 2);
        played.Do(head => new SessionCommand.Redo(head)).After(5).Hold(Verdict.NotLevel).Hold(Verdict.NotLevel).Ended(0, 2);
        played.Do(head => new SessionCommand.Stop(head, StopReason.Tired));
        Assert.Equal([new ExerciseProposal(Plans.OneLeg.Prescription, Proposal.Easier, ProposalReason.MostlyNotLevel)], played.Told.Last().Proposals);
        Assert.All(played.Told.SkipLast(1), told => Assert.Null(told.Proposals));
        Assert.Equal(Plans.Usual, played.State.Plan);
    }

    [Theory]
    [InlineData(StopReason.Pain)]
    [InlineData(StopReason.Unwell)]
    [InlineData(StopReason.NearlyFell)]
    [InlineData(StopReason.Fell)]
    [InlineData(StopReason.Tired)]
    [InlineData(StopReason.Sensor)]
    [InlineData(StopReason.Other)]
    public void After_every_stop_the_number_to_call_is_said(StopReason reason)
    {
        var played = new Played().InSet().Hold().Do(head => new SessionCommand.Stop(head, reason));
        Assert.Equal((SessionStep.Idle, Notice.Emergency), (played.State.Step, played.State.Notice));
        Assert.True(Assert.Single(played.State.History).Stopped);
        Assert.Equal(reason == StopReason.Pain, Assert.Single(played.State.Proposals).Reason == ProposalReason.TooPainful);
    }

    [Fact]
    public void A_stop_between_two_sets_is_one_of_the_exercise_too()
    {
        var played = new Played().InSet().Hold().Hold().Ended().Do(head => new SessionCommand.Stop(head, StopReason.Pain));
        Assert.Equal((true, true), (Assert.Single(played.State.History).Stopped, played.State.History[0].TooPainful));
    }

    [Fact]
    public void A_calibration_that_does_not_come_about_is_asked_for_three_times_and_then_waits()
    {
        var played = new Played().Answered().Feel(BodySign.Moved).After(19.75);
        Assert.Single(played.Marks);
        played.After(0.25);
        Assert.Equal((2, Notice.TryAgain), (played.Marks.Count(), played.State.Notice));
        played.Refuse(CalibrationStep.Static, CalibrationRefusal.NotStill).After(40);
        Assert.Equal((PauseReason.Calibration, "calibrate:end"), (played.State.Pause, played.Marks.Last()));
        played.After(100);
        Assert.Equal(4, played.Marks.Count());
        played.Do(head => new SessionCommand.Resume(head));
        Assert.Equal((SessionStep.Static, "calibrate:static"), (played.State.Step, played.Marks.Last()));
    }

    [Fact]
    public void Bows_that_disagree_are_asked_for_again()
    {
        var played = new Played().Answered().Feel(BodySign.Moved).Accept(CalibrationStep.Static).Refuse(CalibrationStep.Bow, CalibrationRefusal.BowsDisagree);
        Assert.Equal((SessionStep.Bow, 1, Notice.TryAgain), (played.State.Step, played.State.Tries, played.State.Notice));
        Assert.Equal(["calibrate:static", "calibrate:bow", "calibrate:bow"], played.Marks);
    }

    [Fact]
    public void A_set_without_a_result_from_the_pipeline_is_told_without_one()
    {
        var played = new Played().InSet().Hold().Hold();
        Assert.DoesNotContain("set-end:done", played.Story);
        played.After(2);
        Assert.Equal("set-end:done", played.Story.Last());
        Assert.Null(played.Told.Last().Result);
    }

    [Fact]
    public void A_pause_in_a_set_ends_it_and_going_on_counts_on_after_a_countdown()
    {
        var played = new Played().InSet().Hold();
        played.Do(head => new SessionCommand.Pause(head));
        Assert.Equal(("rest", PauseReason.Asked), (played.Marks.Last(), played.State.Pause));
        played.Ended().After(100).Do(head => new SessionCommand.Resume(head));
        Assert.Equal(SessionStep.Countdown, played.State.Step);
        played.After(5).Hold();
        Assert.Equal(SessionStep.Rest, played.State.Step);
        Assert.Equal(1, played.State.DoseSets);
        Assert.Equal(["start", "set-start", "set-end:paused", "set-start"], played.Story);
    }

    [Fact]
    public void A_paced_exercise_of_which_nothing_is_heard_ends_shortly_after_its_pace()
    {
        var abduction = Plans.OneLeg with { Prescription = new(Exercise.HipAbductionExtension, ExerciseSide.Left), Hold = null, Repetitions = 4, Sets = 1 };
        var played = new Played(Plans.Usual with { Exercises = [abduction] }).InSet().After(25.75);
        Assert.Equal(SessionStep.Set, played.State.Step);
        played.After(0.25);
        Assert.Equal(SessionStep.Result, played.State.Step);
    }

    [Fact]
    public void A_session_that_is_left_alone_ends_after_half_an_hour()
    {
        var played = new Played().Calibrated().After(1799);
        Assert.NotNull(played.State.SessionId);
        played.After(1);
        Assert.Equal("end:left-alone", played.Story.Last());
    }

    [Fact]
    public void Three_in_a_row_that_are_not_level_offer_an_easier_version()
    {
        var played = new Played(Plans.Usual with { Exercises = [Plans.Squats with { Repetitions = 9 }] }).InSet().Rep(verdict: Verdict.NotLevel).Rep(verdict: Verdict.NotLevel);
        Assert.Null(played.State.Notice);
        played.Rep(verdict: Verdict.NotLevel);
        Assert.Equal(Notice.Easier, played.State.Notice);
        played.Rep();
        Assert.Null(played.State.Notice);
    }

    [Fact]
    public void The_state_message_says_what_a_page_needs_and_is_valid()
    {
        var played = new Played(Plans.Usual with { Exercises = [Plans.OneLeg with { FeedbackPercent = 50 }] }).InSet();
        var first = View(played);
        Assert.Equal((SessionStep.Set, 1, 2, 0, 2), (first.Step, first.Set, first.Sets, first.Done, first.Repetitions));
        Assert.Equal((false, Confidence.High, SensorLink.Live), (first.Feedback, first.Calibration, first.Sensor));
        Assert.True(View(played.Hold()).Feedback);
    }

    private static StateMessage View(Played played) =>
        SessionView.State(played.State, played.At, new(1), true, Pseudonym.Parse("b1"), "0.1.0", "core-1", null);
}
