using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>A whole band as the fields of a message.</summary>
internal static class BandFields
{
    private const int MostLimits = 4;

    public static Band? Read(FieldReader fields)
    {
        var limits = fields.Objects("limits", 1, MostLimits, one => new Limit(
            one.Word<AlertKind>("kind"),
            one.NumberOrNull("warnDeg", 0, 90) is { } warn ? new Degrees(warn) : null,
            new(one.Number("alertDeg", 0, 90)),
            new(one.Number("dwellS", 0, 10))));
        var own = fields.Flag("fromBaseline");
        return limits.IsEmpty ? null : new(limits[0], At(1), At(2), At(3)) { FromBaseline = own };

        Limit? At(int index) => limits.Length > index ? limits[index] : null;
    }

    public static void Write(FieldWriter fields, Band band)
    {
        fields.Objects("limits"u8, band.Further.Prepend(band.First), (one, limit) =>
        {
            one.Word<AlertKind>("kind"u8, limit.Kind);
            one.Number("warnDeg"u8, limit.Warn?.Value);
            one.Number("alertDeg"u8, limit.Alert.Value);
            one.Number("dwellS"u8, limit.Dwell.Value);
        });
        fields.Flag("fromBaseline"u8, band.FromBaseline);
    }
}
