using PelvicFeedback.Core.Movement.Walking;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// What only some exercises need: steps, repetitions that the pace counts, the side plank. It is large, so it is kept beside
/// <see cref="MovementState"/>, and every other sample leaves it where it is.
/// </summary>
public readonly record struct FurtherWatch
{
    /// <summary>The steps of the set.</summary>
    public WalkWatch Walking { get; init; }

    /// <summary>The repetitions of the set, where the pace counts them.</summary>
    public PaceWatch Pace { get; init; }

    /// <summary>The side plank.</summary>
    public PlankWatch Plank { get; init; }

    /// <summary>Whether a sample of that exercise changes anything here; null for rest.</summary>
    // A bout of walking is told at the sample after its set, and no longer at the next one.
    public bool Follows(Exercise? exercise) =>
        exercise is Exercise.Walking or Exercise.SidePlankAbduction || IsPaced(exercise) || Walking.Set != 0 || Walking.Done is not null;

    /// <summary>Whether the patient does an exercise standing, to a given pace.</summary>
    public static bool IsPaced(Exercise? exercise) => exercise is Exercise.HipAbductionExtension or Exercise.StandingInternalRotation;

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis.</param>
    /// <param name="exercise">The exercise under way; null at rest.</param>
    /// <param name="set">The set's number.</param>
    /// <param name="otherLeg">Whether the motion shows another leg than the one prescribed.</param>
    public FurtherWatch Next(in PelvisSample pelvis, Exercise? exercise, int set, bool otherLeg)
    {
        var plank = exercise == Exercise.SidePlankAbduction ? Plank.Next(pelvis) : Plank;
        return new()
        {
            Walking = Walking.Next(pelvis, exercise == Exercise.Walking ? set : 0),
            Plank = plank,

            // In the side plank the pace begins with each lift-off.
            Pace = Plank.Since == plank.Since ? Pace.Next(pelvis, otherLeg)
                : plank.Since is { } lifted ? Pace.Begin(lifted, pelvis.Time)
                : Pace.End(),
        };
    }

    /// <summary>A set begins.</summary>
    /// <param name="exercise">Its exercise.</param>
    /// <param name="time">When.</param>
    public FurtherWatch Begin(Exercise exercise, SampleTime time) => IsPaced(exercise) ? this with { Pace = default(PaceWatch).Begin(time, time) } : this;

    /// <summary>The set is over; its steps are told with the sample that ends it.</summary>
    public FurtherWatch Over() => new() { Walking = Walking };

    /// <summary>After missing samples.</summary>
    /// <param name="time">The first sample after them.</param>
    /// <param name="isShort">Whether they are so few that nobody got up or lay down.</param>
    /// <param name="isBack">Whether the clock began anew.</param>
    public FurtherWatch AfterGap(SampleTime time, bool isShort, bool isBack) => this with
    {
        Pace = !isShort && Plank.Since is not null ? Pace.End() : isBack ? Pace.Restarted(time) : Pace,
        Plank = isShort ? Plank : Plank.AfterGap(),
    };
}
