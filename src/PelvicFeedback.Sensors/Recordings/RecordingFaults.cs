using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>What was wrong with a recording's lines so far: how often each kind occurred, and the first few of each. Bounded, whatever the file.</summary>
public sealed class RecordingFaults
{
    private const int KeptOfAKind = 3;

    private static readonly string[] Names = [.. Enum.GetValues<RecordingFaultKind>().Select(kind => Words.Of(kind).Replace('-', ' '))];

    private readonly long[] _counts = new long[Names.Length];
    private readonly List<RecordingFault> _first = [];

    internal RecordingFaults()
    {
    }

    /// <summary>The first three of each kind, in the order of the file.</summary>
    public IReadOnlyList<RecordingFault> First => _first;

    /// <summary>Lines left out: all kinds but the two about events.</summary>
    public long BadLines => _counts.Sum() - Count(RecordingFaultKind.UnknownEvent) - Count(RecordingFaultKind.LostEvent);

    /// <summary>How often that was found.</summary>
    public long Count(RecordingFaultKind kind) => _counts[(int)kind];

    /// <summary>The kinds that occurred, with how often.</summary>
    public IEnumerable<KeyValuePair<RecordingFaultKind, long>> Counts =>
        Enum.GetValues<RecordingFaultKind>().Where(kind => Count(kind) > 0).Select(kind => KeyValuePair.Create(kind, Count(kind)));

    /// <summary>The kind for people: <c>not a number</c>.</summary>
    public static string NameOf(RecordingFaultKind kind) => Names[(int)kind];

    /// <summary>Counts a fault.</summary>
    /// <returns>Whether its words are worth composing: it is among the first of its kind.</returns>
    internal bool Add(RecordingFaultKind kind) => ++_counts[(int)kind] <= KeptOfAKind;

    internal void Keep(long line, RecordingFaultKind kind, string says) => _first.Add(new(line, kind, says));
}
