using System.Runtime.CompilerServices;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;

namespace PelvicFeedback.Tests.Messaging;

public sealed class LibmosquittoTests : MqttLinkContract
{
    [Fact]
    public async Task Closing_ends_the_thread_answers_what_waits_and_lets_go_of_everything()
    {
        using var broker = BrokerProcess.Started();
        var (link, states, weak) = await Closed(broker);

        // The kernel lists a thread for a moment after it has been joined.
        Assert.True(SpinWait.SpinUntil(() => !ThreadNames().Contains("mqtt-closing"), BrokerProcess.Patience), "The link's thread goes on.");
        Assert.Equal([LinkPhase.Up, LinkPhase.Away, LinkPhase.Closed], states.Select(state => state.Phase));
        Assert.Equal(Delivery.Unknown, await link.Waiting);
        Assert.Equal(Delivery.Unknown, await link.AfterClosing);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(weak.IsAlive, "The library's handle still holds the link.");
    }

    [Fact]
    public void A_missing_library_says_how_to_install_it() =>
        Assert.Contains("apt install libmosquitto1", Assert.Throws<MqttUnavailableException>(() => MosquittoLink.Require("libno-such.so.1")).Message);

    private protected override IMqttLink Connect(MqttLinkOptions options, Action<IMqttLink>? prepare = null) => MosquittoLink.Connect(options, prepare);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<((Task<Delivery> Waiting, Task<Delivery> AfterClosing), List<LinkState>, WeakReference)> Closed(BrokerProcess broker)
    {
        var link = await Up(Options(broker) with { ClientId = "closing" });
        Assert.Contains("mqtt-closing", ThreadNames());
        var states = new List<LinkState>();
        using var subscription = link.States.Subscribe(states.Add);
        broker.Kill();
        await Reached(link, LinkPhase.Away);
        var waiting = link.Publish("test/a", Hello, Qos.AtLeastOnce);
        link.Dispose();
        return ((waiting, link.Publish("test/a", Hello, Qos.AtLeastOnce)), states, new(link));
    }

    private static IEnumerable<string> ThreadNames() => [.. Directory.GetDirectories("/proc/self/task").Select(NameOf)];

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim();
        }
        catch (IOException)
        {
            return "ended meanwhile";
        }
    }
}
