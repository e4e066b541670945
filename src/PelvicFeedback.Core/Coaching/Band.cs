using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>One limit: how large a quantity may become, and for how long.</summary>
/// <param name="Kind">The quantity.</param>
/// <param name="Warn">From here on the bar changes; null for a limit that has no warn. Positive, at most <paramref name="Alert"/>.</param>
/// <param name="Alert">From here on, for the dwell, an alert is raised; positive.</param>
/// <param name="Dwell">How long the quantity must be at or over the alert limit; s, not negative.</param>
public readonly record struct Limit(AlertKind Kind, Degrees? Warn, Degrees Alert, Seconds Dwell);

/// <summary>The limits of one exercise. The first is the one that decides verdicts, zones and time in band.</summary>
/// <param name="First">The exercise's first quantity: contralateral drop, or unlevel on two feet.</param>
/// <param name="Second">A second limit, such as hike; null for none.</param>
/// <param name="FromBaseline">Whether <paramref name="First"/> was derived from the patient's own last repetitions.</param>
public sealed record Band(Limit First, Limit? Second, bool FromBaseline);
