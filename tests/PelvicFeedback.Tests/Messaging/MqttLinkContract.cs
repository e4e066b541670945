using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Tests.Messaging;

/// <summary>
/// What every adapter does, against a real mosquitto. Whoever adds one derives from this, with the adapter's word in the class's name.
/// </summary>
public abstract partial class MqttLinkContract
{
    private protected static readonly byte[] Hello = "hello"u8.ToArray();

    /// <summary>The adapter under test, on its way to the broker.</summary>
    private protected abstract IMqttLink Connect(MqttLinkOptions options, Action<IMqttLink>? prepare = null);

    [Theory]
    [InlineData(Qos.AtMostOnce, Delivery.Sent)]
    [InlineData(Qos.AtLeastOnce, Delivery.Acknowledged)]
    public async Task A_second_client_receives_what_is_published(Qos qos, Delivery delivery)
    {
        using var broker = BrokerProcess.Started();
        using var reader = new SubscriberProcess(broker, "test/#");
        using var link = await Up(broker);
        Assert.Equal(delivery, await link.Publish("test/ä", "grün"u8, qos).WaitAsync(BrokerProcess.Patience));
        Assert.Equal(new(0, false, "test/ä", "grün"), reader.Next() with { Qos = 0 });
    }

    [Fact]
    public async Task Messages_arrive_in_order_and_as_many_as_were_sent()
    {
        using var broker = BrokerProcess.Started();
        using var reader = new SubscriberProcess(broker, "test/#");
        using var link = await Up(broker);
        var deliveries = Enumerable.Range(0, 200).Select(i => link.Publish("test/n", Encoding.UTF8.GetBytes($"{i}"), Qos.AtLeastOnce)).ToArray();
        Assert.All(await Task.WhenAll(deliveries).WaitAsync(BrokerProcess.Patience), delivery => Assert.Equal(Delivery.Acknowledged, delivery));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), Enumerable.Range(0, 200).Select(_ => reader.Next().Payload));
    }

    [Fact]
    public async Task A_retained_message_waits_for_later_readers()
    {
        using var broker = BrokerProcess.Started();
        using var link = await Up(broker);
        Assert.Equal(Delivery.Acknowledged, await link.Publish("test/kept", Hello, Qos.AtLeastOnce, retain: true).WaitAsync(BrokerProcess.Patience));
        Assert.Equal(Delivery.Acknowledged, await link.Publish("test/not-kept", Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience));
        using var reader = new SubscriberProcess(broker, "test/#");
        Assert.Equal(("test/kept", true), reader.Next() is var kept ? (kept.Topic, kept.Retained) : default);
        await link.Publish("test/later", Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience);
        Assert.Equal(("test/later", false), reader.Next() is var later ? (later.Topic, later.Retained) : default);
    }

    [Theory]
    [InlineData(Qos.AtMostOnce)]
    [InlineData(Qos.AtLeastOnce)]
    public async Task Expiry_and_user_properties_travel_with_the_message(Qos qos)
    {
        using var broker = BrokerProcess.Started();
        using var reader = new SubscriberProcess(broker, "test/#");
        using var link = await Up(broker);
        await link.Publish("test/a", Hello, qos, expirySeconds: 3600, properties: [new("name", "value"), new("größe", "2 m")]);
        await link.Publish("test/a", Hello, qos);
        var with = reader.Next();
        Assert.Equal("name:value größe:2 m", with.UserProperties);
        Assert.InRange(int.Parse(with.Expiry), 3500, 3600);
        Assert.Equal(("", ""), reader.Next() is var without ? (without.Expiry, without.UserProperties) : default);
    }

    [Fact]
    public async Task A_forbidden_topic_is_refused_not_lost_in_silence()
    {
        using var broker = BrokerProcess.Started();
        using var link = await Up(broker);
        Assert.Equal(Delivery.Refused, await link.Publish("forbidden/a", Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience));
        Assert.Equal(Delivery.Refused, await link.Publish("test/+", Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience));
        Assert.Equal(Delivery.Refused, await link.Publish("test/+", Hello, Qos.AtMostOnce).WaitAsync(BrokerProcess.Patience));
        Assert.Equal(Delivery.Refused, await link.Publish("test/a", new byte[MqttLinkOptions.MaxPayload + 1], Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience));
        Assert.Equal(Delivery.Acknowledged, await link.Publish("test/a", new byte[MqttLinkOptions.MaxPayload], Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience));
    }

    [Fact]
    public async Task The_will_is_said_when_the_link_vanishes_and_only_then()
    {
        using var broker = BrokerProcess.Started();
        using var reader = new SubscriberProcess(broker, "test/#");
        var will = new MqttWill("test/will", Hello, Qos.AtLeastOnce, Retain: false);

        // A good-bye: the next thing heard is not the will.
        var polite = await Up(Options(broker) with { Will = will });
        polite.Dispose();
        using var other = await Up(Options(broker) with { ClientId = "other" });
        await other.Publish("test/next", Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience);
        Assert.Equal("test/next", reader.Next().Topic);

        // Another client of the same id takes its place without a good-bye.
        using var first = await Up(Options(broker) with { Will = will, FirstRetry = TimeSpan.FromMinutes(5), LongestRetry = TimeSpan.FromMinutes(5) });
        using var second = await Up(Options(broker));
        Assert.Equal(("test/will", "hello"), reader.Next() is var said ? (said.Topic, said.Payload) : default);
    }

    [Fact]
    public async Task A_refused_login_says_who_and_where_but_not_the_password()
    {
        using var broker = BrokerProcess.Started();
        using var link = Connect(Options(broker) with { Password = "wr0ng-one" });
        var state = await Reached(link, LinkPhase.Refused);
        Assert.Contains(BrokerProcess.User, state.Reason);
        Assert.Contains($"127.0.0.1:{broker.Port}", state.Reason);
        Assert.DoesNotContain("wr0ng-one", state.Reason);
        Assert.Equal(Delivery.Dropped, await link.Publish("test/a", Hello, Qos.AtMostOnce));
    }

    [Fact]
    public async Task An_unreachable_broker_says_where_and_why()
    {
        using var broker = new BrokerProcess();
        using var link = Connect(Options(broker));
        var state = await Reached(link, LinkPhase.Away);
        Assert.Equal($"no broker at 127.0.0.1:{broker.Port}: Connection refused", state.Reason);
    }

    [Fact]
    public async Task A_host_without_address_is_said_and_tried_again()
    {
        using var link = Connect(Options(1) with { Host = "no-such-host.invalid" });
        Assert.Contains("no-such-host.invalid:1", (await Reached(link, LinkPhase.Away)).Reason);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_is_given_up_after_the_time_out()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        using var link = Connect(Options(((IPEndPoint)mute.LocalEndpoint).Port) with { ConnectTimeout = TimeSpan.FromSeconds(1) });
        await Reached(link, LinkPhase.Away);
    }

    [Fact]
    public async Task A_broker_killed_and_started_again_gets_what_waited_and_only_live_is_dropped()
    {
        using var broker = BrokerProcess.Started();
        using var link = await Up(Options(broker) with { MaxPending = 3 });
        broker.Kill();
        await Reached(link, LinkPhase.Away);

        Assert.Equal(Delivery.Dropped, await link.Publish("test/live", Hello, Qos.AtMostOnce));
        Assert.Equal(1, link.Dropped);
        var alerts = Enumerable.Range(0, 3).Select(i => link.Publish("test/alert", Encoding.UTF8.GetBytes($"{i}"), Qos.AtLeastOnce, retain: true)).ToArray();
        Assert.Equal(Delivery.QueueFull, await link.Publish("test/alert", Hello, Qos.AtLeastOnce));
        Assert.All(alerts, alert => Assert.False(alert.IsCompleted));

        broker.Start();
        Assert.All(await Task.WhenAll(alerts).WaitAsync(BrokerProcess.Patience), alert => Assert.Equal(Delivery.Acknowledged, alert));
        Assert.Equal(LinkPhase.Up, link.State.Phase);
        using var reader = new SubscriberProcess(broker, "test/#");
        Assert.Equal("2", reader.Next().Payload);
        Assert.Equal(Delivery.Sent, await link.Publish("test/live", Hello, Qos.AtMostOnce));
        Assert.Equal("hello", reader.Next().Payload);
    }

    [Fact]
    public async Task Closing_from_the_links_own_thread_is_an_error_not_a_hang()
    {
        using var broker = BrokerProcess.Started();
        using var link = await Up(broker);
        var closed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = link.States.Skip(1).Subscribe(_ => closed.TrySetResult(Record.Exception(link.Dispose)));
        broker.Kill();
        Assert.IsType<InvalidOperationException>(await closed.Task.WaitAsync(BrokerProcess.Patience));
        broker.Start();
        Assert.Equal(Delivery.Acknowledged, await link.Publish("test/a", Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience));
    }

    [Fact]
    public async Task Closing_while_others_publish_is_safe()
    {
        using var broker = BrokerProcess.Started();
        for (var round = 0; round < 10; round++)
        {
            var link = await Up(broker);
            var publishers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                while (link.Publish("test/a", Hello, Qos.AtLeastOnce) is not { IsCompleted: true, Result: Delivery.Unknown })
                {
                    link.Publish("test/b", Hello, Qos.AtMostOnce);
                }
            })).ToArray();
            link.Dispose();
            link.Dispose();
            await Task.WhenAll(publishers).WaitAsync(BrokerProcess.Patience);
        }
    }

    [Fact]
    public void Options_print_without_the_password() => Assert.DoesNotContain(BrokerProcess.Password, Options(1883).ToString());

    private protected static MqttLinkOptions Options(BrokerProcess broker) => Options(broker.Port);

    private protected static MqttLinkOptions Options(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        ClientId = "link",
        UserName = BrokerProcess.User,
        Password = BrokerProcess.Password,
    };

    private protected Task<IMqttLink> Up(BrokerProcess broker) => Up(Options(broker));

    private protected async Task<IMqttLink> Up(MqttLinkOptions options)
    {
        var link = Connect(options);
        await Reached(link, LinkPhase.Up);
        return link;
    }

    // On another thread than the link's, which would otherwise go on with the test.
    private protected static Task<LinkState> Reached(IMqttLink link, LinkPhase phase) =>
        link.States.FirstAsync(state => state.Phase == phase).ToTask(TaskPoolScheduler.Default).WaitAsync(BrokerProcess.Patience);
}
