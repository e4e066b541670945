using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>A session kept over a restart of the service.</summary>
public class SessionRestartTests
{
    [Fact]
    public void A_set_is_told_as_interrupted_and_goes_on_after_a_new_calibration_when_somebody_says_so()
    {
        var played = Restarted(new Played().InSet().Hold());
        Assert.Equal((PauseReason.Restarted, SessionStep.Ready, 1), (played.State.Pause, played.State.Step, played.State.Done));
        Assert.Equal(["start", "set-start", "set-end:interrupted"], played.Story);
        played.After(60);
        Assert.Equal(PauseReason.Restarted, played.State.Pause);

        played.Link(SensorLink.Live).Do(head => new SessionCommand.Resume(head));
        Assert.Equal(SessionStep.WearCheck, played.State.Step);
        played.Feel(BodySign.Moved).Accept(CalibrationStep.Static).Accept(CalibrationStep.Bow).Accept(CalibrationStep.Side).After(5);
        Assert.Equal((SessionStep.Set, 1, 1, 1), (played.State.Step, played.State.Set, played.State.Done, played.State.DoseSets));
    }

    [Fact]
    public void A_question_is_asked_again_and_a_result_is_shown_again()
    {
        var asked = Restarted(new Played().Start().Answer(Question.PainNow, 2));
        Assert.Equal((SessionStep.Questions, null, Question.Unwell), (asked.State.Step, asked.State.Pause, asked.State.Question));
        var result = Restarted(new Played(Plans.Usual with { Exercises = [Plans.Squats] }).InSet().Rep().Rep().Rep());
        Assert.Equal((SessionStep.Result, null), (result.State.Step, result.State.Pause));
        Assert.Contains("set-end:done", result.Story);
    }

    [Fact]
    public void A_rest_goes_on_to_a_new_calibration_and_the_next_set()
    {
        var played = Restarted(new Played().InSet().Hold().Hold().Ended().After(100)).Link(SensorLink.Live);
        played.Do(head => new SessionCommand.Resume(head)).Feel(BodySign.Moved).Accept(CalibrationStep.Static).Accept(CalibrationStep.Bow)
            .Accept(CalibrationStep.Side).After(5);
        Assert.Equal((SessionStep.Set, 2), (played.State.Step, played.State.Set));
    }

    [Fact]
    public void The_patient_on_the_floor_is_still_asked()
    {
        var played = Restarted(new Played().InSet().Feel(BodySign.Down));
        Assert.Equal((PauseReason.Down, Question.AllRight), (played.State.Pause, played.State.Question));
    }

    [Fact]
    public void A_command_from_before_gets_its_reply_from_before()
    {
        var played = new Played();
        var start = new SessionCommand.StartSession(played.Head());
        var reply = played.Press(start);
        Assert.Equal(reply, Restarted(played).Press(start, retained: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"version":4,"state":{}}""")]
    [InlineData("[1]")]
    public void What_is_no_saved_session_is_said_to_be_none(string json)
    {
        Assert.Null(SavedSession.FromJson(json, out var why));
        Assert.NotEqual("", why);
    }

    [Fact]
    public void A_damaged_state_is_refused_or_usable_and_never_throws()
    {
        var random = new Random(5);
        var whole = new Played().InSet().Hold().State.ToJson();
        var refused = 0;
        for (var round = 0; round < 3000; round++)
        {
            var text = whole.ToCharArray();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                text[random.Next(text.Length)] = "0123456789\"{}[],:-ntf"[random.Next(21)];
            }

            if (SavedSession.FromJson(new(text), out _) is not { } state)
            {
                refused++;
                continue;
            }

            var played = new Played { State = state };
            played.Hear(new SessionInput.Restarted(played.At));
            played.After(1);
        }

        Assert.InRange(refused, 1, 2999);
    }

    private static Played Restarted(Played before)
    {
        var json = before.State.ToJson();
        var kept = SavedSession.FromJson(json, out var why);
        Assert.Equal("", why);
        Assert.Equal(json, kept?.ToJson());
        before.State = kept!;
        before.Hear(new SessionInput.Restarted(before.At));
        return before;
    }
}
