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
    [Theory]
    [InlineData(SessionStep.Idle, "start-session stop set-sound set-plan set-band watch message")]
    [InlineData(SessionStep.Questions, "answer pause stop set-sound set-plan set-band watch message")]
    [InlineData(SessionStep.WearCheck, "calibrate pause stop pain set-sound set-plan set-band watch message")]
    [InlineData(SessionStep.Static, "calibrate pause stop pain set-sound set-plan set-band watch message")]
    [InlineData(SessionStep.Ready, "calibrate start-exercise next pause stop pain set-sound set-plan set-band watch message")]
    [InlineData(SessionStep.Countdown, "calibrate next pause stop pain set-sound set-plan set-band watch message")]
    [InlineData(SessionStep.Set, "next pause stop pain set-sound set-plan set-band watch message")]
    [InlineData(SessionStep.Rest, "calibrate start-exercise next pause stop redo pain set-sound set-plan set-band watch message")]
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
    public void A_person_takes_over_from_the_automatic_patient_once()
    {
        var played = new Played { State = SessionMachine.Beginning(Plans.Usual, demonstration: true) };
        played.After(2);
        Assert.IsType<SessionCommand.StartSession>(DemoPatient.Press(played.State, played.At));
        played.Do(head => new SessionCommand.TakeOver(head));
        Assert.Null(DemoPatient.Press(played.State, played.At));
        Assert.Equal(Refusal.NotNow, played.Press(head => new SessionCommand.TakeOver(head)).Refusal);
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
