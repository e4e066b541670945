using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>What the safety screen, the lock or the daily cap stands against is not offered: nobody is led before a START that does nothing.</summary>
public class SessionRuledOutTests
{
    private static readonly PlannedExercise Locked = Plans.OneLeg with { Prescription = new(Exercise.SidePlankAbduction, ExerciseSide.Left), Sets = 1 };
    private static readonly PlannedExercise LockedToo = Locked with { Prescription = new(Exercise.SidePlankAbduction, ExerciseSide.Right) };

    [Fact]
    public void A_locked_exercise_is_passed_over_wherever_it_stands()
    {
        var played = new Played(Plans.Usual with { Exercises = [Locked, Plans.OneLeg with { Sets = 1 }, LockedToo, Plans.Squats] }).Calibrated();
        Assert.Equal((SessionStep.Ready, Plans.OneLeg.Prescription), (played.State.Step, played.State.Planned?.Prescription));
        played.Do(head => new SessionCommand.Next(head)).After(5).Hold().Hold().Ended().After(30);
        Assert.Equal((SessionStep.Ready, Plans.Squats.Prescription), (played.State.Step, played.State.Planned?.Prescription));
    }

    [Fact]
    public void When_only_what_is_ruled_out_is_left_all_is_done()
    {
        var played = new Played(Plans.Usual with { Exercises = [Plans.OneLeg with { Sets = 1 }, Locked] }).InSet().Hold().Hold();
        Assert.Equal((SessionStep.Result, Question.Effort), (played.State.Step, played.State.Question));
    }

    [Fact]
    public void What_the_screen_stands_against_is_not_offered_either()
    {
        var screen = Plans.Screen with { WeightBearing = WeightBearing.Partial };
        var played = new Played(Plans.Usual with { Screen = screen, Exercises = [Plans.OneLeg, Plans.Squats] }).Calibrated();
        Assert.Equal(Plans.Squats.Prescription, played.State.Planned?.Prescription);
        Assert.Equal(
            Refusal.Unsafe,
            played.Press(head => new SessionCommand.StartExercise(head, Plans.OneLeg.Prescription)).Refusal);
    }

    [Fact]
    public void A_session_in_which_nothing_may_be_done_is_not_begun()
    {
        var played = new Played(Plans.Usual with { Exercises = [Locked, LockedToo] });
        var reply = played.Press(head => new SessionCommand.StartSession(head));
        Assert.Equal((Refusal.Unsafe, SessionStep.Idle), (reply.Refusal, played.State.Step));
        Assert.Contains("ask your therapist", reply.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Pain_in_the_last_set_of_the_day_offers_no_other_exercise()
    {
        var played = new Played(Plans.Usual with { DailySets = 1 }).InSet().Hold();
        played.Do(head => new SessionCommand.Pause(head)).Do(head => new SessionCommand.Pain(head, 9)).Do(head => new SessionCommand.Resume(head));
        Assert.Equal(SessionStep.Result, played.State.Step);
    }

    [Fact]
    public void The_automatic_patient_does_not_press_again_at_once_what_was_refused()
    {
        var played = new Played { State = SessionMachine.Beginning(Plans.Usual with { Exercises = [Locked] }, demonstration: true) };
        var pressed = 0;
        for (var i = 0; i < 4 * 120; i++)
        {
            played.After(0.25);
            if (DemoPatient.Press(played.State, played.At) is { } command)
            {
                pressed++;
                Assert.False(played.Press(command).Accepted);
            }
        }

        Assert.Equal(2, pressed);
    }

    [Fact]
    public void Everything_is_ruled_out_without_a_screen()
    {
        Assert.Equal(Locked.Prescription, Assert.Single(SafetyRule.RuledOut(Plans.Usual with { Exercises = [Plans.OneLeg, Locked] })));
        Assert.Equal(2, SafetyRule.RuledOut(Plans.Usual with { Screen = null }).Length);
    }
}
