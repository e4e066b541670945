using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>One limit: how large a quantity may become, and for how long.</summary>
/// <param name="Kind">The quantity.</param>
/// <param name="Warn">From here on the bar changes; null for a limit that has no warn. Positive, at most <paramref name="Alert"/>.</param>
/// <param name="Alert">From here on, for the dwell, an alert is raised; positive.</param>
/// <param name="Dwell">How long the quantity must be at or over the alert limit; s, not negative.</param>
public readonly record struct Limit(AlertKind Kind, Degrees? Warn, Degrees Alert, Seconds Dwell);

/// <summary>
/// The limits of one exercise, at most four. The first decides zones and time in band; an alert of any of them makes what it falls into not level.
/// </summary>
/// <param name="First">The exercise's first quantity: contralateral drop, unlevel on two feet, sag of a side plank.</param>
/// <param name="Second">A second limit, such as hike; null for none.</param>
/// <param name="Third">A third; null for none, and then there is no fourth.</param>
/// <param name="Fourth">A fourth; null for none.</param>
public sealed record Band(Limit First, Limit? Second = null, Limit? Third = null, Limit? Fourth = null)
{
    /// <summary>Whether <see cref="First"/> was derived from the patient's own last repetitions.</summary>
    public bool FromBaseline { get; init; }

    /// <summary>The limits after the first, in order.</summary>
    [JsonIgnore]
    public IEnumerable<Limit> Further => new[] { Second, Third, Fourth }.OfType<Limit>();

    /// <summary>The limit of that quantity; null where the band has none.</summary>
    public Limit? Of(AlertKind kind) => Further.Prepend(First).Where(limit => limit.Kind == kind).Cast<Limit?>().FirstOrDefault();
}
