using System.Reactive.Linq;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Streams;

/// <summary>Stands in for the pipeline until it is there: it knows no angles. Delete with the first real <c>Coached</c>.</summary>
public static class TemporaryPipeline
{
    /// <summary>The samples as they are.</summary>
    public static IObservable<MotionSample> Oriented(this IObservable<MotionSample> samples, FeedbackOptions options) =>
        options.SamplePeriod.Value > 0 ? samples : Observable.Empty<MotionSample>();

    /// <summary>One feedback a sample, everything unknown.</summary>
    public static IObservable<Feedback> Coached(this IObservable<MotionSample> samples, FeedbackOptions options) =>
        samples.Oriented(options).Select(sample => new Feedback { Time = sample.Time, Prescription = options.Exercise });
}
