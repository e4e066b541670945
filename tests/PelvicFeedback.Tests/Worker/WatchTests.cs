using PelvicFeedback.Core.Messages;
using PelvicFeedback.Tests.Messages;

namespace PelvicFeedback.Tests.Worker;

/// <summary>What the clinic sees: six samples at a time, and only while its lease runs and somebody is at the page.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly WiredHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Six_samples_at_a_time_while_the_lease_runs()
    {
        _home.Begin();
        _home.Samples(60);
        Assert.Empty(_home.Of("watch/live"));

        Assert.True(Watch().Accepted);
        _home.Samples(59);
        var seen = _home.Of("watch/live");
        Assert.Equal(9, seen.Length);
        Assert.All(seen, one => Assert.Null(DocumentsOfMessages.Schema("watch-live").Violation(one)));
        Assert.Equal(
            Enumerable.Range(60, 54),
            seen.SelectMany(one => one.GetProperty("samples").EnumerateArray()).Select(sample => (int)Math.Round(sample.GetProperty("sensorT").GetDouble() * 60)));
        Assert.Equal(("c-6", true), Assert.Single(_home.Audited));
    }

    [Fact]
    public void What_a_lease_left_over_never_opens_the_next()
    {
        _home.Begin();
        Watch();
        _home.Samples(9);
        _home.After(30);
        _home.Samples(60);
        Assert.Single(_home.Of("watch/live"));
        Watch();
        _home.Samples(6);
        var samples = _home.Of("watch/live")[^1].GetProperty("samples").EnumerateArray().Select(sample => (int)Math.Round(sample.GetProperty("sensorT").GetDouble() * 60));
        Assert.Equal([69, 70, 71, 72, 73, 74], samples);
    }

    [Fact]
    public void A_lease_lasts_30_s_and_as_long_again_when_it_is_renewed()
    {
        _home.Begin();
        Watch();
        _home.After(29.5);
        _home.Samples(6);
        Watch();
        _home.After(29.5);
        _home.Samples(6);
        Assert.Equal(2, _home.Of("watch/live").Length);
        Assert.True(_home.Of("state")[^1].GetProperty("watched").GetBoolean());
        _home.After(1);
        _home.Samples(6);
        Assert.Equal(2, _home.Of("watch/live").Length);
        Assert.False(_home.Of("state")[^1].GetProperty("watched").GetBoolean());
        Assert.Equal(2, _home.Audited.Count);
    }

    [Fact]
    public void Nobody_at_the_page_ends_it_before_its_time_and_refuses_another()
    {
        _home.Begin();
        _home.After(45);
        Watch();
        _home.After(15);
        _home.Samples(6);
        Assert.Empty(_home.Of("watch/live"));
        Assert.Equal(Refusal.NobodyThere, Watch().Refusal);
        _home.Press(head => new SessionCommand.TakeOver(head));
        Assert.True(Watch().Accepted);
        _home.Samples(6);
        Assert.Single(_home.Of("watch/live"));
    }

    private ReplyMessage Watch() => _home.Press(head => new SessionCommand.Watch(head, true));
}
