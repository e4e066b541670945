using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Stored;

/// <summary>A session as a record has it.</summary>
/// <param name="Facts">All but its motion.</param>
/// <param name="Bands">The limits in force, a set each.</param>
/// <param name="LeftAxis">The sensor axis nearest the patient's left.</param>
public sealed record StoredSession(SessionFacts Facts, IReadOnlyList<BandInForce> Bands, SensorAxis LeftAxis)
{
    /// <summary>The same session as if an exercise had been held against another alert limit; warn keeps its ratio to it.</summary>
    public StoredSession With(Prescription prescription, Degrees alert) => this with
    {
        Bands = [.. Bands.Select(one => one.Prescription == prescription ? one with { Band = one.Band.With(alert, null) } : one)],
    };
}
