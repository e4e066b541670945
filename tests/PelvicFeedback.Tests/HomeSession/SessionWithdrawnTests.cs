using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>What was said while the belt had slipped, or was worn another way, counts as not judged wherever the session counts.</summary>
public class SessionWithdrawnTests
{
    [Fact]
    public void A_slip_found_in_the_rest_takes_back_the_set_before()
    {
        var played = new Played().InSet().Hold().After(1);
        var from = played.Now;
        played.Hold().After(1).Ended();
        Assert.Equal((2, 0), Counts(played.State.Outcomes));
        played.Slipped(from);
        Assert.Equal((1, 1), Counts(played.State.Outcomes));
        played.Slipped(0);
        Assert.Equal((0, 2), Counts(played.State.Outcomes));
    }

    [Fact]
    public void A_slip_found_in_the_set_is_not_counted_twice()
    {
        var played = new Played().InSet().Hold().After(1).Slipped(0);

        // The pipeline's own summary comes with the mark that ends the set, without what it took back.
        played.Decide(new SetEnded(new(played.Now), Summary(played, level: 0, notJudged: 1)));
        Assert.Equal((0, 1), Counts(played.State.Outcomes));
    }

    [Fact]
    public void What_was_before_the_last_good_check_stays()
    {
        var played = new Played().InSet().Hold().Hold().After(1).Ended().After(1);
        played.Slipped(played.Now);
        Assert.Equal((2, 0), Counts(played.State.Outcomes));
    }

    [Fact]
    public void What_nobody_knows_the_time_of_is_taken_back_with_its_set()
    {
        // Of seven the session heard of two, which were before: the other five may have been after.
        var played = new Played().InSet().Hold().Hold().After(1).Decide(new SetEnded(new(6), Summary(null, level: 7, notJudged: 0)));
        played.Slipped(5.5);
        Assert.Equal((2, 5), Counts(played.State.Outcomes));
    }

    [Fact]
    public void The_session_before_is_taken_back_too_until_a_bow_is_behind_it()
    {
        var played = Done(out _);
        played.Slipped(0);
        Assert.Equal((0, 2), Counts(played.State.History));

        // The next session's bow finds that the belt had been worn another way.
        var bowed = Done(out var from).Calibrated().Decide(new Withdrawn(new(0), from, WithdrawalReason.Axis));
        Assert.Equal((0, 2), Counts(bowed.State.History));

        // After that bow nothing can reach so far, whatever the clock of a sensor says.
        var later = Done(out _).Calibrated().Do(head => new SessionCommand.Next(head)).After(5).Slipped(0);
        Assert.Equal((2, 0), Counts(later.State.History));
    }

    [Fact]
    public void Two_clocks_of_a_sensor_are_never_compared()
    {
        var played = Done(out _).Decide(new SensorRestarted(new(0))).Slipped(0);
        Assert.Equal((2, 0), Counts(played.State.History));
    }

    [Fact]
    public void Nothing_harder_is_proposed_on_what_was_taken_back()
    {
        var played = new Played(Plans.Usual with { Exercises = [Plans.OneLeg with { Sets = 1 }] });
        for (var session = 0; session < 3; session++)
        {
            played.InSet().After(1).Hold().Hold().Ended().Do(head => new SessionCommand.Pain(head, 1));
        }

        played.State = played.State with { History = [.. played.State.History.Select(outcome => outcome with { Settled = true })] };
        Assert.Equal(Proposal.Harder, Assert.Single(played.State.Proposals).Proposal);
        played.Slipped(0);
        Assert.Equal(Proposal.Keep, Assert.Single(played.State.Proposals).Proposal);
    }

    [Fact]
    public void An_easier_version_is_not_offered_for_what_was_taken_back()
    {
        var played = new Played(Plans.Usual with { Exercises = [Plans.Squats with { Repetitions = 9 }] }).InSet()
            .Rep(verdict: Verdict.NotLevel).Rep(verdict: Verdict.NotLevel).Rep(verdict: Verdict.NotLevel);
        Assert.Equal(Notice.Easier, played.State.Notice);
        played.Decide(new Withdrawn(new(played.Now), new(0), WithdrawalReason.Slip));
        Assert.Null(played.State.Notice);
        played.Rep(verdict: Verdict.NotLevel);
        Assert.Null(played.State.Notice);
    }

    [Fact]
    public void What_may_be_taken_back_is_kept_with_the_session()
    {
        var played = new Played().InSet().Hold().After(1).Hold().Ended();
        played.State = SavedSession.FromJson(played.State.ToJson(), out _)!;
        Assert.Equal((0, 2), Counts(played.Slipped(0).State.Outcomes));

        // A restart begins a new pipeline, which takes back nothing of the old one's.
        played = new Played().InSet().Hold().After(1).Hold().Ended();
        played.Hear(new SessionInput.Restarted(played.At));
        Assert.Equal((2, 0), Counts(played.Slipped(0).State.Outcomes));
    }

    private static Played Done(out Core.Units.SampleTime from)
    {
        var played = new Played().InSet();
        from = new(played.Now);
        return played.Hold().After(1).Hold().Ended().Do(head => new SessionCommand.Stop(head, StopReason.Tired));
    }

    private static SetSummary Summary(Played? played, int level, int notJudged) => new(
        Plans.OneLeg.Prescription, default, new(played?.Now ?? 6), 0, level, 0, notJudged, 2, new(20), new(20), new(18), 0, null);

    private static (int Level, int NotJudged) Counts(IEnumerable<ExerciseOutcome> outcomes) =>
        (outcomes.Sum(outcome => outcome.Level), outcomes.Sum(outcome => outcome.NotJudged));
}
