using System.Collections.Immutable;

namespace PelvicFeedback.Worker.Metrics;

/// <summary>
/// How often a quantity fell between which bounds. One thread adds, any thread reads; adding allocates nothing.
/// </summary>
/// <param name="bounds">Upper bounds, increasing; a value on a bound counts as under it.</param>
internal sealed class Histogram(params ImmutableArray<double> bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    /// <summary>Upper bounds of all buckets but the last, which has none.</summary>
    public ImmutableArray<double> Bounds => bounds;

    /// <summary>Counts a value.</summary>
    public void Add(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        Volatile.Write(ref _counts[bucket], _counts[bucket] + 1);
        Volatile.Write(ref _sum, _sum + value);
    }

    /// <summary>Counts by bucket, and the sum of all values. A value that is being added may be in one and not yet in the other.</summary>
    public (long[] Counts, double Sum) Read() => ([.. _counts.Select((_, bucket) => Volatile.Read(ref _counts[bucket]))], Volatile.Read(ref _sum));
}
