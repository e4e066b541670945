using System.Collections.Concurrent;
using System.Text;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Mosquitto;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using static PelvicFeedback.Tests.Brokers.BrokerWorld;

namespace PelvicFeedback.Tests.Brokers;

/// <summary>A clinic's broker, and homes bridged to it as in life.</summary>
public sealed class ClinicBrokerTests : IDisposable
{
    private readonly BrokerWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_go_up_and_acks_come_down_the_bridge(bool encrypted)
    {
        using var certificates = new TestCertificates("localhost");
        using var clinic = _world.Clinic(encrypted ? Tls(certificates) : null);
        using var home = _world.Home(bridge: clinic.AddHome(Topics));
        using var atHub = new Heard();
        using var hub = await Up(clinic.Hub, atHub.From("pelvic/v1/+/+/#"));
        Assert.Equal("link 1", atHub.Next("link 1"));

        using var atWorker = new Heard();
        using var worker = await Up(home.Worker, atWorker.From(Topics.Prefix + "#"));
        await Publish(worker, Topics.Prefix + "live", "not for the clinic");
        foreach (var topic in new[] { "alert/pelvic-drop", "rep", "motion", "state", "sensor", "reply/hub/c1", "summary", "beat", "watch/live" })
        {
            await Publish(worker, Topics.Prefix + topic, "up");
            Assert.Equal($"{topic} up", atHub.Next());
        }

        foreach (var topic in new[] { "ack/s-1", "marks", "cmd/hub/set-plan" })
        {
            await Publish(hub, Topics.Prefix + topic, "down");
            Assert.Equal($"{topic} down", atWorker.Next());
        }
    }

    [Fact]
    public async Task What_either_side_says_while_the_other_is_away_comes_later()
    {
        using var clinic = _world.Clinic();
        var bridge = clinic.AddHome(Topics);
        using var atHub = new Heard();
        using var hub = await Up(clinic.Hub, atHub.From("pelvic/v1/+/+/#"));
        using var atWorker = new Heard();
        MqttLinkOptions login;
        using (var home = _world.Home(bridge: bridge))
        {
            login = home.Worker with { SessionExpiry = TimeSpan.FromHours(1) };
            using var worker = await Up(login, atWorker.From(Topics.Prefix + "#"));
            Assert.Equal("link 1", atHub.Next("link 1"));

            // The clinic's broker is killed; what is said meanwhile waits at home.
            Signal(clinic.ProcessId!.Value, "KILL");
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(Delivery.Acknowledged, await Publish(worker, Topics.Prefix + "rep", $"{i}"));
            }

            Assert.Equal(Enumerable.Range(0, 50).Select(i => $"rep {i}"), Enumerable.Range(0, 50).Select(_ => atHub.NextRep()));
        }

