using System.Globalization;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// What may be wrong with a line of a recording. Every kind leaves the line's sample out, but for
/// <see cref="UnknownEvent"/> and <see cref="LostEvent"/>, and none ends the recording.
/// </summary>
public enum RecordingFaultKind
{
    /// <summary>Fewer columns than the header names.</summary>
    TooFewColumns,

    /// <summary>A value that is not a number.</summary>
    NotANumber,

    /// <summary>NaN, an infinity, or a number too large for a double.</summary>
    NotFinite,

    /// <summary>A line longer than 64 KiB.</summary>
    TooLong,

    /// <summary>No time.</summary>
    NoTime,

    /// <summary>Neither a whole quaternion nor both a whole specific force and a whole angular rate.</summary>
    NoMotion,

    /// <summary>The time of the last usable line again.</summary>
    RepeatedTime,

    /// <summary>A time earlier than the last usable line's, by at most 1 s; more opens a new segment.</summary>
    TimeGoesBack,

    /// <summary>A quaternion whose norm is off 1 by more than 0.1.</summary>
    QuaternionNorm,

    /// <summary>A magnitude that no sensor on a patient gives: over 1000 m/s², over 100 rad/s, or a time beyond ±10¹⁰ s.</summary>
    Absurd,

    /// <summary>The compressed file is damaged or ends early; what lay before was read.</summary>
    Damaged,

    /// <summary>A word in the event column that is none of those known. The sample is kept.</summary>
    UnknownEvent,

    /// <summary>An event on a bad line that no usable line could take over: the next one had its own, or none followed.</summary>
    LostEvent,
}

/// <summary>Something wrong with one line of a recording.</summary>
/// <param name="Line">The line, counted from 1, the header and empty lines included.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Says">The words that the line has there, printable and shortened.</param>
public readonly record struct RecordingFault(long Line, RecordingFaultKind Kind, string Says)
{
    /// <summary>For people: <c>line 12: not a number: qx "abc"</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}: {RecordingFaults.NameOf(Kind)}: {Says}");
}
