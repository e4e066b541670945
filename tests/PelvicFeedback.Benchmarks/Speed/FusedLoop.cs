using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Benchmarks.Speed;

/// <summary>The pipeline's stages, in the order in which they follow one another.</summary>
internal enum PipelineStage
{
    Order,
    Orientation,
    Posture,
    Movement,
    Coaching,
}

/// <summary>The pipeline's own steps in one loop over an array, without Rx: what the reactive pipeline is held against.</summary>
internal static class FusedLoop
{
    /// <param name="samples">What comes in.</param>
    /// <param name="options">As for the pipeline.</param>
    /// <param name="last">Stages behind this one are left out.</param>
    /// <returns>Something of every result, so that none of the work can be left out.</returns>
    public static double Run(ReadOnlySpan<MotionSample> samples, FeedbackOptions options, PipelineStage last = PipelineStage.Coaching)
    {
        var beginning = PipelineState.Beginning(options.Exercise);
        var continuity = beginning.Continuity;
        OrientedState orientation = default;
        PostureState posture = default;
        MovementState movement = default;
        StanceWatch standing = default;
        RepetitionWatch repeating = default;
        FurtherWatch further = default;
        CoachingState coaching = default;
        TestWatch test = default;
        var filter = new OrientationFilter(options.SamplePeriod);
        var rules = new CoachingRules(options.Threshold, options.Dwell, options.Hysteresis);
        var left = options.LeftAxis.Direction();
        var sum = 0.0;
        foreach (ref readonly var sample in samples)
        {
            continuity = continuity.Next(sample, options.SamplePeriod, out var accepted);
            if (continuity.Rejected > 0)
            {
                continue;
            }

            if (last == PipelineStage.Order)
            {
                sum += continuity.Last.Seconds;
                continue;
            }

            TimedSample oriented;
            if (accepted.Motion.Has(MotionContent.Orientation))
            {
                oriented = OrientedState.AsGiven(accepted);
            }
            else
            {
                orientation = orientation.Next(accepted, filter, out oriented);
            }

            if (last == PipelineStage.Orientation)
            {
                sum += oriented.Motion.SensorToEarth.W;
                continue;
            }

            posture = posture.Next(oriented, left, options.CalibrateWhenStill, out var pelvis);
            if (last == PipelineStage.Posture)
            {
                sum += pelvis.TurnRate.Value;
                continue;
            }

            movement = movement.Next(pelvis, ref standing, ref repeating, ref further, out var moment);
            if (last == PipelineStage.Movement)
            {
                sum += moment.Set;
                continue;
            }

            coaching = coaching.Next(moment, rules, ref test, out var feedback);
            sum += feedback.Repetitions + feedback.Time.Seconds;
        }

        return sum;
    }
}
