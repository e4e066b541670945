using System.Reactive.Subjects;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests;

/// <summary>Runs samples through the pipeline and collects what it says.</summary>
internal static class Streaming
{
    public static List<Feedback> Run(IEnumerable<MotionSample> samples, FeedbackOptions options, PipelineMemory? memory = null, bool complete = true)
    {
        var all = new List<Feedback>();
        using var subject = new Subject<MotionSample>();
        using var subscription = subject.Coached(options, memory ?? new(PipelineState.Beginning(options.Exercise))).Subscribe(all.Add);
        foreach (var sample in samples)
        {
            subject.OnNext(sample);
        }

        if (complete)
        {
            subject.OnCompleted();
        }

        return all;
    }

    public static IEnumerable<PelvicEvent> Events(this IEnumerable<Feedback> feedback) =>
        feedback.SelectMany(one => one.Events ?? Enumerable.Empty<PelvicEvent>());
}
