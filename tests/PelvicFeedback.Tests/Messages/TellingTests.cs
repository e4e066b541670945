using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Messages;

/// <summary>A message says what was decided, each value in its own field.</summary>
public class TellingTests
{
    private static readonly Envelope Envelope = new(default, new(12), true, null);
    private static readonly EventId Name = new(Pseudonym.Parse("k3v9x2"), 1);

    [Fact]
    public void An_alerts_start_and_end_say_limit_value_and_peak()
    {
        var start = AlertMessage.Of(
            new AlertStarted(new(12), 3, AlertKind.Hike, Stance.Right, Exercise.LateralStepUp, new(5), new(6), new(7)), Envelope, Name, "a-3");
        var end = AlertMessage.Of(
            new AlertEnded(new(12), 3, AlertKind.Hike, Stance.Right, Exercise.LateralStepUp, new(5), new(3), new(9), new(2), AlertEnd.Slip), Envelope, Name, "a-3", []);

        Assert.Equal((AlertKind.Hike, Phase.Start, Stance.Right, Exercise.LateralStepUp), (start.Kind, start.Phase, start.Stance, start.Exercise));
        Assert.Equal((5, 6, 7), (start.Threshold.Value, start.Value.Value, start.Peak.Value));
        Assert.Equal((null, null, null), (start.Duration, start.Reason, start.Trace));
        Assert.Equal((AlertKind.Hike, Phase.End, Stance.Right, Exercise.LateralStepUp), (end.Kind, end.Phase, end.Stance, end.Exercise));
        Assert.Equal((5, 3, 9), (end.Threshold.Value, end.Value.Value, end.Peak.Value));
        Assert.Equal((2, AlertEnd.Slip), (end.Duration!.Value.Value, end.Reason));
    }

    [Fact]
    public void A_live_message_says_what_the_pipeline_said_of_the_sample()
    {
        var standing = LiveMessage.Of(
            new()
            {
                Time = new(12),
                Obliquity = new(-3),
                Tilt = new(8),
                Stance = Stance.Right,
                Confidence = Confidence.Low,
                Zone = Zone.Warn,
                Prescription = new(Exercise.SingleLegStance, ExerciseSide.Right),
                Repetitions = 4,
            },
            Envelope);
        var lying = LiveMessage.Of(new() { LongAxis = new(11), Roll = new(-2) }, Envelope);

        Assert.Equal((-3, 8, 3), (standing.Obliquity!.Value.Value, standing.Tilt!.Value.Value, standing.Drop!.Value.Value));
        Assert.Equal((Stance.Right, Confidence.Low, Zone.Warn, 4), (standing.Stance, standing.Confidence, standing.Zone, standing.Repetitions));
        Assert.Equal(new Prescription(Exercise.SingleLegStance, ExerciseSide.Right), standing.Prescription);
        Assert.Equal((11, -2, null), (lying.LongAxis!.Value.Value, lying.Roll!.Value.Value, lying.Drop));
    }

    [Fact]
    public void The_limits_in_force_are_those_of_the_band()
    {
        var limits = LimitInForce.Of(Bands.For(Exercise.SingleLegStance, default)!);

        Assert.Equal([new(AlertKind.PelvicDrop, new(2), new(4)), new(AlertKind.Hike, null, new(6))], limits.AsEnumerable());
    }
}
