using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Hub.Seam;

/// <summary>How a patient stands to the hub.</summary>
public enum PatientStanding
{
    /// <summary>Events are stored.</summary>
    Active,

    /// <summary>The home's login was taken away: what still comes is set aside.</summary>
    Revoked,

    /// <summary>Everything was deleted on request, and nothing is stored any more.</summary>
    Erased,
}

/// <summary>
/// Everything the hub must know of one patient to take the patient's next event. Nothing outside of it decides, so that patients can be shared
/// out among machines.
/// </summary>
/// <param name="Standing">How the patient stands to the hub.</param>
/// <param name="Streams">What is stored of each stream.</param>
/// <param name="Bytes">How much is stored, bytes of payload.</param>
/// <param name="Facts">What the wall says of the patient.</param>
public sealed record PatientState(
    PatientStanding Standing, ImmutableDictionary<Pseudonym, StreamReceipt> Streams, long Bytes, PatientFacts Facts)
{
    /// <summary>Of a patient from whom nothing has come.</summary>
    public static PatientState New { get; } = new(PatientStanding.Active, ImmutableDictionary<Pseudonym, StreamReceipt>.Empty, 0, new());

    /// <summary>How many events are known to exist and have not come: over 0, the record is incomplete.</summary>
    public long Missing => Streams.Values.Where(stream => !stream.IsMotion).Sum(stream => stream.Missing);

    /// <summary>Whether an event is stored, or was until it was deleted for its age.</summary>
    public bool Has(EventId id) => Streams.TryGetValue(id.Stream, out var stream) && stream.Has(id.Sequence);
}

/// <summary>
/// The newest of what was said. "Newest" is by the time in the event, then by its name: two machines that get the same events in another order
/// agree.
/// </summary>
/// <param name="At">Milliseconds since 1970 by the home's clock, but never later than when it came.</param>
/// <param name="Stream">The stream of the event that said it.</param>
/// <param name="Sequence">The event's place in it.</param>
/// <param name="Value">What was said.</param>
public readonly record struct Latest<T>(long At, string Stream, long Sequence, T Value)
{
    /// <summary>This, or what was known before where that is newer.</summary>
    public Latest<T> Or(Latest<T>? before) => before is { } known && !IsAfter(known) ? known : this;

    private bool IsAfter(Latest<T> other) =>
        (At, string.CompareOrdinal(Stream, other.Stream), Sequence).CompareTo((other.At, 0, other.Sequence)) > 0;
}

/// <summary>What the wall says of a patient, kept with the patient's events.</summary>
public sealed record PatientFacts
{
    /// <summary>How much it hurt before the last session, 0–10; no value where that was not answered.</summary>
    public Latest<int?>? PainBefore { get; init; }

    /// <summary>How much it hurt in the night before the last session.</summary>
    public Latest<int?>? PainNight { get; init; }

    /// <summary>How much it hurt in the morning of the last session.</summary>
    public Latest<int?>? PainMorning { get; init; }

    /// <summary>How much it hurt when the patient last said so in a session, 0–10.</summary>
    public Latest<int>? Pain { get; init; }

    /// <summary>The last session that was begun.</summary>
    public Latest<StartedSession>? Started { get; init; }

    /// <summary>When the last ones began, by the home's clock.</summary>
    public SessionTimes Begun { get; init; } = new([]);

    /// <summary>Why the last one ended.</summary>
    public Latest<SessionReason>? Ended { get; init; }

    /// <summary>Why a person last stopped one.</summary>
    public Latest<SessionReason>? Stopped { get; init; }
}

/// <summary>A session that was begun.</summary>
/// <param name="Session">Its name.</param>
/// <param name="Demonstration">Whether a simulated patient does it.</param>
public readonly record struct StartedSession(string Session, bool Demonstration);

/// <summary>When sessions began: the latest of them, so that what is kept does not depend on the order in which they came.</summary>
/// <param name="At">Milliseconds since 1970, the earliest first; at most <see cref="Most"/>.</param>
public sealed record SessionTimes(ImmutableArray<long> At)
{
    /// <summary>How many are kept: a fortnight of three a day.</summary>
    public const int Most = 42;

    /// <summary>When the last one began; null for none.</summary>
    [JsonIgnore]
    public UtcInstant? Last => At.IsEmpty ? null : new(At[^1]);

    /// <summary>How many began since then.</summary>
    public int Since(UtcInstant from) => At.Count(at => at >= from.UnixMilliseconds);

    /// <summary>With one more.</summary>
    public SessionTimes With(long at) => new([.. At.Append(at).Order().TakeLast(Most)]);

    /// <inheritdoc/>
    public bool Equals(SessionTimes? other) => other is not null && At.AsSpan().SequenceEqual(other.At.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => At.Aggregate(0, HashCode.Combine);
}
