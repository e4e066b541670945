using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Tests.Messaging;

public abstract partial class MqttLinkContract
{
    [Fact]
    public async Task Tls_with_an_own_authority_works()
    {
        using var certificates = new TestCertificates("127.0.0.1");
        using var broker = BrokerProcess.Started(certificates);
        using var inbox = new Inbox();
        using var link = await Up(Encrypted(broker, certificates), inbox, ("test/#", Qos.AtLeastOnce));
        Assert.Equal(Delivery.Acknowledged, await link.Publish("test/a", Hello, Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience));
        Assert.Equal("test/a hello AtLeastOnce", inbox.Next());
        broker.Kill();
        await Reached(link, LinkPhase.Away);
        broker.Start();
        await Reached(link, LinkPhase.Up);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_said_and_nothing_sent()
    {
        using var certificates = new TestCertificates("127.0.0.1");
        using var others = new TestCertificates("127.0.0.1");
        using var broker = BrokerProcess.Started(certificates);
        using var link = Connect(Encrypted(broker, others));
        Assert.Equal(
            $"the certificate of the broker at 127.0.0.1:{broker.TlsPort} is not vouched for by {others.Authority}, or not valid today",
            (await Reached(link, LinkPhase.Untrusted)).Reason);
        Assert.Equal(Delivery.Dropped, await link.Publish("test/a", Hello, Qos.AtMostOnce));
    }

    [Fact]
    public async Task Without_an_own_authority_the_systems_count()
    {
        using var certificates = new TestCertificates("127.0.0.1");
        using var broker = BrokerProcess.Started(certificates);
        using var link = Connect(Encrypted(broker, certificates) with { Tls = new(null) });
        Assert.Contains("not vouched for by this machine's certificate store", (await Reached(link, LinkPhase.Untrusted)).Reason);
    }

    [Theory]
    [InlineData("broker.example", "127.0.0.1")]
    [InlineData("127.0.0.1", "localhost")]
    public async Task A_certificate_for_another_name_is_said(string named, string host)
    {
        using var certificates = new TestCertificates(named);
        using var broker = BrokerProcess.Started(certificates);
        using var link = Connect(Encrypted(broker, certificates) with { Host = host });
        Assert.Equal(
            $"the certificate of the broker at {host}:{broker.TlsPort} is for another name than '{host}'", (await Reached(link, LinkPhase.Untrusted)).Reason);
    }

    [Fact]
    public void An_authority_that_is_no_certificate_is_said_at_once()
    {
        using var broker = new BrokerProcess();
        using var certificates = new TestCertificates("127.0.0.1");
        var options = Encrypted(broker, certificates);
        Assert.Contains("no-such.pem", Assert.Throws<MqttUnavailableException>(() => Connect(options with { Tls = new("no-such.pem") })).Message);
        Assert.Contains("no certificate in it", Assert.Throws<MqttUnavailableException>(() => Connect(options with { Tls = new(certificates.Key) })).Message);
    }

    [Fact]
    public async Task Tls_where_the_broker_has_none_is_an_absent_broker()
    {
        using var certificates = new TestCertificates("127.0.0.1");
        using var broker = BrokerProcess.Started(certificates);
        using var link = Connect(Encrypted(broker, certificates) with { Port = broker.Port });
        Assert.StartsWith($"no broker at 127.0.0.1:{broker.Port}: ", (await Reached(link, LinkPhase.Away)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frozen_broker_is_noticed_within_one_and_a_half_keep_alives_while_live_is_published()
    {
        using var broker = BrokerProcess.Started();
        var options = Options(broker) with { KeepAlive = TimeSpan.FromSeconds(8), ConnectTimeout = TimeSpan.FromSeconds(2) };
        using var link = await Up(options);
        using var stopped = new CancellationTokenSource();
        var ticks = 0;
        var publishing = Task.Run(async () =>
        {
            using var sixtyHertz = new PeriodicTimer(TimeSpan.FromSeconds(1 / 60.0));
            while (!stopped.IsCancellationRequested)
            {
                _ = link.Publish("test/live", new byte[250], Qos.AtMostOnce);
                await sixtyHertz.WaitForNextTickAsync();
                Interlocked.Increment(ref ticks);
            }
        });

        broker.Freeze();
        var frozen = Volatile.Read(ref ticks);
        var away = await Reached(link, LinkPhase.Away);
        var noticed = Volatile.Read(ref ticks) - frozen;
        var alert = link.Publish("test/alert", Hello, Qos.AtLeastOnce);
        broker.Thaw();
        Assert.Equal(Delivery.Acknowledged, await alert.WaitAsync(BrokerProcess.Patience));
        await stopped.CancelAsync();
        await publishing;

        Assert.Equal($"no broker at 127.0.0.1:{broker.Port}: it has stopped answering", away.Reason);

        // The one duration that is the subject itself, in ticks: those that a busy machine leaves out do not count.
        Assert.InRange(noticed, 0, (int)(options.KeepAlive.TotalSeconds * 1.5 * 60));
    }

    [Fact]
    public async Task A_frozen_broker_fills_no_memory()
    {
        using var broker = BrokerProcess.Started();
        using var link = await Up(broker);
        broker.Freeze();
        var payload = new byte[MqttLinkOptions.MaxPayload];
        var before = Resident();
        var deliveries = Enumerable.Range(0, 4000).Select(i => link.Publish("test/a", payload, i % 2 == 0 ? Qos.AtMostOnce : Qos.AtLeastOnce)).ToArray();
        Assert.InRange(Resident() - before, long.MinValue, 96 * 1024 * 1024);
        Assert.Contains(deliveries, delivery => delivery is { IsCompletedSuccessfully: true, Result: Delivery.Dropped });
        Assert.Contains(deliveries, delivery => delivery is { IsCompletedSuccessfully: true, Result: Delivery.QueueFull });
    }

    [Fact]
    public async Task An_absent_broker_fills_no_memory_however_long()
    {
        using var broker = new BrokerProcess();
        using var link = Connect(Options(broker));
        await Reached(link, LinkPhase.Away);
        var before = Resident();
        for (var i = 0; i < 300_000; i++)
        {
            _ = link.Publish("test/live", Hello, Qos.AtMostOnce);
            _ = link.Publish("test/alert", Hello, Qos.AtLeastOnce);
        }

        Assert.InRange(Resident() - before, long.MinValue, 48 * 1024 * 1024);
        Assert.Equal(300_000, link.Dropped);
    }

    [Fact]
    public async Task What_waits_has_a_bound_in_bytes_too()
    {
        using var broker = new BrokerProcess();
        using var link = Connect(Options(broker) with { MaxPendingBytes = 1000 });
        await Reached(link, LinkPhase.Away);
        var first = link.Publish("test/a", new byte[600], Qos.AtLeastOnce);
        Assert.Equal(Delivery.QueueFull, await link.Publish("test/a", new byte[600], Qos.AtLeastOnce));
        broker.Start();
        Assert.Equal(Delivery.Acknowledged, await first.WaitAsync(BrokerProcess.Patience));
        Assert.Equal(Delivery.Acknowledged, await link.Publish("test/a", new byte[600], Qos.AtLeastOnce).WaitAsync(BrokerProcess.Patience));
    }

    [Fact]
    public async Task What_waited_comes_in_its_order_after_the_broker_was_killed()
    {
        using var broker = BrokerProcess.Started();
        using var open = new ManualResetEventSlim();
        using var link = await Up(Options(broker) with { Randomness = Gate(open) });
        broker.Kill();
        await Reached(link, LinkPhase.Away);
        var waiting = Enumerable.Range(0, 200).Select(i => link.Publish("test/n", Encoding.UTF8.GetBytes($"{i}"), Qos.AtLeastOnce)).ToArray();
        broker.Start();
        using var reader = new SubscriberProcess(broker, "test/#");
        open.Set();
        Assert.All(await Task.WhenAll(waiting).WaitAsync(BrokerProcess.Patience), delivery => Assert.Equal(Delivery.Acknowledged, delivery));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), Enumerable.Range(0, 200).Select(_ => reader.Next().Payload));
    }

    [Fact]
    [Trait("runs", "edges")]
    public async Task However_often_the_broker_is_killed_every_message_is_answered_and_none_is_lost()
    {
        using var broker = BrokerProcess.Started();
        using var link = await Up(broker);
        var answers = new List<Task<Delivery>>();
        for (var round = 0; round < 20; round++)
        {
            answers.AddRange(Enumerable.Range(0, 20).Select(i => link.Publish("test/n", Encoding.UTF8.GetBytes($"{i}"), Qos.AtLeastOnce)));
            broker.Kill();
            answers.AddRange(Enumerable.Range(0, 20).Select(i => link.Publish("test/n", Encoding.UTF8.GetBytes($"{i}"), Qos.AtLeastOnce)));
            broker.Start();
            Assert.All(await Task.WhenAll(answers).WaitAsync(BrokerProcess.Patience), delivery => Assert.Equal(Delivery.Acknowledged, delivery));
            answers.Clear();
        }
    }

    [Fact]
    public async Task Each_failure_asks_for_one_random_number_to_wait_by()
    {
        using var broker = new BrokerProcess();
        var asked = new ConcurrentQueue<int>();
        using var enough = new ManualResetEventSlim();
        using var link = Connect(Options(broker) with
        {
            FirstRetry = TimeSpan.FromMilliseconds(1),
            LongestRetry = TimeSpan.FromMilliseconds(4),
            Randomness = () =>
            {
                asked.Enqueue(1);
                if (asked.Count == 5)
                {
                    enough.Set();
                }

                return 0.5;
            },
        });
        Assert.True(enough.Wait(BrokerProcess.Patience));
        broker.Start();
        await Reached(link, LinkPhase.Up);
    }

    private static MqttLinkOptions Encrypted(BrokerProcess broker, TestCertificates certificates) =>
        Options(broker) with { Port = broker.TlsPort, Tls = new(certificates.Authority) };

    // Holds the link before its next attempt.
    private static Func<double> Gate(ManualResetEventSlim open) => () =>
    {
        open.Wait(BrokerProcess.Patience);
        return 0;
    };

    private static long Resident()
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
