using System.Collections.Concurrent;

namespace PelvicFeedback.Hub.Ingest;

/// <summary>What became of what came, counted. From any thread.</summary>
public sealed class IngestCounts
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>All counts since the start, by name.</summary>
    public IReadOnlyDictionary<string, long> All => _counts;

    /// <summary>How often that happened.</summary>
    public long this[string name] => _counts.GetValueOrDefault(name);

    /// <summary>It happened, so many times.</summary>
    public void Add(string name, long times = 1) => _counts.AddOrUpdate(name, times, (_, before) => before + times);
}
