using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>Commands: carried out once, or refused with a reason.</summary>
public class SessionCommandTests
{
    [Fact]
    public void The_same_command_gets_the_same_reply_and_does_nothing_more()
    {
        var played = new Played().InSet().Hold().Hold().Ended();
        var redo = new SessionCommand.Redo(played.Head());
        var first = played.Press(redo);
        var (state, effects) = (played.State, played.Effects.Count);
        Assert.Same(first, played.After(30).Press(redo, retained: true));
        Assert.Equal(state.DoseSets + 1, played.After(20).State.DoseSets);
        Assert.True(first.Accepted && effects > 0);
    }

    [Fact]
    public void Retained_late_and_misdirected_commands_are_refused_and_counted()
    {
        var played = new Played();
        Assert.Equal(Refusal.Retained, played.Press(new SessionCommand.StartSession(played.Head()), retained: true).Refusal);
        Assert.Equal(Refusal.Expired, played.Press(new SessionCommand.StartSession(played.Head() with { ExpiresAt = played.At.Utc })).Refusal);
        var patient = new UtcInstant(played.At.Utc.UnixMilliseconds + 10_001);
        Assert.Equal(Refusal.Expired, played.Press(new SessionCommand.StartSession(played.Head() with { ExpiresAt = patient })).Refusal);
        Assert.Equal(Refusal.OtherSession, played.Press(new SessionCommand.StartSession(played.Head(Pseudonym.Parse("s0")))).Refusal);
        Assert.Equal((SessionStep.Idle, 4), (played.State.Step, played.State.Refused));
        Assert.Empty(played.Told);

        played.Start();
        Assert.Equal(Refusal.OtherSession, played.Press(new SessionCommand.Pain(played.Head() with { SessionId = null }, 3)).Refusal);
    }

    [Fact]
    public void Every_refusal_has_words_for_a_person()
    {
        var played = new Played();
        foreach (var command in All(played.Head()).Where(command => command.Name is not CommandName.StartSession))
        {
            var reply = played.Press(command);
            Assert.True(reply.Accepted || reply.Reason is { Length: > 10 and <= 200 } why && why.EndsWith('.'), $"{command.Name}: {reply}");
        }
    }

    // The table of docs/session.md: what is accepted in which step.
    [Fact]
    public void A_side_plank_that_the_plan_does_not_unlock_is_refused()
    {
        var plank = Plans.OneLeg with { Prescription = new(Exercise.SidePlankAbduction, ExerciseSide.Left) };
        var locked = new Played(Plans.Usual with { Exercises = [plank, Plans.Squats] }).Calibrated();
        var unlocked = new Played(Plans.Usual with { Exercises = [plank with { Unlocked = true }] }).Calibrated();
        SessionCommand Start(CommandHead head) => new SessionCommand.StartExercise(head, plank.Prescription);

        var refused = locked.Press(Start);
        Assert.Equal((Refusal.Unsafe, "This exercise is locked: the therapist has to unlock it in the plan."), (refused.Refusal, refused.Reason));
        Assert.True(unlocked.Press(Start).Accepted);
    }

    [Theory]
    [InlineData(SessionStep.Idle, "start-session stop set-sound take-over set-plan set-band watch message")]
    [InlineData(SessionStep.Questions, "answer pause stop set-sound take-over set-plan set-band watch message")]
    [InlineData(SessionStep.WearCheck, "calibrate pause stop pain set-sound take-over set-plan set-band watch message")]
    [InlineData(SessionStep.Static, "calibrate pause stop pain set-sound take-over set-plan set-band watch message")]
    [InlineData(SessionStep.Ready, "calibrate start-exercise next pause stop pain set-sound take-over set-plan set-band watch message")]
    [InlineData(SessionStep.Countdown, "calibrate next pause stop pain set-sound take-over set-plan set-band watch message")]
    [InlineData(SessionStep.Set, "next pause stop pain set-sound take-over set-plan set-band watch message")]
    [InlineData(SessionStep.Rest, "calibrate start-exercise next pause stop redo pain set-sound take-over set-plan set-band watch message")]
    public void Each_step_takes_its_commands_and_no_other(SessionStep step, string accepted)
    {
        Assert.Contains($"| {step} | {accepted} |", File.ReadAllText(Habits.Repository.Path("docs", "session.md")));
        var taken = All(At(step).Head()).Select(command =>
        {
            var played = At(step);
            return (command.Name, played.Press(command).Accepted);
        });
        Assert.Equal(accepted, string.Join(' ', taken.Where(one => one.Accepted).Select(one => Words.Of(one.Name))));
    }

