using Microsoft.AspNetCore.DataProtection;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>
/// What a hub stands on, and all that differs between a hub on a machine of its own and one of several that share their record and their homes. Disposed of
/// after everything that was made of it.
/// </summary>
internal interface IHubGround : IDisposable
{
    /// <summary>The record.</summary>
    Database Database { get; }

    /// <summary>The clinic's broker, as far as homes are let in there.</summary>
    IClinicBroker Broker { get; }

    /// <summary>Connects to the homes.</summary>
    /// <param name="ledger">Where events are booked, if this hub is to do it.</param>
    /// <param name="board">Told what homes say of now.</param>
    /// <param name="counts">Where what becomes of it all is counted.</param>
    /// <param name="told">Told of each event that is in the record; only to hand over.</param>
    IHubLink Connect(Ledger ledger, LiveBoard board, IngestCounts counts, Action<Booked> told);

    /// <summary>Has the homes of a site heard as long as what is returned is not disposed of; returns once the board knows who is there.</summary>
    ValueTask<IDisposable> Near(Pseudonym site);

    /// <summary>Begins work that one hub alone does of all that share the record, when it is this one's turn; and ends it when it no longer is.</summary>
    /// <param name="begin">Begins it; what is returned ends it.</param>
    /// <returns>Ends it for good.</returns>
    IDisposable OnDuty(Func<IDisposable> begin);

    /// <summary>Where the keys of sign-ins are kept. Whoever has them can sign in as anybody.</summary>
    void KeepKeys(IDataProtectionBuilder keys);
}
