using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>What a limit is held against, for each kind of alert.</summary>
internal static class Quantity
{
    /// <summary>The quantity at a moment, degrees, signed as its kind defines it; null where it is not judged.</summary>
    public static double? Of(AlertKind kind, in Moment moment) => kind switch
    {
        AlertKind.PelvicDrop => Drop(moment),
        AlertKind.Hike => -Drop(moment),
        AlertKind.Unlevel => Unlevel(moment),
        AlertKind.Tilt => From(moment.Start?.Sagittal, moment.Pelvis.Tilt),
        AlertKind.Turn => moment.Turn?.Magnitude.Value,
        AlertKind.Sag => From(moment.Start?.Frontal, moment.Pelvis.LongAxis),
        _ => From(moment.Start?.Sagittal, moment.Pelvis.Roll),
    };

    private static double? Drop(in Moment moment) => moment.Pelvis.Obliquity is not { } obliquity ? null
        : moment.Stance switch
        {
            Stance.Left => obliquity.Value,
            Stance.Right => -obliquity.Value,
            _ => null,
        };

    // Nobody stands quite level: a small band is measured from how this patient stood.
    private static double? Unlevel(in Moment moment) => moment.Stance != Stance.Both ? null
        : moment.Prescription?.Exercise == Exercise.StandingInternalRotation ? From(moment.Start?.Frontal, moment.Pelvis.Obliquity)
        : moment.Pelvis.Obliquity?.Magnitude.Value;

    private static double? From(Degrees? start, Degrees? now) =>
        start is { } from && now is { } to ? Math.Abs(to.Value - from.Value) : null;
}
