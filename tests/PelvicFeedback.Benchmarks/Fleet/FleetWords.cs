using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Benchmarks.Fleet;

/// <summary>What homes say while somebody practises, as every load here says it.</summary>
internal static class FleetWords
{
    /// <summary>A repetition that was level.</summary>
    public static RepMessage Rep(Envelope envelope, EventId id, int number, double depthCm) => new(
        envelope, id, new(envelope.SensorTime, number, Exercise.SingleLegSquat, ExerciseSide.Left, new(3), depthCm, new(4), new(2), RepetitionSource.Motion, true, Verdict.Level, null));

    /// <summary>An alert begins.</summary>
    public static AlertMessage Alert(Envelope envelope, EventId id, double degrees) => new()
    {
        Envelope = envelope,
        EventId = id,
        AlertId = id.ToString(),
        Kind = AlertKind.PelvicDrop,
        Phase = Phase.Start,
        Stance = Stance.Left,
        Exercise = Exercise.SingleLegSquat,
        Threshold = new(5),
        Value = new(degrees),
        Peak = new(degrees + 1),
    };

    /// <summary>The second of a set.</summary>
    public static SummaryMessage Summary(ServiceEnvelope envelope, int done) => new()
    {
        Envelope = envelope,
        Step = SessionStep.Set,
        Prescription = new(Exercise.SingleLegSquat, ExerciseSide.Left),
        Set = 1,
        Sets = 3,
        Done = done,
        Repetitions = 8,
        InBandPercent = 62,
        Beam = new(3),
        Zone = Zone.Level,
        Confidence = Confidence.High,
        Sensor = SensorLink.Live,
    };
}
