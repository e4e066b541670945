using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Live;

namespace PelvicFeedback.Tests.Hub;

/// <summary>When a home is asked to show itself, and asked again.</summary>
public sealed class WatchLeaseTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private static readonly Pseudonym Boot = Pseudonym.Parse("b1");

    private static WatchLease Running => default(WatchLease).With(true, Boot, Now).With(new(HomeAnswer.Accepted), Now);

    [Fact]
    public void A_home_that_is_there_is_asked_at_once_and_one_that_is_not_is_not()
    {
        Assert.True(default(WatchLease).With(true, Boot, Now).IsDue(Now));
        var away = default(WatchLease).With(false, null, Now);
        Assert.Equal(WatchStanding.Offline, away.Standing);
        Assert.False(away.IsDue(Now + TimeSpan.FromHours(1)));
        Assert.True(away.With(true, Boot, Now).IsDue(Now));
    }

    [Fact]
    public void A_lease_is_renewed_well_before_its_thirty_seconds_are_over()
    {
        Assert.Equal(WatchStanding.Running, Running.Standing);
        Assert.False(Running.IsDue(Now + WatchLease.Renewed - TimeSpan.FromSeconds(1)));
        Assert.True(Running.IsDue(Now + WatchLease.Renewed));
        Assert.True(WatchLease.Renewed * 2 < TimeSpan.FromSeconds(30));
        Assert.Equal(Running, Running.With(true, Boot, Now + TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_home_that_was_restarted_or_comes_back_is_asked_anew()
    {
        var restarted = Running.With(true, Pseudonym.Parse("b2"), Now);
        Assert.Equal((WatchStanding.Asked, true), (restarted.Standing, restarted.IsDue(Now)));
        var away = Running.With(false, Boot, Now);
        Assert.Equal(WatchStanding.Offline, away.Standing);
        Assert.True(away.With(true, Boot, Now).IsDue(Now));
    }

    [Fact]
    public void A_refusal_says_why_and_is_asked_about_again()
    {
        var refused = Running.With(new(HomeAnswer.Refused, "nobody-there"), Now);
        Assert.Equal((WatchStanding.Refused, "nobody-there"), (refused.Standing, refused.Reason));
        Assert.False(refused.IsDue(Now));
        Assert.True(refused.IsDue(Now + WatchLease.AskedAgain));
        Assert.Equal((WatchStanding.Running, null), (refused.With(new(HomeAnswer.Accepted), Now).Standing, refused.With(new(HomeAnswer.Accepted), Now).Reason));
        Assert.True(Running.With(new(HomeAnswer.NoAnswer), Now).IsDue(Now));
        Assert.Equal(WatchStanding.Offline, Running.With(new(HomeAnswer.Offline), Now).Standing);
    }
}
