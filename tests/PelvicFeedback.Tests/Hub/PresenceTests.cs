using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Wall;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A home is there only while the bridge is up and the current service beats.</summary>
public sealed class PresenceTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private static Presence Nobody => default;

    private static Presence There => Nobody.WithLink("1"u8).With(State("b1")).With(Beat("b1"), Now);

    [Fact]
    public void There_with_link_state_and_beat_and_for_five_seconds()
    {
        Assert.True(There.IsOnline(Now));
        Assert.True(There.IsOnline(Now + TimeSpan.FromSeconds(5)));
        Assert.False(There.IsOnline(Now + TimeSpan.FromSeconds(5.001)));
    }

    [Fact]
    public void Not_there_without_any_one_of_them()
    {
        Assert.False(Nobody.IsOnline(Now));
        Assert.False(Nobody.With(State("b1")).With(Beat("b1"), Now).IsOnline(Now));
        Assert.False(Nobody.WithLink("1"u8).With(Beat("b1"), Now).IsOnline(Now));
        Assert.False(Nobody.WithLink("1"u8).With(State("b1")).IsOnline(Now));
        Assert.False(There.WithLink("0"u8).IsOnline(Now));
        Assert.False(There.WithLink(""u8).IsOnline(Now));
    }

    [Fact]
    public void A_service_that_was_restarted_is_there_when_the_new_one_beats()
    {
        var restarted = There.With(State("b2"));
        Assert.False(restarted.IsOnline(Now));
        Assert.True(restarted.With(Beat("b2"), Now).IsOnline(Now));
        Assert.False(There.With(State("b1") with { Online = false }).IsOnline(Now));
    }

    private static StateMessage State(string boot) => StateMessage.Offline(new(Told.Noon, null, true, null), Pseudonym.Parse(boot), "1", "core") with { Online = true };

    private static BeatMessage Beat(string boot) => new(new(Told.Noon, null, true, null), Pseudonym.Parse(boot), new Seconds(4));
}
