using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Hub.Wall;

/// <summary>
/// Whether a home is there. A retained state proves nothing: the broker keeps it when all else is gone. There is a home while its bridge is
/// up and the service that the state speaks of has beaten within the last 5 s.
/// </summary>
/// <param name="Linked">What the bridge's own notification said last.</param>
/// <param name="Boot">The service that the state speaks of; null when it said that it was going, or nothing came yet.</param>
/// <param name="BeatBoot">The service that beat last; null for none.</param>
/// <param name="BeatAt">When it did, monotonic time of the hub.</param>
public readonly record struct Presence(bool Linked, Pseudonym? Boot, Pseudonym? BeatBoot, TimeSpan BeatAt)
{
    /// <summary>How old the last beat may be; a home beats every 2 s.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>With the bridge's notification, <c>1</c> or <c>0</c>; anything else says nothing.</summary>
    public Presence WithLink(ReadOnlySpan<byte> payload) => this with { Linked = payload.SequenceEqual("1"u8) || (Linked && !payload.SequenceEqual("0"u8) && payload.Length > 0) };

    /// <summary>With a state.</summary>
    public Presence With(StateMessage state) => this with { Boot = state.Online ? state.BootId : null };

    /// <summary>With a beat that came just now, not out of a broker's memory.</summary>
    public Presence With(BeatMessage beat, TimeSpan now) => this with { BeatBoot = beat.BootId, BeatAt = now };

    /// <summary>Whether the home is there.</summary>
    public bool IsOnline(TimeSpan now) => Linked && Boot is not null && BeatBoot == Boot && now - BeatAt <= Longest;
}
