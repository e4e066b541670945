using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests;

/// <summary>A run that is cut, saved as JSON and taken up again says what the whole run says.</summary>
internal static class SplitRuns
{
    public static void AreWhole(IReadOnlyList<MotionSample> samples, params int[] cuts)
    {
        var whole = Streaming.Run(samples, Posed.Options).Select(Told).ToList();
        foreach (var cut in cuts)
        {
            var memory = new PipelineMemory(PipelineState.Beginning(null));
            var first = Streaming.Run(samples.Take(cut), Posed.Options, memory, complete: false);
            var kept = Assert.IsType<Restored.State>(SavedState.FromJson(memory.Snapshot().ToJson()));
            var rest = Streaming.Run(samples.Skip(cut), Posed.Options, new(kept.Pipeline));

            Assert.Equal(whole, first.Concat(rest).Select(Told));
        }
    }

    private static (Feedback, string) Told(Feedback feedback) =>
        (feedback with { Events = null }, string.Join('\n', (feedback.Events ?? Enumerable.Empty<PelvicEvent>()).Select(one => one.ToString())));
}
