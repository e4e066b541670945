using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Stored;

/// <summary>Something that was told of a session while it went on.</summary>
/// <param name="Time">When it was told, UTC.</param>
/// <param name="SensorTime">The newest sample then, on the sensor's clock; null where none had come.</param>
/// <param name="Told">What.</param>
public sealed record ToldAt(UtcInstant Time, SampleTime? SensorTime, SessionEvent Told);

/// <summary>What is on record of a session besides its motion. What is not, or no longer, is null or empty: it is never made up.</summary>
public sealed record SessionFacts
{
    /// <summary>The session.</summary>
    public required Pseudonym Id { get; init; }

    /// <summary>Whose it is, by site and patient.</summary>
    public PatientTopics? Whose { get; init; }

    /// <summary>When it began, UTC.</summary>
    public UtcInstant? Began { get; init; }

    /// <summary>Whether a time server had set the clock.</summary>
    public bool ClockSynced { get; init; }

    /// <summary>Whether the patient was the simulated one: nobody's data.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>The plan that was followed.</summary>
    public Plan? Plan { get; init; }

    /// <summary>What was told of it, in order.</summary>
    public IReadOnlyList<ToldAt> Told { get; init; } = [];

    /// <summary>The version of the arithmetic that judged it while it went on.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The sensor axis nearest the patient's left, such as <c>+y</c>.</summary>
    public string? LeftAxis { get; init; }

    /// <summary>Whether this account of it was worked out from its raw motion again, or says what was told while it went on.</summary>
    public bool IsFromMotion { get; init; } = true;

    /// <summary>Remarks about how far this account of it agrees with what was said while it went on.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>What was told at its end; null when that is not on record.</summary>
    public ToldAt? End => Told.LastOrDefault(one => one.Told.Phase == SessionPhase.End);

    /// <summary>Wall time of a sample, by whatever was told nearest to it; null where nothing was.</summary>
    public UtcInstant? TimeOf(SampleTime sample)
    {
        var nearest = Told.Where(one => one.SensorTime is not null).MinBy(one => Math.Abs((sample - one.SensorTime!.Value).Value));
        return nearest is null
            ? null
            : new UtcInstant(nearest.Time.UnixMilliseconds + (long)Math.Round((sample - nearest.SensorTime!.Value).Value * 1000));
    }
}
