using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Live;
using PelvicFeedback.Hub.Pairing;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Hub.Wall;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>What a running hub is made of.</summary>
internal sealed record HubParts(
    TimeProvider Time,
    IHubGround Ground,
    Database Database,
    Ledger Ledger,
    AccountBook Accounts,
    LiveBoard Board,
    IngestCounts Counts,
    IHubLink Link,
    HubAuthority Authority,
    PairingDesk Desk,
    HomeCommands Homes,
    LiveFeed Feed,
    PlanPost Plans)
{
    /// <summary>Wall time.</summary>
    public UtcInstant Now => new(Time.GetUtcNow().ToUnixTimeMilliseconds());
}
