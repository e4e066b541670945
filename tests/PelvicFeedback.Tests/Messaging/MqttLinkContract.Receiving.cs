using System.Collections.Concurrent;
using System.Text;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Tests.Messaging;

public abstract partial class MqttLinkContract
{
    [Fact]
    public async Task What_arrives_is_whole()
    {
        using var broker = BrokerProcess.Started();
        using var writer = await Up(Options(broker) with { ClientId = "writer" });
        await writer.Publish("test/kept", "old"u8, Qos.AtLeastOnce, retain: true).WaitAsync(BrokerProcess.Patience);
        using var inbox = new Inbox();
        using var link = await Up(Options(broker), inbox, ("test/#", Qos.AtLeastOnce));
        Assert.Equal("test/kept old AtLeastOnce retained", inbox.Next());
        await writer.Publish("test/ä", "grün"u8, Qos.AtLeastOnce, properties: [new("a", "1"), new("a", "2")]).WaitAsync(BrokerProcess.Patience);
        Assert.Equal("test/ä grün AtLeastOnce a=1 a=2", inbox.Next());
        await writer.Publish("test/b", ""u8, Qos.AtMostOnce).WaitAsync(BrokerProcess.Patience);
        Assert.Equal("test/b  AtMostOnce", inbox.Next());
        await writer.Publish("test/c", Hello, Qos.AtMostOnce, properties: [.. Enumerable.Range(0, 40).Select(i => new UserProperty($"{i}", ""))]).WaitAsync(BrokerProcess.Patience);
        Assert.Equal("test/c hello AtMostOnce " + string.Join(' ', Enumerable.Range(0, MqttMessage.MaxProperties).Select(i => $"{i}=")), inbox.Next());
    }

    [Fact]
    public async Task Subscriptions_outlive_the_connection()
    {
        using var broker = BrokerProcess.Started();
        using var inbox = new Inbox();
        using var link = await Up(Options(broker), inbox, ("test/one", Qos.AtLeastOnce));
        link.Subscribe("test/two", Qos.AtMostOnce);
        broker.Kill();
        await Reached(link, LinkPhase.Away);
        link.Subscribe("test/three", Qos.AtLeastOnce);
        broker.Start();
        await Reached(link, LinkPhase.Up);

        // Another's messages: ours could not come before our own subscription in any case.
        using var writer = await Up(Options(broker) with { ClientId = "writer" });
        foreach (var name in new[] { "none", "one", "two", "three" })
        {
            await writer.Publish("test/" + name, Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience);
        }

        Assert.Equal(["test/one hello AtLeastOnce", "test/two hello AtMostOnce", "test/three hello AtLeastOnce"], [inbox.Next(), inbox.Next(), inbox.Next()]);
    }

