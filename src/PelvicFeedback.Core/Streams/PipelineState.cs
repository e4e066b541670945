using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Streams;

/// <summary>Everything a pipeline knows between two samples, as one value. Put back, it goes on as if it had never stopped.</summary>
public sealed record PipelineState
{
    /// <summary>Order of the samples.</summary>
    public Continuity Continuity { get; init; }

    /// <summary>The orientation filter.</summary>
    public OrientedState Orientation { get; init; }

    /// <summary>Calibration and angles.</summary>
    public PostureState Posture { get; init; }

    /// <summary>Holds and slips.</summary>
    public MovementState Movement { get; init; }

    /// <summary>The stance leg, from motion.</summary>
    public StanceWatch Standing { get; init; }

    /// <summary>Repetitions that motion counts.</summary>
    public RepetitionWatch Repeating { get; init; }

    /// <summary>Steps, paced repetitions, the side plank.</summary>
    public FurtherWatch Further { get; init; }

    /// <summary>Alerts, verdicts, sets.</summary>
    public CoachingState Coaching { get; init; }

    /// <summary>The 30 s test.</summary>
    public TestWatch Test { get; init; }

    /// <summary>The state before the first sample.</summary>
    /// <param name="exercise">An exercise under way from the first sample; null for none.</param>
    public static PipelineState Beginning(Prescription? exercise) => new()
    {
        Continuity = new() { Waiting = exercise is { } prescription ? [new Mark.StartExercise(prescription)] : null },
    };
}

/// <summary>Where a running pipeline keeps its state; for one subscription at a time.</summary>
public sealed class PipelineMemory(PipelineState start)
{
    internal Kept<Continuity> Continuity { get; } = new(start.Continuity);

    internal Kept<OrientedState> Orientation { get; } = new(start.Orientation);

    internal Kept<PostureState> Posture { get; } = new(start.Posture);

    internal Kept<MovementState> Movement { get; } = new(start.Movement);

    internal Kept<StanceWatch> Standing { get; } = new(start.Standing);

    internal Kept<RepetitionWatch> Repeating { get; } = new(start.Repeating);

    internal Kept<FurtherWatch> Further { get; } = new(start.Further);

    internal Kept<CoachingState> Coaching { get; } = new(start.Coaching);

    internal Kept<TestWatch> Test { get; } = new(start.Test);

    /// <summary>
    /// Rules in place of the options', from the next set on; null for the options'. Set it on the thread that the samples come on, before
    /// the sample whose mark begins the set.
    /// </summary>
    public CoachingRules? Rules { get; set; }

    /// <summary>Since when a pace is given; null while none is. On the thread that the samples come on.</summary>
    public SampleTime? PaceFrom => Further.Now.Pace.Origin;

    /// <summary>
    /// What the first quantity counts from: φ where the pelvis stood still, in the side plank the lift at the hold's own start; null where it counts from
    /// level, and until the pelvis was still. On the thread that the samples come on.
    /// </summary>
    public Degrees? HeldFrom => Movement.Now.Prescription?.Exercise switch
    {
        Exercise.SidePlankAbduction => Movement.Now.Hold?.Leg is null ? null : LiftOf(Further.Now.Plank.Start?.Frontal),
        Exercise.StandingInternalRotation => Movement.Now.Start?.Frontal,
        _ => null,
    };

    /// <summary>How far a long axis is from where it lay on the floor, not negative; null elsewhere than in a side plank, and before the floor is known.</summary>
    /// <param name="longAxis">σ; null when not lying.</param>
    public Degrees? LiftOf(Degrees? longAxis) =>
        longAxis is { } axis && Movement.Now.Prescription?.Exercise == Exercise.SidePlankAbduction && Further.Now.Plank.Floor is { } floor
            ? new(Math.Abs(axis.Value - floor.Frontal.Value))
            : null;

    /// <summary>The samples have stopped, and nobody knows whether more will come. On the thread that the samples come on.</summary>
    /// <returns>What ends with the last sample; null for nothing.</returns>
    public EventChain? Silence()
    {
        ref var coaching = ref Coaching.Place;
        coaching = coaching.Silenced(out var events);
        return events;
    }

    /// <summary>The state after the last sample; take it on the thread that the samples come on.</summary>
    public PipelineState Snapshot() => new()
    {
        Continuity = Continuity.Now,
        Orientation = Orientation.Now,
        Posture = Posture.Now,
        Movement = Movement.Now,
        Standing = Standing.Now,
        Repeating = Repeating.Now,
        Further = Further.Now,
        Coaching = Coaching.Now,
        Test = Test.Now,
    };
}