    [Fact]
    public void A_name_that_was_another_commands_is_refused_and_the_first_reply_stays()
    {
        var played = new Played().Start();
        var pause = new SessionCommand.Pause(played.Head());
        var first = played.Press(pause);
        var reused = played.Press(new SessionCommand.Resume(pause.Head));
        Assert.Equal(Refusal.Malformed, reused.Refusal);
        Assert.Contains("cmdId", reused.Reason);
        Assert.Equal(PauseReason.Asked, played.State.Pause);
        Assert.Same(first, played.Press(pause));

        // The clinic and the page choose their names without knowing of each other.
        Assert.True(played.Press(new SessionCommand.ShowMessage(pause.Head, "Hello")).Accepted);
        Assert.Equal("Hello", played.State.Message);

        // And a stop is never argued with.
        Assert.True(played.Press(new SessionCommand.Stop(pause.Head, StopReason.Tired)).Accepted);
        Assert.Null(played.State.SessionId);
        Assert.Same(first, played.Press(pause));
    }

    [Fact]
    public void A_band_is_held_against_the_plan_that_it_is_for_and_goes_with_it()
    {
        var step = Plans.OneLeg with { Prescription = new(Exercise.LateralStepUp, ExerciseSide.Left) };
        var (next, limit) = (Plans.Usual with { PlanId = Pseudonym.Parse("plan-2"), Exercises = [Plans.OneLeg, step] }, new BandSetting(new(6), null));
        var played = new Played().InSet();
        Assert.Equal(Refusal.NotInPlan, played.Press(head => new SessionCommand.SetBand(head, step.Prescription, limit)).Refusal);
        played.Do(head => new SessionCommand.SetPlan(head, next));
        foreach (var prescription in new[] { step.Prescription, Plans.OneLeg.Prescription, Plans.Squats.Prescription })
        {
            played.Do(head => new SessionCommand.SetBand(head, prescription, limit));
        }

        // In force from the next set on, if the plan that goes on has the exercise.
        Assert.Equal((limit, limit), (played.State.BandOf(Plans.OneLeg), played.State.BandOf(Plans.Squats)));
        Assert.Null(played.State.BandOf(step));
        played.Do(head => new SessionCommand.Stop(head, StopReason.Tired));
        Assert.Equal((limit, limit), (played.State.BandOf(Plans.OneLeg), played.State.BandOf(step)));
        Assert.Equal(2, played.State.Bands.Length);

        // A plan that comes after a band is the newer word.
        played.Start().Do(head => new SessionCommand.SetPlan(head, next)).Do(head => new SessionCommand.SetBand(head, step.Prescription, limit))
            .Do(head => new SessionCommand.SetPlan(head, next)).Do(head => new SessionCommand.Stop(head, StopReason.Tired));
        Assert.Empty(played.State.Bands);
    }

    [Theory]
    [InlineData("in time")]
    [InlineData("retained")]
    [InlineData("expired")]
    [InlineData("for another session")]
    [InlineData("for no session")]
    public void A_stop_is_accepted_whatever_is_the_matter_with_it_and_says_when_there_was_nothing_to_stop(string how)
    {
        SessionCommand.Stop Stop(Played played) => new(
            how switch
            {
                "expired" => played.Head() with { ExpiresAt = new(0) },
                "for another session" => played.Head() with { SessionId = Pseudonym.Parse("another") },
                "for no session" => played.Head() with { SessionId = null },
                _ => played.Head(),
            },
            StopReason.Unwell);

        var idle = new Played();
        var reply = idle.Press(Stop(idle), how == "retained");
        Assert.Equal((true, "There was nothing to stop."), (reply.Accepted, reply.Reason));
        Assert.Empty(idle.Told);

        var under = new Played().InSet();
        reply = under.Press(Stop(under), how == "retained");
        Assert.Equal((true, null), (reply.Accepted, reply.Reason));
        Assert.Equal("end:unwell", under.Story.Last());
    }

    [Fact]
    public void What_expires_expires_by_the_clock_on_the_wall()
    {
        var played = new Played().Calibrated();
        played.WallStep = 3_600_000;
        Assert.True(played.Press(head => new SessionCommand.Pause(head)).Accepted);
        Assert.Equal(Refusal.Expired, played.Press(new SessionCommand.Resume(played.Head() with { ExpiresAt = new(played.At.Utc.UnixMilliseconds + 5000) })).Refusal);
        played.WallStep = -3_600_000;
        Assert.True(played.Press(head => new SessionCommand.Resume(head)).Accepted);
    }