        Assert.Equal("link 0", atHub.Next("link 0"));
        await Publish(hub, Topics.Prefix + "ack/s-1", "down");
        using var back = _world.Home(bridge: bridge, port: login.Port);
        using var again = await Up(login, atWorker.From(Topics.Prefix + "#"));
        Assert.Equal("ack/s-1 down", atWorker.Next());
    }

    [Fact]
    public async Task Revoking_a_home_ends_its_connection_keeps_it_out_and_clears_what_it_left()
    {
        using var clinic = _world.Clinic();
        using var home = _world.Home(bridge: clinic.AddHome(Topics));
        using var atHub = new Heard();
        using var hub = await Up(clinic.Hub, atHub.From("pelvic/v1/+/+/#"));
        atHub.Next("link 1");
        using var worker = await Up(home.Worker);
        await Publish(worker, Topics.Prefix + "state", "online", retain: true);
        await Publish(worker, Topics.Prefix + "sensor", "there", retain: true);
        atHub.Next("sensor there");
        await Publish(hub, Topics.Prefix + "marks", "5", retain: true);
        clinic.AddHome(Patient("p8"));

        clinic.Revoke(Topics);
        Assert.Equal(["clinic.p8"], clinic.Homes);
        await Publish(worker, Topics.Prefix + "state", "back again", retain: true);
        using var atNewcomer = new Heard();
        hub.Dispose();
        using var newcomer = await Up(clinic.Hub, atNewcomer.From("pelvic/v1/+/+/#"));
        await Publish(newcomer, "pelvic/v1/clinic/p8/marks", "1");
        newcomer.Dispose();
        Assert.Empty(atNewcomer.Rest());

        // Nor after the broker is started anew.
        Signal(clinic.ProcessId!.Value, "TERM");
        using var outside = MosquittoLink.Connect(Login(clinic.Port, ClinicBridge.HomeUser(Topics)));
        await Reached(outside, LinkPhase.Refused);
    }

    [Fact]
    public async Task A_login_given_anew_makes_the_old_one_useless_and_all_outlive_a_restart()
    {
        ClinicBridge first, second, other;
        using (var clinic = _world.Clinic())
        {
            first = clinic.AddHome(Topics);
            second = clinic.AddHome(Topics);
            other = clinic.AddHome(Patient("p8"));
        }

        using var again = _world.Clinic();
        Assert.Equal(["clinic.p7", "clinic.p8"], again.Homes.Order());
        using var old = MosquittoLink.Connect(HomeLogin("clinic.p7", first));
        await Reached(old, LinkPhase.Refused);
        using var good = await Up(HomeLogin("clinic.p7", second));
        using var others = await Up(HomeLogin("clinic.p8", other));

        MqttLinkOptions HomeLogin(string user, ClinicBridge home) => again.Hub with { UserName = user, Password = home.Password };
    }

    [Theory]
    [InlineData(0, 1024)]
    [InlineData(384, 1024)]
    [InlineData(3000, 6256)]
    public void The_limit_of_connections_follows_the_homes(int homes, int connections)
    {
        Assert.Equal(connections, ClinicBrokerOptions.Connections(homes));
        using var certificates = new TestCertificates("localhost");
        Assert.Contains($"max_connections {connections}\n", new ClinicBrokerOptions("data", "secrets", Tls: Tls(certificates)).Listener(homes).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_bridge_without_tls_leaves_this_machine_never()
    {
        Assert.Contains("no CA file", Assert.Throws<MqttUnavailableException>(() => _world.Home(bridge: new("broker.example", 8883, null, "secret"))).Message);
        Assert.Contains("control character", Assert.Throws<MqttUnavailableException>(() => _world.Home(bridge: new("localhost", 1, null, "a\nlistener 1883"))).Message);
    }

    private static ClinicBrokerTls Tls(TestCertificates certificates) =>
        new("127.0.0.1", Ports.Free(), "localhost", certificates.Certificate, certificates.Key, certificates.Authority);

    private sealed class Heard : IDisposable
    {
        private readonly BlockingCollection<string> _messages = [];

        public Action<IMqttLink> From(string filter) => link =>
        {
            link.Messages.Subscribe(message =>
                _messages.Add($"{message.Topic.Split('/', 5)[4]} {Encoding.UTF8.GetString(message.Payload.Span)}"));
            link.Subscribe(filter, Qos.AtLeastOnce);
        };

        public string Next()
        {
            Assert.True(_messages.TryTake(out var message, BrokerProcess.Patience), "No further message came.");
            return message;
        }

        /// <summary>Passes over everything before it.</summary>
        public string Next(string wanted)
        {
            var message = Next();
            while (message != wanted)
            {
                message = Next();
            }

            return message;
        }

        public string NextRep()
        {
            var message = Next();
            while (!message.StartsWith("rep ", StringComparison.Ordinal))
            {
                message = Next();
            }

            return message;
        }

        public string[] Rest() => [.. _messages];

        public void Dispose() => _messages.Dispose();
    }
}
