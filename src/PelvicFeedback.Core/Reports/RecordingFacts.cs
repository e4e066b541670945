using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>Lines of a recording in which something was wrong, of one kind.</summary>
/// <param name="Kind">In files: a word such as <c>not-a-number</c>.</param>
/// <param name="Words">For people, after a count and <i>lines</i>: <i>left out: not a number</i>.</param>
/// <param name="Count">How many; at least 1.</param>
/// <param name="FirstLine">Number of the first such line, counted from 1.</param>
public sealed record BadLines(string Kind, string Words, long Count, long FirstLine);

/// <summary>What is known of a recording besides its motion.</summary>
public sealed record RecordingFacts
{
    /// <summary>The file's name without its folder.</summary>
    public required string Name { get; init; }

    /// <summary>Samples in a second, Hz; null when not known.</summary>
    public double? RateHz { get; init; }

    /// <summary>Which quantities the sensor gave.</summary>
    public MotionContent Content { get; init; }

    /// <summary>Lines in which something was wrong, by kind, in the order of their first line.</summary>
    public IReadOnlyList<BadLines> BadLines { get; init; } = [];
}
