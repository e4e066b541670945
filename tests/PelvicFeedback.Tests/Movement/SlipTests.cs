using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;

namespace PelvicFeedback.Tests.Movement;

/// <summary>What is believed after a belt has slipped, and what is no slip.</summary>
public class SlipTests
{
    [Fact]
    public void After_a_slip_the_axis_is_not_sure_until_a_new_bow()
    {
        // A new static calibration finds up anew; whether the belt has turned too, gravity does not show.
        var slipped = new Posed().Calibrated().Mark("rest").Stand(5, obliquity: 3).Mark("calibrate:static").Stand(4, obliquity: 3);
        var unsure = slipped.Coached()[^2].Confidence;
        var squat = Assert.Single(Squat(slipped).Events().OfType<RepetitionJudged>());
        var bows = slipped.Mark("calibrate:bow").Stand(1, obliquity: 3);
        var sure = Bow(Bow(Bow(bows))).Mark("calibrate:end").Stand(1, obliquity: 3).Coached()[^2].Confidence;

        Assert.Equal((Confidence.Low, Confidence.High), (unsure, sure));
        Assert.Equal((Verdict.NotJudged, NotJudgedReason.NoBow), (squat.Verdict, squat.Reason));
    }

    [Fact]
    public void Who_sits_down_at_rest_has_no_slipped_belt()
    {
        Assert.Empty(new Posed().Calibrated().Mark("rest").For(6, tilt: Posed.Glide(0, -30, 1)).Events().OfType<BeltSlipped>());
        Assert.Single(new Posed().Calibrated().Mark("rest").For(6, tilt: Posed.Glide(0, -4, 1)).Events().OfType<BeltSlipped>());
    }

    private static Posed Bow(Posed posed) =>
        posed.For(2.5, _ => 3, t => 30 * Math.Pow(Math.Sin(Math.PI * t / 2.5), 2)).Stand(1, obliquity: 3);

    private static Posed Squat(Posed posed) => posed.Mark("exercise:single-leg-squat:left").Stand(1, obliquity: 3)
        .Shift(0.09, obliquity: 3).Stand(1, obliquity: 3).Squat(0.12, obliquity: _ => 3).Stand(1, obliquity: 3).Mark("rest").Stand(1, obliquity: 3);
}
