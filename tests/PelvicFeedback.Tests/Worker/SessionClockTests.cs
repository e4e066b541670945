using System.Text.Json;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Tests.Messages;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Worker;

/// <summary>The clock on the wall is set while the service runs: between sessions it is followed, in one it is noticed and moves nothing.</summary>
public sealed class SessionClockTests : IDisposable
{
    private readonly WiredHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_is_set_between_sessions_is_the_next_sessions(int hours)
    {
        _home.Begin();
        Assert.False(Told()[^1].GetProperty("clockSynced").GetBoolean());
        Assert.Equal(0, Behind(Told()[^1]));
        _home.Press(head => new SessionCommand.Stop(head, StopReason.Tired));
        _home.Time.SetClock(TimeSpan.FromHours(hours));
        _home.Synced = true;
        _home.After(1);
        Assert.Empty(_home.Jumps);
        _home.Begin();
        Assert.Equal((0, true), (Behind(Told()[^1]), Told()[^1].GetProperty("clockSynced").GetBoolean()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_is_set_in_a_session_moves_nothing_in_it_and_is_said_once(int hours)
    {
        _home.Begin();
        _home.After(10);
        _home.Time.SetClock(TimeSpan.FromHours(hours));
        _home.Synced = true;
        _home.After(10);
        Assert.Equal([TimeSpan.FromHours(hours)], _home.Jumps);

        // Commands go by the wall, which is what whoever sent them saw; what is told goes by the session's own time.
        Assert.Equal("The command came too late.", _home.Press(head => new SessionCommand.Pause(head), lives: 0).Reason);
        Assert.True(_home.Press(head => new SessionCommand.Pause(head)).Accepted);
        Assert.True(_home.Press(head => new SessionCommand.Stop(head, StopReason.Tired)).Accepted);
        var told = Told();
        Assert.Equal(["start", "stop", "end"], told.Select(one => one.GetProperty("phase").GetString()));
        Assert.All(told, one => Assert.False(one.GetProperty("clockSynced").GetBoolean()));
        Assert.Equal(20_000, Time(told[^1]) - Time(told[0]));

        // Set back again, it is said again; and a small step is the time server's.
        _home.Begin();
        _home.Time.SetClock(TimeSpan.FromSeconds(-29));
        _home.After(1);
        Assert.Single(_home.Jumps);
        _home.Time.SetClock(TimeSpan.FromSeconds(-2));
        _home.After(1);
        Assert.Equal(TimeSpan.FromSeconds(-31), _home.Jumps[^1]);
    }

    [Fact]
    public void Timers_and_the_time_since_the_start_are_moved_by_no_anchor()
    {
        var time = new SteppedTime();
        var clock = new SessionClock(time, () => false);
        time.Advance(TimeSpan.FromSeconds(7));
        clock.TakeAnchor();
        time.SetClock(TimeSpan.FromHours(-1));
        Assert.Equal(7, clock.Elapsed.Value, 6);
        Assert.Equal(-3_600_000, clock.Wall.UnixMilliseconds - clock.Now.UnixMilliseconds);
    }

    [Fact]
    public void The_day_is_the_homes_own()
    {
        Assert.Equal(0, _home.Start.Now.LocalOffset.Value);
        var today = _home.Start.Now.Day;
        _home.Time.Zone = TimeZoneInfo.CreateCustomTimeZone("home", TimeSpan.FromHours(13), "home", "home");
        Assert.Equal((13 * 3600, today + 1), (_home.Start.Now.LocalOffset.Value, _home.Start.Now.Day));
    }

    private JsonElement[] Told() => _home.Of("session");

    private long Behind(JsonElement told) => _home.Start.Clock.Wall.UnixMilliseconds - Time(told);

    private static long Time(JsonElement told)
    {
        Assert.Null(DocumentsOfMessages.Schema("session").Violation(told));
        Assert.True(UtcInstant.TryParse(told.GetProperty("t").GetString(), out var at));
        return at.UnixMilliseconds;
    }
}
