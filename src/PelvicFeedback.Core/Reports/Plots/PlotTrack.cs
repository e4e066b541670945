namespace PelvicFeedback.Core.Reports.Plots;

/// <summary>
/// A trace of any length in bounded memory: spans of equal width, two of which become one whenever there are too many. Spans
/// without samples are not kept.
/// </summary>
/// <param name="capacity">Most spans kept; at least 2, even.</param>
public sealed class PlotTrack(int capacity)
{
    // 400 Hz is the fastest sensor: at first every sample has a span to itself.
    private const double FirstWidth = 0.0025;

    private readonly List<PlotBucket> _buckets = [];

    /// <summary>Width of a span, s.</summary>
    public double Width { get; private set; } = FirstWidth;

    /// <summary>The spans in order; never more than the capacity.</summary>
    public IReadOnlyList<PlotBucket> Buckets => _buckets;

    /// <summary>Takes one sample as a span of its own; its index is given here.</summary>
    public void Add(PlotBucket sample)
    {
        sample = sample with { Index = (long)Math.Floor(sample.First / Width) };
        if (_buckets.Count > 0 && _buckets[^1].Index == sample.Index)
        {
            _buckets[^1] = _buckets[^1].With(sample);
            return;
        }

        if (_buckets.Count == capacity)
        {
            Halve();
            Add(sample);
            return;
        }

        _buckets.Add(sample);
    }

    private void Halve()
    {
        Width *= 2;
        var kept = 0;
        for (var i = 0; i < _buckets.Count; i++)
        {
            var moved = _buckets[i] with { Index = _buckets[i].Index >> 1 };
            if (kept > 0 && _buckets[kept - 1].Index == moved.Index)
            {
                _buckets[kept - 1] = _buckets[kept - 1].With(moved);
            }
            else
            {
                _buckets[kept++] = moved;
            }
        }

        _buckets.RemoveRange(kept, _buckets.Count - kept);
    }
}