    [Fact]
    public async Task A_kept_session_brings_what_came_while_the_link_was_closed()
    {
        using var broker = BrokerProcess.Started();
        var options = Options(broker) with { SessionExpiry = TimeSpan.FromHours(1) };
        using var inbox = new Inbox();
        (await Up(options, inbox, ("test/#", Qos.AtLeastOnce))).Dispose();
        using var writer = await Up(Options(broker) with { ClientId = "writer" });
        for (var i = 0; i < 5; i++)
        {
            await writer.Publish("test/a", Encoding.UTF8.GetBytes($"{i}"), Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience);
        }

        using var link = await Up(options, inbox, ("test/#", Qos.AtLeastOnce));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"test/a {i} AtLeastOnce"), Enumerable.Range(0, 5).Select(_ => inbox.Next()));
    }

    [Fact]
    public async Task An_oversized_message_is_thrown_away_and_counted()
    {
        using var broker = BrokerProcess.Started();
        using var inbox = new Inbox();
        using var link = await Up(Options(broker), inbox, ("test/#", Qos.AtLeastOnce));

        // The second is over what the broker was told to send: it never comes.
        foreach (var length in new[] { MqttLinkOptions.MaxPayload + 1, 8 * MqttLinkOptions.MaxPayload })
        {
            PublishedByOthers(broker, "test/big", new('x', length));
        }

        PublishedByOthers(broker, "test/a", "after");
        Assert.Equal("test/a after AtLeastOnce", inbox.Next());
        Assert.Equal(1, link.Oversized);
    }

    [Fact]
    public async Task An_observer_that_throws_is_counted_and_harms_nobody()
    {
        using var broker = BrokerProcess.Started();
        using var inbox = new Inbox();
        using var link = Connect(Options(broker), link =>
        {
            link.States.Subscribe(new Throwing<LinkState>());
            link.Messages.Subscribe(new Throwing<MqttMessage>());
            link.Messages.Subscribe(inbox);
            link.Subscribe("test/#", Qos.AtLeastOnce);
        });
        await Reached(link, LinkPhase.Up);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Delivery.Acknowledged, await link.Publish("test/a", Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience));
            Assert.Equal("test/a hello AtLeastOnce", inbox.Next());
        }

        // Connecting, up, and three messages.
        Assert.Equal(5, link.ObserverFaults);
    }

    [Fact]
    public async Task An_observer_may_publish_and_subscribe()
    {
        using var broker = BrokerProcess.Started();
        using var inbox = new Inbox();
        using var link = await Up(Options(broker), inbox, ("test/command", Qos.AtLeastOnce));
        using var answering = link.Messages.Subscribe(message =>
        {
            if (message.Topic == "test/command")
            {
                link.Subscribe("test/reply", Qos.AtLeastOnce);
                link.Publish("test/reply", message.Payload.Span, Qos.AtLeastOnce);
            }
        });
        await link.Publish("test/command", Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience);
        Assert.Equal(["test/command hello AtLeastOnce", "test/reply hello AtLeastOnce"], [inbox.Next(), inbox.Next()]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("test/#/a")]
    [InlineData("test/a+")]
    [InlineData("test/\0")]
    public async Task What_is_no_filter_is_refused_at_once(string filter)
    {
        using var broker = new BrokerProcess();
        using var link = Connect(Options(broker));
        await Reached(link, LinkPhase.Away);
        Assert.Contains("no MQTT topic filter", Assert.Throws<ArgumentException>(() => link.Subscribe(filter, Qos.AtMostOnce)).Message);
    }

    [Fact]
    public void A_link_remembers_only_so_many_filters()
    {
        using var broker = new BrokerProcess();
        using var link = Connect(Options(broker));
        for (var i = 0; i < MqttLinkOptions.MaxFilters; i++)
        {
            link.Subscribe($"test/{i}", Qos.AtMostOnce);
        }

        link.Subscribe("test/0", Qos.AtLeastOnce);
        Assert.Throws<ArgumentException>(() => link.Subscribe("test/one-more", Qos.AtMostOnce));
    }

    private async Task<IMqttLink> Up(MqttLinkOptions options, Inbox inbox, params (string Filter, Qos Qos)[] filters)
    {
        var link = Connect(options, link =>
        {
            link.Messages.Subscribe(inbox);
            Array.ForEach(filters, wanted => link.Subscribe(wanted.Filter, wanted.Qos));
        });
        await Reached(link, LinkPhase.Up);
        return link;
    }

    // Without this project's bounds.
    private static void PublishedByOthers(BrokerProcess broker, string topic, string payload)
    {
        using var process = new System.Diagnostics.Process
        {
            StartInfo = new(
                "mosquitto_pub",
                ["-h", "127.0.0.1", "-p", $"{broker.Port}", "-q", "1", "-u", BrokerProcess.User, "-P", BrokerProcess.Password, "-t", topic, "-s"])
            {
                RedirectStandardInput = true,
            },
        };
        process.Start();
        process.StandardInput.Write(payload);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private sealed class Inbox : IObserver<MqttMessage>, IDisposable
    {
        private readonly BlockingCollection<string> _received = [];

        public string Next()
        {
            Assert.True(_received.TryTake(out var message, BrokerProcess.Patience), "No further message came.");
            return message;
        }

        public void OnNext(MqttMessage value) => _received.Add(
            $"{value.Topic} {Encoding.UTF8.GetString(value.Payload.Span)} {value.Qos}{(value.Retained ? " retained" : "")}"
            + string.Concat(value.Properties.Select(property => $" {property.Name}={property.Value}")));

        public void OnError(Exception error) => Assert.Fail("Messages never fail.");

        public void OnCompleted()
        {
        }

        public void Dispose() => _received.Dispose();
    }

    private sealed class Throwing<T> : IObserver<T>
    {
        public void OnNext(T value) => throw new InvalidOperationException("An observer's bug.");

        public void OnError(Exception error)
        {
        }

        public void OnCompleted() => throw new InvalidOperationException("An observer's bug.");
    }
}
