using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Streams;

/// <summary>The pipeline from a sensor's samples to what is said of them, the same for a recording and for a patient.</summary>
public static class FeedbackPipeline
{
    /// <summary>What is said of every sample.</summary>
    /// <param name="samples">Samples as they come; those out of order are left out and counted.</param>
    /// <param name="options">What a person may choose.</param>
    /// <returns>
    /// One feedback for each accepted sample, on the thread that the sample came on, and, if there was any sample, a last one
    /// (<see cref="Feedback.Closes"/>) that says what was still open when the samples end. An error of the samples is passed on as it is.
    /// </returns>
    public static IObservable<Feedback> Coached(this IObservable<MotionSample> samples, FeedbackOptions options) =>
        samples.Coached(options, new PipelineMemory(PipelineState.Beginning(options.Exercise)));

    /// <summary>What is said of every sample, going on from a saved state.</summary>
    /// <param name="samples">Samples as they come.</param>
    /// <param name="options">What a person may choose.</param>
    /// <param name="memory">Where the state is kept; for one subscription at a time.</param>
    public static IObservable<Feedback> Coached(this IObservable<MotionSample> samples, FeedbackOptions options, PipelineMemory memory) =>
        samples.InOrder(options, memory)
            .Oriented(options, memory)
            .OnThePelvis(options, memory)
            .Moving(memory)
            .Coached(options, memory);

    /// <summary>Samples in the order of their own time, with what is missing between them.</summary>
    /// <param name="samples">Samples as they come.</param>
    /// <param name="options">What a person may choose.</param>
    /// <param name="memory">Where the state is kept.</param>
    public static IObservable<TimedSample> InOrder(this IObservable<MotionSample> samples, FeedbackOptions options, PipelineMemory memory)
    {
        var period = options.SamplePeriod;
        return samples.Through(
            memory.Continuity,
            (ref Continuity state, in MotionSample sample, out TimedSample accepted) =>
            {
                state = state.Next(sample, period, out accepted);
                return state.Rejected == 0;
            });
    }

    /// <summary>Samples that all have an orientation: the sensor's own, or the filter's.</summary>
    /// <param name="samples">Accepted samples.</param>
    /// <param name="options">What a person may choose.</param>
    /// <param name="memory">Where the state is kept.</param>
    public static IObservable<TimedSample> Oriented(this IObservable<TimedSample> samples, FeedbackOptions options, PipelineMemory memory)
    {
        var filter = new OrientationFilter(options.SamplePeriod);
        return samples.Through(
            memory.Orientation,
            (ref OrientedState state, in TimedSample sample, out TimedSample oriented) =>
            {
                if (sample.Motion.Has(MotionContent.Orientation))
                {
                    oriented = OrientedState.AsGiven(sample);
                }
                else
                {
                    state = state.Next(sample, filter, out oriented);
                }

                return true;
            });
    }

    /// <summary>The pelvis: calibrated angles against gravity.</summary>
    /// <param name="samples">Oriented samples.</param>
    /// <param name="options">What a person may choose.</param>
    /// <param name="memory">Where the state is kept.</param>
    public static IObservable<PelvisSample> OnThePelvis(this IObservable<TimedSample> samples, FeedbackOptions options, PipelineMemory memory)
    {
        var left = options.LeftAxis.Direction();
        var unasked = options.CalibrateWhenStill;
        return samples.Through(
            memory.Posture,
            (ref PostureState state, in TimedSample sample, out PelvisSample pelvis) =>
            {
                state = state.Next(sample, left, unasked, out pelvis);
                return true;
            });
    }

    /// <summary>What the patient is doing: set, stance, holds, repetitions.</summary>
    /// <param name="pelvis">The pelvis.</param>
    /// <param name="memory">Where the state is kept.</param>
    public static IObservable<Moment> Moving(this IObservable<PelvisSample> pelvis, PipelineMemory memory) =>
        pelvis.Through(
            memory.Movement,
            (ref MovementState state, in PelvisSample sample, out Moment moment) =>
            {
                state = state.Next(sample, ref memory.Standing.Place, ref memory.Repeating.Place, ref memory.Further.Place, out moment);
                return true;
            });

    /// <summary>What is said of it: zones, alerts, verdicts.</summary>
    /// <param name="moments">What the patient is doing.</param>
    /// <param name="options">What a person may choose.</param>
    /// <param name="memory">Where the state is kept.</param>
    public static IObservable<Feedback> Coached(this IObservable<Moment> moments, FeedbackOptions options, PipelineMemory memory)
    {
        var rules = new CoachingRules(options.Threshold, options.Dwell, options.Hysteresis);
        return moments.Through(
            memory.Coaching,
            (ref CoachingState state, in Moment moment, out Feedback feedback) =>
            {
                state = state.Next(moment, memory.Rules ?? rules, ref memory.Test.Place, out feedback);
                return true;
            },
            () => Closing(memory));
    }

    // Every stage may hold something that only the end of the input decides.
    private static Feedback? Closing(PipelineMemory memory)
    {
        if (!memory.Continuity.Now.Begun)
        {
            return null;
        }

        EventChain? events = null;
        var end = memory.Continuity.Now.Last;
        events = memory.Continuity.Now.Rejected is > 0 and var rejected ? events.With(new SamplesRejected(end, rejected)) : events;
        events = memory.Posture.Now.Calibration.Finish(end) is { } refused ? events.With(refused) : events;
        return memory.Coaching.Now.Finish(memory.Movement.Now.Finish(memory.Further.Now, events), memory.Test.Now);
    }
}
