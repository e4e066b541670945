using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// Remembers the last second of the pelvis, and from an alert's start on its course, for the message of its end. Fed with what the pipeline says of
/// every sample, on the pipeline's thread; keeps at most 10 s of each open alert, thinned to 60 points a second.
/// </summary>
public sealed class AlertTraces
{
    private const double Before = 1;
    private const double Longest = 10;
    private const double LeastStep = 1 / 62.0;

    private readonly Queue<TracePoint> _last = new();
    private readonly Dictionary<int, List<TracePoint>> _open = [];
    private SampleTime? _newest;

    /// <summary>Takes what was said of a sample, before its events are turned into messages.</summary>
    public void Next(in Feedback feedback)
    {
        if (feedback.Closes)
        {
            return;
        }

        // A clock that began anew has no second before; alerts do not outlive the gap that goes with it.
        if (_newest is { } newest && feedback.Time < newest)
        {
            _last.Clear();
            _newest = null;
        }

        if (_newest is not { } kept || (feedback.Time - kept).Value >= LeastStep)
        {
            _newest = feedback.Time;
            Keep(new(feedback.Time, feedback.Obliquity ?? feedback.LongAxis, feedback.Tilt ?? feedback.Roll));
        }

        if (feedback.Events is { } events)
        {
            foreach (var started in events.OfType<AlertStarted>())
            {
                _open[started.Ordinal] = [.. _last];
            }
        }
    }

    /// <summary>The course of an alert that has ended; empty for one whose start was not seen here.</summary>
    public ImmutableArray<TracePoint> Take(AlertEnded ended) => _open.Remove(ended.Ordinal, out var course) ? [.. course] : [];

    private void Keep(TracePoint point)
    {
        _last.Enqueue(point);
        while ((point.Time - _last.Peek().Time).Value > Before)
        {
            _last.Dequeue();
        }

        foreach (var course in _open.Values)
        {
            if (course.Count < AlertMessage.MaxTrace && (point.Time - course[0].Time).Value <= Longest)
            {
                course.Add(point);
            }
        }
    }
}
