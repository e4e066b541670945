using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>How a session ends: how hard it was, how much it hurts, and what differs from last time.</summary>
public class SessionEndTests
{
    private static readonly Prescription Left = Plans.OneLeg.Prescription;
    private static readonly Prescription Right = new(Exercise.SingleLegStance, ExerciseSide.Right);

    [Fact]
    public void Effort_is_asked_when_everything_is_done_and_goes_with_the_end()
    {
        var played = AtResult();
        Assert.Equal((SessionStep.Result, Question.Effort), (played.State.Step, played.State.Question));
        played.Answer(Question.Effort, 7);
        Assert.Equal((SessionStep.Result, null), (played.State.Step, played.State.Question));
        played.Do(head => new SessionCommand.Pain(head, 2));
        Assert.Equal((SessionPhase.End, 7), (played.Told.Last().Phase, played.Told.Last().Effort));
        Assert.Null(played.State.Effort);
    }

    [Fact]
    public void How_it_ended_is_told_until_the_next_session_and_outlives_a_restart()
    {
        var played = AtResult();
        var session = played.State.SessionId;
        Assert.Null(played.State.Ended);
        played.Do(head => new SessionCommand.Pain(head, 2));
        Assert.Equal((session, SessionReason.Done), (played.State.Ended?.SessionId, played.State.Ended?.Reason));
        Assert.Equal(played.State.Ended, SavedSession.FromJson(played.State.ToJson(), out _)!.Ended);
        Assert.Equal(played.State.Ended, SessionView.State(played.State, played.At, null, true, Pseudonym.Parse("b1"), "1", "core", null).Ended);
        Assert.Null(played.Start().State.Ended);
    }

    [Fact]
    public void What_an_earlier_build_has_saved_knows_of_no_end_and_is_read()
    {
        var saved = System.Text.Json.Nodes.JsonNode.Parse(AtResult().Do(head => new SessionCommand.Pain(head, 2)).State.ToJson())!;
        Assert.True(saved["state"]!.AsObject().Remove("ended"));
        Assert.Null(SavedSession.FromJson(saved.ToJsonString(), out var why)!.Ended);
        Assert.Empty(why);
    }

    [Fact]
    public void Nothing_waits_for_effort()
    {
        var told = AtResult().Do(head => new SessionCommand.Pain(head, 2));
        Assert.Equal((null, null), (told.State.Question, told.Told.Last().Effort));
        var gone = AtResult().Do(head => new SessionCommand.Next(head));
        Assert.Equal("end:done", gone.Story.Last());
        var again = AtResult().Do(head => new SessionCommand.Redo(head));
        Assert.Null(again.State.Question);
        var back = AtResult().Do(head => new SessionCommand.Pause(head)).Do(head => new SessionCommand.Resume(head));
        Assert.Equal((null, Question.Effort), (back.State.Pause, back.State.Question));
    }

    [Fact]
    public void It_differs_by_more_than_four_degrees_or_it_is_not_said()
    {
        Assert.Null(Against([8], [4]));
        Assert.Equal(new(Left, Change.MoreLevel), Against([8], [3.9]));
        Assert.Equal(new(Left, Change.LessLevel), Against([3.9], [8]));
    }

    [Fact]
    public void Who_differs_from_set_to_set_has_to_differ_more_from_time_to_time()
    {
        // 5° between the means; the sets of one day are 6° apart.
        Assert.Null(Against([12, 6], [4, 4]));
        Assert.Equal(new(Left, Change.MoreLevel), Against([9, 9], [4, 4]));
    }

    [Fact]
    public void Higher_than_level_is_not_nearer_to_level() => Assert.Null(Against([3], [-9]));

    [Fact]
    public void Only_the_same_exercise_on_the_same_side_is_a_last_time_and_only_the_newest()
    {
        Assert.Null(LastTime.Against([Of(Right, 12)], [Of(Left, 2)]));
        Assert.Null(LastTime.Against([Of(Left, 12), Of(Left, 3)], [Of(Left, 2)]));
        Assert.Equal(new(Right, Change.LessLevel), LastTime.Against([Of(Left, 8), Of(Right, 2)], [Of(Left, 3), Of(Right, 12)]));
        Assert.Null(LastTime.Against([], [Of(Left, 2)]));
    }

    [Fact]
    public void What_was_taken_back_is_no_figure()
    {
        var slipped = Of(Left, 12) with { Sets = [new(2, 0, 0) { Peak = new(12), End = new(100) }] };
        Assert.Equal(new(Left, Change.MoreLevel), LastTime.Against([slipped], [Of(Left, 2)]));
        Assert.Null(LastTime.Against([slipped.Without(new(50))], [Of(Left, 2)]));
        Assert.NotNull(LastTime.Against([slipped.Settle()], [Of(Left, 2)]));
    }

    [Fact]
    public void The_sets_largest_value_is_kept_for_the_next_session()
    {
        var played = AtResult().Do(head => new SessionCommand.Pain(head, 2));
        var kept = SavedSession.FromJson(played.State.ToJson(), out _)!;
        Assert.Equal(new Degrees(6), Assert.Single(Assert.Single(kept.History).Sets).Peak);
    }

    private static Played AtResult()
    {
        var played = new Played(Plans.Usual with { Exercises = [Plans.OneLeg with { Sets = 1 }] }).InSet().Hold().Hold();
        return played.Decide(new SetEnded(new(played.Now), new(Left, default, new(played.Now), 0, 2, 0, 0, 2, new(20), new(20), new(18), 0, new(6))
        {
            Verdict = Verdict.Level,
        }));
    }

    private static Difference? Against(double[] before, double[] now) => LastTime.Against([Of(Left, before)], [Of(Left, now)]);

    private static ExerciseOutcome Of(Prescription prescription, params double[] peaks) =>
        new(prescription, [.. peaks.Select(peak => new SetOutcome(2, 0, 0) { Peak = new(peak) })], null, 0, false, null);
}
