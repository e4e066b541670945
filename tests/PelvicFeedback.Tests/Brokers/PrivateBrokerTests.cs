using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PelvicFeedback.Messaging;
using PelvicFeedback.Tests.Messaging;
using static PelvicFeedback.Tests.Brokers.BrokerWorld;

namespace PelvicFeedback.Tests.Brokers;

public sealed class PrivateBrokerTests : IDisposable
{
    private readonly BrokerWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Its_files_are_for_their_owner_alone_and_passwords_lie_apart()
    {
        string[] passwords;
        using (var broker = _world.Home())
        {
            passwords = [broker.Worker.Password!, broker.Coach.Password!, Display(broker, 1).Password!, Display(broker, 2).Password!];
            var files = Directory.GetFiles(_world.Data, "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(_world.Secrets, "*", SearchOption.AllDirectories));
            Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        }

        Assert.Equal(4, passwords.Distinct().Count());
        Assert.All(passwords, password => Assert.Equal(32, password.Length));
        var data = string.Concat(Directory.GetFiles(_world.Data, "*", SearchOption.AllDirectories).Select(file => File.ReadAllText(file, Encoding.Latin1)));
        Assert.All(passwords, password => Assert.DoesNotContain(password, data));
    }

    [Fact]
    public void A_display_finds_its_broker_again()
    {
        MqttLinkOptions before;
        using (var broker = _world.Home())
        {
            before = Display(broker, 1);
        }

        using var again = _world.Home();
        Assert.Equal((before.Port, before.Password), (Display(again, 1).Port, Display(again, 1).Password));
    }

    [Fact]
    public void A_port_that_was_taken_meanwhile_is_left_to_its_owner()
    {
        int before;
        using (var broker = _world.Home())
        {
            before = broker.Port;
        }

        using var other = new TcpListener(IPAddress.Loopback, before);
        other.Start();
        using var again = _world.Home();
        Assert.NotEqual(before, again.Port);
        Assert.Contains("Address already in use", Assert.Throws<MqttUnavailableException>(() => _world.Home(Patient("p8"), port: before)).Message);
    }

    [Fact]
    public void It_listens_on_loopback_only()
    {
        using var broker = _world.Home();
        var port = broker.Port.ToString("X4", CultureInfo.InvariantCulture);
        var listening = File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == "0A" && fields[1].EndsWith(":" + port, StringComparison.Ordinal)).Select(fields => fields[1]);
        Assert.Equal(["0100007F:" + port], listening);
    }

    [Fact]
    public async Task Killed_it_comes_back_with_what_it_kept_and_the_links_find_it()
    {
        using var broker = _world.Home();
        using var worker = await Up(broker.Worker);
        for (var round = 1; round <= 3; round++)
        {
            Signal(broker.ProcessId!.Value, "KILL");
            await Reached(worker, LinkPhase.Away);
            Assert.Equal(Delivery.Acknowledged, await Publish(worker, Topics.Prefix + "rep"));
            Assert.Equal(round, broker.Restarts);
        }

        Assert.Equal(6, _world.Said.Count());
        Assert.Equal("the broker has ended by itself (exit code 137); it is started again", _world.Said.First());
        Assert.Equal("the broker is back", _world.Said.Last());
    }

    [Fact]
    public async Task What_is_retained_outlives_a_restart()
    {
        using (var broker = _world.Home())
        {
            using var worker = await Up(broker.Worker);
            await Publish(worker, Topics.Prefix + "state", "kept", retain: true);
        }

        using var again = _world.Home();
        var heard = new BlockingCollection<MqttMessage>();
        using var coach = await Up(again.Coach, link =>
        {
            link.Messages.Subscribe(heard.Add);
            link.Subscribe(Topics.Prefix + "state", Qos.AtLeastOnce);
        });
        Assert.True(heard.TryTake(out var state, BrokerProcess.Patience));
        Assert.Equal(("kept", true), (Encoding.UTF8.GetString(state.Payload.Span), state.Retained));
    }

    [Fact]
    public void Disposed_of_it_is_gone_even_when_it_hangs()
    {
        var broker = _world.Home();
        using var process = Process.GetProcessById(broker.ProcessId!.Value);
        Signal(process.Id, "STOP");
        broker.Dispose();
        Assert.True(process.WaitForExit(BrokerProcess.Patience));
        Assert.Empty(_world.Said);
    }

    [Fact]
    public async Task More_than_its_limits_is_not_queued()
    {
        using var broker = _world.Home();
        using var coach = await Up(broker.Coach with { SessionExpiry = TimeSpan.FromHours(1) }, link => link.Subscribe(Topics.Prefix + "rep", Qos.AtLeastOnce));
        coach.Dispose();
        using var worker = await Up(broker.Worker with { MaxPending = 5000 });
        await Task.WhenAll(Enumerable.Range(0, 2500).Select(_ => Publish(worker, Topics.Prefix + "rep")));
        var heard = new BlockingCollection<string>();
        using var again = await Up(broker.Coach with { SessionExpiry = TimeSpan.FromHours(1) }, link =>
        {
            link.Messages.Subscribe(message => heard.Add(message.Topic));
            link.Subscribe(Topics.Prefix + "#", Qos.AtLeastOnce);
        });
        await Publish(worker, Topics.Prefix + "test");
        var count = 0;
        while (heard.TryTake(out var topic, BrokerProcess.Patience) && !topic.EndsWith("test", StringComparison.Ordinal))
        {
            count++;
        }

        Assert.InRange(count, 2000, 2020);
    }
}
