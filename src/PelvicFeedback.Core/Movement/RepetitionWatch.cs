using System.Text.Json.Serialization;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// Counts squats and step-ups from motion: the pelvis goes down and up again (in a step-up up and down), or tilts forward and
/// back. The two watches see the same repetition in their own way; what overlaps one already counted is not counted twice.
/// </summary>
public readonly record struct RepetitionWatch
{
    // A squat of less than this is a wobble; a step is at least 5 cm high.
    private const double LeastSquatMetres = 0.02;
    private const double LeastStepMetres = 0.02;
    // Lowered slowly from a low step, with the hips bending, the back of the pelvis hardly accelerates.
    private const double StepCalm = 0.025;
    private const double SquatCalm = 0.045;
    private const double LeastSeconds = 0.7;
    private const double TurnLastsSeconds = 8;

    /// <summary>Up and down.</summary>
    public VerticalExcursion Vertical { get; init; }

    /// <summary>Forward and back.</summary>
    public TiltExcursion Tilting { get; init; }

    /// <summary>The leading leg alone carrying the patient, in a step-up.</summary>
    public LeadingLeg Alone { get; init; }

    /// <summary>Repetitions counted in this set.</summary>
    public int Count { get; init; }

    /// <summary>When the last one counted ended.</summary>
    public SampleTime LastEnded { get; init; }

    /// <summary>Sum of the turn about the vertical since the set began, degrees, left positive.</summary>
    public double Heading { get; init; }

    /// <summary>That sum when the pelvis last hardly moved, degrees, left positive.</summary>
    public double HeadingAtStart { get; init; }

    /// <summary>The repetition that ended at this sample; mostly null.</summary>
    public RepetitionDone? Done { get; init; }

    /// <summary>Whether one seems to be under way.</summary>
    [JsonIgnore]
    public bool UnderWay => Vertical.Phase != ExcursionPhase.Idle || Tilting.Phase != ExcursionPhase.Idle;

    /// <summary>Takes the next sample of a set.</summary>
    /// <param name="pelvis">The pelvis, standing.</param>
    /// <param name="upFirst">Whether a repetition goes up first, as a step-up does.</param>
    /// <param name="carried">In a step-up: whether the leading leg alone carries the patient; null where nobody can tell, and in squats.</param>
    public RepetitionWatch Next(in PelvisSample pelvis, bool upFirst, bool? carried)
    {
        var (time, step) = (pelvis.Time, pelvis.SincePrevious);
        var vertical = pelvis.HasAcceleration
            ? Vertical.Next(time, step, upFirst ? pelvis.UpAcceleration : -pelvis.UpAcceleration, upFirst ? LeastStepMetres : LeastSquatMetres, upFirst ? StepCalm : SquatCalm)
            : default;
        var alone = Alone.Next(time, step, carried == true, vertical.Farthest);
        var tilting = pelvis.Tilt is { } tilt ? Tilting.Next(time, step, tilt) : default;
        var heading = Heading + (pelvis.TurnRate * step).Value;
        var here = this with
        {
            Vertical = vertical,
            Tilting = tilting,
            Heading = heading,
            HeadingAtStart = UnderWay ? HeadingAtStart : heading,
            Alone = alone,
            Done = null,
        };

        if (vertical.Ended is { } seen && Counts(seen) && (carried is null || alone.Allows(seen.Size)))
        {
            return here.With(seen, seen.Size * 100, upFirst, pelvis);
        }

        // Lowered slowly from a low step the pelvis hardly accelerates: then the other foot on the floor ends it.
        if (carried == false && Alone.IsStep && Counts(new(Alone.Since, time, Alone.Highest)))
        {
            return (here with { Vertical = default, Alone = Alone }).With(new(Alone.Since, time, Alone.Highest), Alone.Highest * 100, upFirst, pelvis);
        }

        // Stepping up, the hips bend before the body rises: tilt alone may count only where there is no acceleration.
        return tilting.Ended is { } tilted && Counts(tilted) && vertical.Phase == ExcursionPhase.Idle && !(upFirst && pelvis.HasAcceleration)
            ? here.With(tilted, null, upFirst, pelvis)
            : here;
    }

    private bool Counts(Excursion excursion) =>
        (excursion.Ended - excursion.Began).Value >= LeastSeconds && (Count == 0 || excursion.Began >= LastEnded - new Seconds(0.3));

    private RepetitionWatch With(Excursion excursion, double? depthCm, bool upFirst, in PelvisSample pelvis)
    {
        var duration = excursion.Ended - excursion.Began;
        Degrees? turn = pelvis.TurnIsSteady && duration.Value <= TurnLastsSeconds ? new(Heading - HeadingAtStart) : null;
        return this with
        {
            Count = Count + 1,
            Alone = Alone with { IsCounted = Alone.Seconds > 0 },
            LastEnded = excursion.Ended,
            Done = new(Count + 1, excursion.Began, duration, depthCm, turn, LegSeen: !upFirst || Alone.IsClear),
        };
    }
}
