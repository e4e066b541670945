using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>What came of a set is told with the state, so that a page that was opened since can say it; and whether the set may be done again.</summary>
public class SessionCourseTests
{
    [Fact]
    public void It_is_told_after_the_set_and_not_before_it_is_known()
    {
        var played = new Played().InSet().Hold().Hold(Verdict.NotLevel);
        Assert.Null(Told(played).LastSet);
        played.Ended(1, 1);
        Assert.Equal(new LastSet(Plans.OneLeg.Prescription, 1, 1, 0), Told(played).LastSet);
        played.After(30);
        Assert.Equal((SessionStep.Countdown, null), (played.State.Step, Told(played).LastSet));
    }

    [Fact]
    public void It_outlives_a_restart_and_an_earlier_builds_saved_session_is_read_without_it()
    {
        var played = new Played().InSet().Hold().Hold().Ended();
        var saved = played.State.ToJson();
        played.State = SavedSession.FromJson(saved, out _)!;
        played.Hear(new SessionInput.Restarted(played.At));
        Assert.Equal(2, Told(played).LastSet?.Level);
        var earlier = System.Text.Json.Nodes.JsonNode.Parse(saved)!;
        Assert.True(earlier["state"]!.AsObject().Remove("course"));
        Assert.Null(SavedSession.FromJson(earlier.ToJsonString(), out var why)!.Course);
        Assert.Empty(why);
    }

    [Fact]
    public void A_set_that_was_broken_off_is_told_whole_and_what_nobody_judged_is_not_judged()
    {
        var played = new Played(Plans.Usual with { Exercises = [Plans.OneLeg with { Repetitions = 4 }] }).InSet().Hold();
        played.Do(head => new SessionCommand.Pause(head)).Ended(1);
        played.Do(head => new SessionCommand.Resume(head)).After(5).Hold();

        // Of this part nothing is heard any more: the set ends with the sensor away.
        played.Do(head => new SessionCommand.Pause(head)).After(3);
        played.Do(head => new SessionCommand.Resume(head)).After(5).Hold().Hold(Verdict.NotLevel).Ended(1, 1);
        Assert.Equal(new LastSet(Plans.OneLeg.Prescription, 2, 1, 1), Told(played).LastSet);
    }

    [Fact]
    public void What_went_out_most_often_is_told_and_the_next_set_begins_anew()
    {
        var played = new Played().InSet();
        foreach (var kind in new[] { AlertKind.PelvicDrop, AlertKind.Hike, AlertKind.Hike })
        {
            Alert(played, kind);
        }

        Alert(played, AlertKind.Tilt, Exercise.Squat);
        played.Hold().Hold(Verdict.NotLevel).Ended(1, 1);
        Assert.Equal(new Fault(AlertKind.Hike, Stance.Left), Told(played).LastSet?.Fault);
        played.Do(head => new SessionCommand.Redo(head)).After(5).Hold().Hold().Ended();
        Assert.Null(Told(played).LastSet?.Fault);
    }

    [Fact]
    public void Bouts_of_one_set_are_walked_together_and_a_slip_takes_back_what_is_said_of_them()
    {
        var played = Doing(new(Exercise.Walking, ExerciseSide.Both), hold: 60);
        Walk(played, Verdict.Level, Verdict.NotLevel, Verdict.Level, Verdict.Level);
        Walk(played, Verdict.Level, Verdict.Level, Verdict.NotJudged, Verdict.Level);
        played.Do(head => new SessionCommand.Next(head)).Ended(6, 1);
        Assert.Equal(new WalkedSteps(new(3, 0, 1), new(3, 1, 0)), Told(played).LastSet?.Walked);
        played.Slipped(0);
        Assert.Equal(new WalkedSteps(new(0, 0, 4), new(0, 0, 4)), Told(played).LastSet?.Walked);
        Assert.Equal((0, 0), (Told(played).LastSet!.Level, Told(played).LastSet!.NotLevel));
    }

    [Fact]
    public void What_the_one_leg_test_measured_is_told_as_its_message_tells_it_until_it_is_taken_back()
    {
        var played = Doing(new(Exercise.TrendelenburgTest, ExerciseSide.Left), hold: 30);
        played.Do(head => new SessionCommand.Pain(head, 9));
        played.Decide(new TestEnded(new(played.Now), new(played.Now), ExerciseSide.Left, new(12), new(4), null, null, TestEnd.FootDown, null)).Ended(0);
        Assert.Equal(new TestFigures(new(4), null, null, TestEnd.Pain), Told(played).LastSet?.Test);
        played.Slipped(0);
        Assert.Equal(new TestFigures(null, null, null, TestEnd.Pain), Told(played).LastSet?.Test);
    }

    [Fact]
    public void Doing_it_again_is_offered_where_it_would_be_accepted_and_nowhere_else()
    {
        var played = new Played().InSet();
        Assert.False(Told(played).MayRedo);
        played.Hold().Hold().Ended();
        Assert.True(Told(played).MayRedo);
        played.Do(head => new SessionCommand.Redo(head)).After(5).Hold().Hold().Ended();
        Assert.False(Told(played).MayRedo);
        played.After(35);
        Assert.Equal(SessionStep.Set, played.State.Step);
        played.Hold().Hold().Ended();
        Assert.True(Told(played).MayRedo);
        played.Do(head => new SessionCommand.Pain(head, 9));
        Assert.False(Told(played).MayRedo);
    }

    [Fact]
    public void Doing_it_again_is_not_offered_once_the_days_dose_is_done() =>
        Assert.False(Told(new Played(Plans.Usual with { DailySets = 1 }).InSet().Hold().Hold().Ended()).MayRedo);

    private static StateMessage Told(Played played) => SessionView.State(played.State, played.At, null, true, Pseudonym.Parse("b1"), "1", "core", null);

    private static Played Doing(Prescription prescription, double hold) =>
        new Played(Plans.Usual with { Exercises = [Plans.OneLeg with { Prescription = prescription, Sets = 1, Repetitions = 1, Hold = new(hold) }, Plans.Squats] }).InSet();

    private static void Alert(Played played, AlertKind kind, Exercise exercise = Exercise.SingleLegStance) =>
        played.Decide(new AlertStarted(new(played.Now), 1, kind, Stance.Left, exercise, new(4), new(5), new(5)));

    // One after the other: left, right, left, right.
    private static void Walk(Played played, params Verdict[] verdicts) => played.Decide(new WalkEnded(
        new(played.Now),
        [.. verdicts.Select((verdict, i) => new StepJudged(new(played.Now), new(played.Now - 4 + i), i % 2 == 0 ? Side.Left : Side.Right, null, null, false, verdict, null))]));
}
