using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>What a simulated patient is asked to do now, and does until something else is asked.</summary>
public abstract record SimulatedTask
{
    private SimulatedTask()
    {
    }

    /// <summary>Stand quietly on both feet.</summary>
    public static SimulatedTask Stand { get; } = new Standing();

    /// <summary>What a session asks for.</summary>
    public static SimulatedTask For(SessionState session) => session switch
    {
        { Pause: not null } => Stand,
        { Step: SessionStep.WearCheck } => new Leaning(),
        { Step: SessionStep.Bow } => new Bowing(),
        { Step: SessionStep.SideCheck } => new BendingKnee(Side.Left),
        { Step: SessionStep.Set, Planned: { } planned } => new Exercising(planned.Prescription, planned.Hold ?? UsualHold(planned.Prescription.Exercise)),
        _ => Stand,
    };

    private static Seconds UsualHold(Exercise exercise) => new(exercise == Exercise.TrendelenburgTest ? 30 : 10);

    /// <summary>Stand quietly on both feet.</summary>
    public sealed record Standing : SimulatedTask;

    /// <summary>Lean forward a little and come back: the sensor moves with somebody.</summary>
    public sealed record Leaning : SimulatedTask;

    /// <summary>Bow from the hips, again and again.</summary>
    public sealed record Bowing : SimulatedTask;

    /// <summary>Bend a knee with both feet flat, again and again.</summary>
    /// <param name="Knee">Which.</param>
    public sealed record BendingKnee(Side Knee) : SimulatedTask;

    /// <summary>An exercise, one repetition after another; what the simulator does not know is stood through.</summary>
    /// <param name="Prescription">What, and on which side.</param>
    /// <param name="Hold">How long one leg is held up; s, at least 1.</param>
    public sealed record Exercising(Prescription Prescription, Seconds Hold) : SimulatedTask;
}
