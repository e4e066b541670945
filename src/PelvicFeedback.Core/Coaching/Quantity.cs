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
        _ => null,
    };

    private static double? Drop(in Moment moment) => moment.Pelvis.Obliquity is not { } obliquity ? null
        : moment.Stance switch
        {
            Stance.Left => obliquity.Value,
            Stance.Right => -obliquity.Value,
            _ => null,
        };

    private static double? Unlevel(in Moment moment) =>
        moment.Stance == Stance.Both && moment.Pelvis.Obliquity is { } obliquity ? Math.Abs(obliquity.Value) : null;
}
