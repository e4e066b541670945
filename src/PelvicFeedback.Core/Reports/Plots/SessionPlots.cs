using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Plots;

/// <summary>
/// Collects what the page draws while a recording passes: one trace of all of it and a finer one of each of the first sets. Its
/// memory is bounded however long the recording is.
/// </summary>
public sealed class SessionPlots
{
    /// <summary>Spans kept of the whole recording.</summary>
    public const int OverviewCapacity = 2_000;

    /// <summary>Spans kept of one set.</summary>
    public const int SetCapacity = 1_400;

    /// <summary>Sets that have a trace of their own.</summary>
    public const int MostSets = 40;

    private readonly SessionClock _clock = new();
    private readonly List<PlotTrack> _sets = [];
    private readonly Dictionary<int, PlotTrack> _rolls = [];
    private PlotTrack? _set;
    private PlotTrack? _roll;
    private bool _oneLegged;
    private int _started;

    /// <summary>The whole recording.</summary>
    public PlotTrack Overview { get; } = new(OverviewCapacity);

    /// <summary>The trace of that set, or null for one beyond the first forty: obliquity, and of one done lying the long axis.</summary>
    public PlotTrack? OfSet(int number) => number >= 1 && number <= _sets.Count ? _sets[number - 1] : null;

    /// <summary>The roll of a set that is done lying; null for every other.</summary>
    public PlotTrack? RollOfSet(int number) => _rolls.GetValueOrDefault(number);

    /// <summary>Spans kept now, all traces together.</summary>
    public int Kept => Overview.Buckets.Count + _sets.Concat(_rolls.Values).Sum(set => set.Buckets.Count);

    /// <summary>Takes the next sample.</summary>
    public void Add(in Feedback feedback)
    {
        if (feedback.Closes)
        {
            return;
        }

        _clock.Next(feedback);
        if (feedback.Events is not null)
        {
            foreach (var happened in feedback.Events)
            {
                if (happened is SetStarted started)
                {
                    Start(started);
                }
                else if (happened is SetEnded)
                {
                    (_set, _roll, _oneLegged) = (null, null, false);
                }
            }
        }

        var obliquity = feedback.Obliquity?.Value ?? double.NaN;
        var sample = new PlotBucket
        {
            First = _clock.Elapsed,
            Last = _clock.Elapsed,
            Low = obliquity,
            High = obliquity,
            Samples = 1,
            Left = feedback.Stance == Stance.Left ? 1 : 0,
            Right = feedback.Stance == Stance.Right ? 1 : 0,
            Both = feedback.Stance == Stance.Both ? 1 : 0,
            Unjudged = IsUnjudged(feedback) ? 1 : 0,
            AfterGap = _clock.AfterGap,
        };
        Overview.Add(sample);
        if (_roll is null)
        {
            _set?.Add(sample);
        }
        else
        {
            _set!.Add(Of(sample, feedback.LongAxis));
            _roll.Add(Of(sample, feedback.Roll));
        }
    }

    private static PlotBucket Of(in PlotBucket sample, Degrees? angle) =>
        sample with { Low = angle?.Value ?? double.NaN, High = angle?.Value ?? double.NaN };

    private void Start(SetStarted started)
    {
        _oneLegged = started.Band.First.Kind == AlertKind.PelvicDrop;
        (_set, _roll) = (null, null);
        if (++_started <= MostSets)
        {
            _sets.Add(_set = new(SetCapacity));
            if (started.Prescription.Exercise == Exercise.SidePlankAbduction)
            {
                _rolls.Add(_started, _roll = new(SetCapacity));
            }
        }
    }

    // With both feet down in a one-legged exercise, and on the floor in a side plank, there is nothing to judge, and nothing amiss.
    private bool IsUnjudged(in Feedback feedback) => feedback.LongAxis is null
        && (feedback.Obliquity is null
            || (feedback.Prescription is not null && feedback.Zone is null && !(_oneLegged && feedback.Stance == Stance.Both)));
}
