using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>A limit that is in force.</summary>
/// <param name="Kind">The quantity.</param>
/// <param name="Warn">From here on the bar changes, 0–90°; null for a limit without.</param>
/// <param name="Alert">From here on an alert is raised, 0–90°.</param>
public sealed record LimitInForce(AlertKind Kind, Degrees? Warn, Degrees Alert)
{
    /// <summary>The limits of a band.</summary>
    public static ImmutableArray<LimitInForce> Of(Band band) =>
        [.. band.Further.Prepend(band.First).Select(limit => new LimitInForce(limit.Kind, limit.Warn, limit.Alert))];

    internal static LimitInForce Read(FieldReader fields) => new(
        fields.Word<AlertKind>("kind"),
        fields.NumberOrNull("warnDeg", 0, 90) is { } warn ? new Degrees(warn) : null,
        new(fields.Number("alertDeg", 0, 90)));

    internal void Write(FieldWriter fields)
    {
        fields.Word<AlertKind>("kind"u8, Kind);
        fields.Number("warnDeg"u8, Warn?.Value);
        fields.Number("alertDeg"u8, Alert.Value);
    }
}
