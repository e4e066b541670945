using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>Whether somebody is at the page: believed for a minute after the last sign, and no longer.</summary>
public class SessionPresenceTests
{
    [Fact]
    public void Any_command_of_the_page_is_a_sign_for_a_minute()
    {
        var played = Alone().Do(head => new SessionCommand.SetSound(head, Sound.Off)).After(59.75);
        Assert.True(Watch(played).Accepted);
        Assert.Equal(Refusal.NobodyThere, Watch(played.After(0.25)).Refusal);
        Assert.Contains("Nobody is at the page", Watch(played).Reason);
        Assert.True(Watch(played.Do(head => new SessionCommand.TakeOver(head))).Accepted);
    }

    [Fact]
    public void Nothing_out_of_a_brokers_memory_or_too_late_is_a_sign()
    {
        var played = Alone();
        played.Press(new SessionCommand.TakeOver(played.Head()), retained: true);
        played.Press(new SessionCommand.TakeOver(played.Head() with { ExpiresAt = played.At.Wall }));
        played.Press(new SessionCommand.Stop(played.Head(), StopReason.Tired), retained: true);
        Assert.Equal(Refusal.NobodyThere, Watch(played).Refusal);
        Watch(played);
        Assert.Equal(Refusal.NobodyThere, Watch(played).Refusal);
    }

    [Fact]
    public void A_page_that_says_take_over_every_20_s_is_open_and_touches_nothing()
    {
        var played = new Played { PageOpen = false }.Calibrated();
        for (var second = 20; second < 1800; second += 20)
        {
            played.After(20).Do(head => new SessionCommand.TakeOver(head));
        }

        Assert.True(played.State.IsSomebodyThere(played.At));
        Assert.NotNull(played.State.SessionId);

        // And yet nobody has done anything for half an hour.
        played.After(20);
        Assert.Equal("end:left-alone", played.Story.Last());
    }

    [Fact]
    public void A_heartbeat_forgets_no_reply()
    {
        var played = new Played { PageOpen = false };
        var start = new SessionCommand.StartSession(played.Head());
        var reply = played.Press(start);
        for (var beat = 0; beat < 3 * SessionState.RepliesKept; beat++)
        {
            played.After(20).Do(head => new SessionCommand.TakeOver(head));
        }

        Assert.Same(reply, played.Press(start));
    }

    [Fact]
    public void Who_left_the_page_begins_no_set_and_is_no_longer_watched()
    {
        var played = new Played { PageOpen = false }.Calibrated().Do(head => new SessionCommand.SetSound(head, Sound.Off)).After(56);
        Assert.True(Watch(played).Accepted);
        played.State = played.State with { Step = SessionStep.Countdown, Due = new(played.Now + 5), Begun = true };
        Assert.True(played.After(3.75).State.IsWatched(played.At));
        Assert.False(played.After(0.25).State.IsWatched(played.At));
        played.After(1);
        Assert.Equal((PauseReason.NobodyThere, null), (played.State.Pause, played.State.WatchUntil));
        Assert.DoesNotContain(played.Marks, mark => mark.StartsWith("exercise", StringComparison.Ordinal));
    }

    [Fact]
    public void The_automatic_patient_of_the_demonstration_is_there_until_a_person_takes_over()
    {
        var played = new Played { PageOpen = false, State = SessionMachine.Beginning(Plans.Usual, demonstration: true) };
        Assert.True(Watch(played.After(600)).Accepted);
        played.Do(head => new SessionCommand.TakeOver(head)).After(60);
        Assert.Equal(Refusal.NobodyThere, Watch(played).Refusal);
    }

    [Fact]
    public void A_start_says_whether_a_simulated_patient_does_it_even_when_a_person_presses()
    {
        Assert.Equal(false, new Played().Answered().Told.Single().Demonstration);
        var demonstration = new Played { State = SessionMachine.Beginning(Plans.Usual, demonstration: true) };
        demonstration.Do(head => new SessionCommand.TakeOver(head)).Answered();
        Assert.Equal(true, demonstration.Told.Single().Demonstration);
    }

    private static Played Alone()
    {
        var played = new Played { PageOpen = false }.After(60);
        Assert.False(played.State.IsSomebodyThere(played.At));
        return played;
    }

    private static ReplyMessage Watch(Played played) => played.Press(head => new SessionCommand.Watch(head, true));
}
