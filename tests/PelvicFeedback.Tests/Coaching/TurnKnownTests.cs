using PelvicFeedback.Core.Coaching;

namespace PelvicFeedback.Tests.Coaching;

/// <summary>When the turn of a repetition is known, and when nobody may be told anything of it.</summary>
public class TurnKnownTests
{
    private static readonly Func<double, double> OutAndBack = t => Math.Pow(Math.Sin(Math.PI * t / 6), 2);

    [Fact]
    public void Two_halves_of_one_slow_turn_are_not_two_stillnesses_that_agree()
    {
        // Were 1.5°/s believed to be the gyroscope's, 9° out and back would come out as 5° and −9°, and read level.
        var posed = new Posed().Calibrated().Stand(4).For(1.5, tilt: t => 4 * Math.Sin(4 * t))
            .For(5, turn: t => 1.5 * t).For(1, tilt: t => 4 * Math.Sin(4 * t), turn: t => 7.5 + (1.5 * t)).For(5, turn: t => 9 + (1.5 * t))
            .Mark("exercise:standing-internal-rotation:left").For(6.1, turn: t => 16.5 + (9 * OutAndBack(t)));
        var rep = Assert.Single(posed.Events().OfType<RepetitionJudged>());

        Assert.Equal((null, Verdict.NotJudged, NotJudgedReason.TurnUnknown), (rep.Turn, rep.Verdict, rep.Reason));
    }

    [Fact]
    public void A_turn_with_samples_missing_in_it_is_not_known_until_the_next_repetition()
    {
        var posed = Rotating().For(2, turn: t => 6 * OutAndBack(t)).Skip(0.15).For(3.85, turn: t => 6 * OutAndBack(t + 2.15)).For(6.1, turn: t => 6 * OutAndBack(t));
        var reps = posed.Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal((null, Verdict.NotJudged, NotJudgedReason.Gap), (reps[0].Turn, reps[0].Verdict, reps[0].Reason));
        Assert.Equal((6, Verdict.Level), (Math.Round(reps[1].Turn!.Value.Value, 1), reps[1].Verdict));
    }

    [Fact]
    public void Who_turned_out_while_samples_were_missing_and_comes_back_is_not_told_of_a_turn()
    {
        var posed = Rotating().Stand(2).Skip(1).For(3, turn: Posed.Glide(12, 0, 2)).Stand(0.1);

        Assert.Empty(posed.Events().OfType<AlertStarted>());
    }

    [Theory]
    [InlineData(11, 0, Verdict.Level)]
    [InlineData(-14, 1, Verdict.NotLevel)]
    public void Abduction_has_a_limit_of_turn_too(double degrees, int alerts, Verdict verdict)
    {
        var events = new Posed().Calibrated().Stand(2).Mark("exercise:hip-abduction-extension:left").Shift(0.09)
            .For(5.2, turn: t => degrees * OutAndBack(t + 0.9)).Events();

        Assert.Equal(Enumerable.Repeat(AlertKind.Turn, alerts), events.OfType<AlertStarted>().Select(alert => alert.Kind));
        Assert.Equal(verdict, Assert.Single(events.OfType<RepetitionJudged>()).Verdict);
    }

    private static Posed Rotating() => new Posed().Calibrated().Stand(2).Mark("exercise:standing-internal-rotation:left");
}
