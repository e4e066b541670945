using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Live;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Store;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A patient who is looked at: what is told of now, and that a home is asked exactly while somebody looks.</summary>
public sealed class LiveFeedTests : IDisposable
{
    private readonly ScriptedLink _link = new();
    private readonly IngestCounts _counts = new();
    private readonly BlockingCollection<SessionCommand.Watch> _asked = [];
    private readonly LiveBoard _board;
    private readonly HomeCommands _homes;
    private readonly LiveFeed _feed;

    public LiveFeedTests()
    {
        _board = new(TimeProvider.System, _counts);
        _homes = new(_link, _board, TimeProvider.System);
        _feed = new(_link, _board, _homes, _counts, TimeProvider.System);
        _link.Answer = Answer;
    }

    /// <summary>What the home says to being watched; null for accepting it.</summary>
    private Refusal? Refuses { get; set; }

    public void Dispose()
    {
        _feed.Dispose();
        _homes.Dispose();
    }

    [Fact]
    public async Task Who_looks_is_told_of_lease_state_samples_and_events()
    {
        IsThere();
        using var view = _feed.Open(Topics);
        Assert.Equal("asked", (await Next(view, "watch")).GetProperty("state").GetString());
        Assert.Equal("b1", (await Next(view, "state")).GetProperty("state").GetProperty("bootId").GetString());
        Assert.Equal("running", (await Next(view, "watch")).GetProperty("state").GetString());

        var sample = new LiveMessage { Envelope = new(Noon, new(3), true, null), Obliquity = new(4), Tilt = new(1), Drop = null };
        _link.Hear(Topics.WatchLive, Encoding.UTF8.GetString(Payload(new WatchLiveMessage(sample.Envelope, [sample, sample with { Envelope = sample.Envelope with { SensorTime = new(4) } }]))));
        var samples = (await Next(view, "samples")).GetProperty("samples");
        Assert.Equal([3.0, 4.0], samples.EnumerateArray().Select(one => one.GetProperty("sensorT").GetDouble()));
        Assert.Equal(4, samples[0].GetProperty("obliquityDeg").GetDouble());

        var pain = Arrival("a-1", 3);
        _feed.Tell(new Booked(Topics, pain, Outcome.Again, pain.Sha256, []));
        _feed.Tell(new Booked(new(Topics.Site, Pseudonym.Parse("p8")), pain, Outcome.Stored, pain.Sha256, []));
        _feed.Tell(new Booked(Topics, pain, Outcome.Stored, pain.Sha256, []));
        var said = await Next(view, "event");
        Assert.Equal(("session", "a-1", 3), (said.GetProperty("kind").GetString(), said.GetProperty("eventId").GetString(), said.GetProperty("payload").GetProperty("pain").GetInt32()));
        Assert.False(view.Messages.TryRead(out _));
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason()
    {
        Refuses = Refusal.NobodyThere;
        IsThere();
        using var view = _feed.Open(Topics);
        await Next(view, "watch");
        var refused = await Next(view, "watch");
        Assert.Equal(("refused", "nobody-there"), (refused.GetProperty("state").GetString(), refused.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_home_that_is_not_there_is_offline_and_is_sent_nothing()
    {
        using (var view = _feed.Open(Topics))
        {
            await Next(view, "watch");
            Assert.Equal("offline", (await Next(view, "watch")).GetProperty("state").GetString());
        }

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task The_home_is_told_when_the_last_one_has_left_and_not_before()
    {
        IsThere();
        var (one, two) = (_feed.Open(Topics), _feed.Open(Topics));
        Assert.True(Asked().On);
        await Next(one, "state");
        one.Dispose();
        one.Dispose();
        Assert.Empty(_asked);
        two.Dispose();
        Assert.Null(Asked() is { On: false, Head.SessionId: null } ? null : "it was not told");
        using var again = _feed.Open(Topics);
        Assert.True(Asked().On);
    }

    [Fact]
    public void What_a_home_sends_that_is_no_sample_or_too_much_reaches_nobody()
    {
        using var view = _feed.Open(Topics);
        _link.Hear(Topics.WatchLive, """{"v":1,"samples":["<img src=x>"]}""");
        _link.Hear("pelvic/v1/clinic/p8/watch/live", "nobody looks at this one");
        Assert.Equal(1, _counts.All.Where(count => count.Key.StartsWith("refused", StringComparison.Ordinal)).Sum(count => count.Value));
        for (var n = 0; n < 1000; n++)
        {
            _link.Hear(Topics.WatchLive, "nonsense");
        }

        Assert.InRange(_counts.All.Values.Sum(), 50, 500);
    }

    [Fact]
    public async Task Who_does_not_keep_up_is_cut_off()
    {
        IsThere();
        using var view = _feed.Open(Topics);
        for (var n = 0; n < LiveView.MostWaiting + 1; n++)
        {
            _feed.Tell(new Booked(Topics, Arrival($"a-{n + 1}"), Outcome.Stored, null, []));
        }

        var read = 0;
        await foreach (var _ in view.Messages.ReadAllAsync())
        {
            read++;
        }

        Assert.Equal(LiveView.MostWaiting, read);
    }

    private SessionCommand.Watch Asked()
    {
        Assert.True(_asked.TryTake(out var watch, BrokerProcess.Patience), "The home was not asked.");
        return watch;
    }

    // As a home does: on a thread of its own.
    private Task<Delivery> Answer(string topic)
    {
        if (topic == Topics.Command(CommandName.Watch))
        {
            string payload;
            lock (_link.Published)
            {
                payload = _link.Published.Last(sent => sent.Topic == topic).Payload;
            }

            Assert.Null(MessageReader.TryRead(CommandName.Watch, Encoding.UTF8.GetBytes(payload), out var command, out var id));
            _asked.Add((SessionCommand.Watch)command!);
            Task.Run(() => _link.Hear(
                Topics.Reply(CommandRole.Hub, id!), Encoding.UTF8.GetString(Payload(new ReplyMessage(Noon, null, id!, Refuses, Refuses is null ? null : "Said by a home.")))));
        }

        return Task.FromResult(Delivery.Acknowledged);
    }

    private void IsThere()
    {
        var (boot, envelope) = (Pseudonym.Parse("b1"), new ServiceEnvelope(Noon, null, true, null));
        foreach (var (topic, payload) in ImmutableArray.Create(
            (Topics.Link, "1"u8.ToArray()),
            (Topics.State, Payload(StateMessage.Offline(envelope, boot, "1", "core") with { Online = true })),
            (Topics.Beat, Payload(new BeatMessage(envelope, boot, new Seconds(2))))))
        {
            Assert.True(_board.Hear(new(topic, payload, Qos.AtLeastOnce, Retained: false, [])));
        }
    }

    private static async Task<JsonElement> Next(LiveView view, string type)
    {
        using var patience = new CancellationTokenSource(BrokerProcess.Patience);
        while (true)
        {
            var said = JsonDocument.Parse(await view.Messages.ReadAsync(patience.Token)).RootElement;
            if (said.GetProperty("type").GetString() == type)
            {
                return said;
            }
        }
    }
}
