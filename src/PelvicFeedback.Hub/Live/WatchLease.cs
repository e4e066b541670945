using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Hub.Live;

/// <summary>How it stands with watching a patient.</summary>
public enum WatchStanding
{
    /// <summary>The home was asked, or is about to be.</summary>
    Asked,

    /// <summary>The home sends what it sees.</summary>
    Running,

    /// <summary>The home does not.</summary>
    Refused,

    /// <summary>The home is not there.</summary>
    Offline,
}

/// <summary>
/// The lease under which a home shows itself, 30 s from when it was last asked for: when to ask for it again. A home that was restarted knows of none.
/// </summary>
/// <param name="Standing">How it stands.</param>
/// <param name="Reason">Why it is refused, a word of <see cref="Refusal"/>; else null.</param>
/// <param name="Due">When the home is to be asked again, monotonic time of the hub.</param>
/// <param name="Boot">The service that was asked last; null for none.</param>
public readonly record struct WatchLease(WatchStanding Standing, string? Reason, TimeSpan Due, Pseudonym? Boot)
{
    /// <summary>How often a lease that runs is renewed: twice in its life.</summary>
    public static readonly TimeSpan Renewed = TimeSpan.FromSeconds(12);

    /// <summary>How soon a home that refused is asked again: somebody may come to the page.</summary>
    public static readonly TimeSpan AskedAgain = TimeSpan.FromSeconds(5);

    /// <summary>With whether the home is there, and which service of it.</summary>
    public WatchLease With(bool isOnline, Pseudonym? boot, TimeSpan now) =>
        !isOnline ? new(WatchStanding.Offline, null, now, null)
        : Standing == WatchStanding.Offline || boot != Boot ? new(WatchStanding.Asked, null, now, boot)
        : this;

    /// <summary>Whether the home is to be asked now.</summary>
    public bool IsDue(TimeSpan now) => Standing != WatchStanding.Offline && now >= Due;

    /// <summary>With what the home said when it was asked. One that did not answer is asked again at once: it was waited for.</summary>
    public WatchLease With(HomeReply reply, TimeSpan now) => reply.State switch
    {
        HomeAnswer.Accepted => this with { Standing = WatchStanding.Running, Reason = null, Due = now + Renewed },
        HomeAnswer.Refused => this with { Standing = WatchStanding.Refused, Reason = reply.Reason, Due = now + AskedAgain },
        HomeAnswer.Offline => new(WatchStanding.Offline, null, now, null),
        _ => this with { Standing = WatchStanding.Asked, Reason = null, Due = now },
    };
}