    [Fact]
    public void Stop_is_accepted_always()
    {
        foreach (var step in Enum.GetValues<SessionStep>().Except([SessionStep.Connect, SessionStep.Result]))
        {
            var played = At(step);
            var late = new SessionCommand.Stop(new("late", new(0), Pseudonym.Parse("another")), StopReason.Fell);
            Assert.True(played.Press(late, retained: true).Accepted);
            Assert.Equal((SessionStep.Idle, null), (played.State.Step, played.State.SessionId));
            Assert.Equal(step == SessionStep.Idle ? 0 : 1, played.Told.Count(told => told is { Phase: SessionPhase.End, Reason: SessionReason.Fell }));
        }
    }

    [Fact]
    public void A_person_takes_over_from_the_automatic_patient()
    {
        var played = new Played { State = SessionMachine.Beginning(Plans.Usual, demonstration: true) };
        played.After(2);
        Assert.IsType<SessionCommand.StartSession>(DemoPatient.Press(played.State, played.At));
        played.Do(head => new SessionCommand.TakeOver(head));
        Assert.Null(DemoPatient.Press(played.State, played.At));
        Assert.True(played.State is { Demonstration: false, Simulated: true });
    }

    [Fact]
    public void A_plan_that_comes_in_a_session_waits_for_the_next()
    {
        var other = Plans.Usual with { PlanId = Pseudonym.Parse("plan-2") };
        var played = new Played().InSet().Do(head => new SessionCommand.SetPlan(head, other));
        Assert.Equal("plan-1", played.State.Plan!.PlanId.ToString());
        played.Do(head => new SessionCommand.Stop(head, StopReason.Tired));
        Assert.Equal("plan-2", played.State.Plan!.PlanId.ToString());
    }

    [Fact]
    public void A_watch_is_a_lease_of_30_s_and_is_written_down()
    {
        var played = new Played().Do(head => new SessionCommand.Watch(head, true)).After(29);
        Assert.True(played.State.IsWatched(played.At));
        played.Do(head => new SessionCommand.Watch(head, true)).After(29);
        Assert.True(played.State.IsWatched(played.At));
        played.After(1);
        Assert.False(played.State.IsWatched(played.At));
        Assert.Equal([true, true], played.Effects.OfType<SessionEffect.Audit>().Select(audit => audit.On));
    }

    private static Played At(SessionStep step) => step switch
    {
        SessionStep.Idle => new(),
        SessionStep.Questions => new Played().Start(),
        SessionStep.WearCheck => new Played().Answered(),
        SessionStep.Static => new Played().Answered().Feel(BodySign.Moved),
        SessionStep.Bow => new Played().Answered().Feel(BodySign.Moved).Accept(CalibrationStep.Static),
        SessionStep.SideCheck => new Played().Answered().Feel(BodySign.Moved).Accept(CalibrationStep.Static).Accept(CalibrationStep.Bow),
        SessionStep.Ready => new Played().Calibrated(),
        SessionStep.Countdown => new Played().Calibrated().Do(head => new SessionCommand.Next(head)),
        SessionStep.Set => new Played().InSet(),
        _ => new Played().InSet().Hold().Hold().Ended(),
    };

    private static SessionCommand[] All(CommandHead head)
    {
        var number = 0;
        CommandHead Next() => head with { CommandId = $"all-{number++}" };
        return
        [
            new SessionCommand.StartSession(Next()),
            new SessionCommand.Answer(Next(), Question.PainNow, 1, null),
            new SessionCommand.Calibrate(Next(), CalibrationStep.Static),
            new SessionCommand.StartExercise(Next(), Plans.OneLeg.Prescription),
            new SessionCommand.Next(Next()),
            new SessionCommand.Pause(Next()),
            new SessionCommand.Resume(Next()),
            new SessionCommand.Stop(Next(), StopReason.Tired),
            new SessionCommand.Redo(Next()),
            new SessionCommand.Pain(Next(), 1),
            new SessionCommand.SetSound(Next(), Sound.Off),
            new SessionCommand.TakeOver(Next()),
            new SessionCommand.SetPlan(Next(), Plans.Usual),
            new SessionCommand.SetBand(Next(), Plans.OneLeg.Prescription, null),
            new SessionCommand.Watch(Next(), true),
            new SessionCommand.ShowMessage(Next(), "Hello"),
        ];
    }
}
