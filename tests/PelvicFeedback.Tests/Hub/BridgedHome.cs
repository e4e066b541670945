using System.Buffers;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Worker.Broker;
using PelvicFeedback.Worker.Pairing;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A home as <c>pair</c> left it: its record, its broker, and the bridge to the clinic.</summary>
internal sealed class BridgedHome : IDisposable
{
    private readonly PrivateBroker _broker;
    private readonly MosquittoLink _link;

    /// <param name="folder">The data folder that was paired.</param>
    public BridgedHome(string folder)
    {
        var home = PairedHome.Read(folder, Assert.Fail)!;
        Topics = home.Topics;
        File = Path.Combine(folder, StoreOptions.FileName);
        _broker = PrivateBroker.Start(new(folder, Path.Combine(folder, "secrets"), home.Topics, Bridge: home.Bridge), _ => { });
        var store = HomeStore.Open(new() { Path = File, Paired = home.Paired, ReserveBytes = 0 }, TimeProvider.System);
        _link = MosquittoLink.Connect(_broker.Worker with { SessionExpiry = TimeSpan.FromHours(1), LongestRetry = TimeSpan.FromMilliseconds(500) });
        Record = HomeRecord.Start(store, _link, Topics, new() { Patience = TimeSpan.FromSeconds(2), MostPatience = TimeSpan.FromSeconds(4) }, TimeProvider.System);
    }

    public PatientTopics Topics { get; }

    public string File { get; }

    public HomeRecord Record { get; }

    public IMqttLink Link => _link;

    /// <summary>Commits events of pain, one after another.</summary>
    public async Task Commit(int count, SessionReason? stop = null)
    {
        for (var n = 0; n < count; n++)
        {
            var number = n;
            var committed = await Record.Record(new()
            {
                Events = [new(Topics.Session, (output, id, _) => output.Write(stop is { } why ? Told.Stop(id.ToString(), why) : Told.Pain(id.ToString(), number % 6)))],
            });
            Assert.NotNull(committed);
        }
    }

    public void Dispose()
    {
        Record.Dispose();
        _link.Dispose();
        _broker.Dispose();
    }
}
