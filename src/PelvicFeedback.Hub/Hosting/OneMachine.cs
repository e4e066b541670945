using System.Reactive.Disposables;
using Microsoft.AspNetCore.DataProtection;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Pairing;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>The ground of a hub that is alone: its record, its broker, every home on one connection, and every duty its own.</summary>
internal sealed class OneMachine : IHubGround
{
    private readonly HubSettings _settings;
    private readonly TimeProvider _time;

    private OneMachine(HubSettings settings, Database database, IClinicBroker broker, TimeProvider time) =>
        (_settings, Database, Broker, _time) = (settings, database, broker, time);

    /// <inheritdoc/>
    public Database Database { get; }

    /// <inheritdoc/>
    public IClinicBroker Broker { get; }

    /// <summary>Opens the record and starts the broker.</summary>
    public static async Task<IHubGround> Open(HubSettings settings, HubAuthority authority, Action<string> says, TimeProvider time)
    {
        if (settings.GivenBroker is null)
        {
            await PortOfBefore.Free(settings.Listen, settings.BrokerPort, "--broker-port", says, time);
        }

        var database = Database.Open(settings.Postgres is { } connection ? new PostgresEngine(connection) : new SqliteEngine(settings.Data), settings.Data);
        try
        {
            return new OneMachine(settings, database, settings.GivenBroker is { } given ? new GivenBroker(given, says) : OwnBroker(settings, authority, says), time);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IHubLink Connect(Ledger ledger, LiveBoard board, IngestCounts counts, Action<Booked> told) =>
        HubLink.Open(Broker.Hub, board, to => IngestLane.Start(ledger, Database, to, _time, counts, told), _time);

    /// <inheritdoc/>
    public ValueTask<IDisposable> Near(Pseudonym site) => new(Disposable.Empty);

    /// <inheritdoc/>
    public IDisposable OnDuty(Func<IDisposable> begin) => begin();

    /// <inheritdoc/>
    public void KeepKeys(IDataProtectionBuilder keys)
    {
        var folder = Path.Combine(_settings.Secrets, "keys");
        BrokerFolder.Make(folder);
        keys.PersistKeysToFileSystem(new(folder));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Broker.Dispose();
        Database.Dispose();
    }

    private static ClinicBroker OwnBroker(HubSettings settings, HubAuthority authority, Action<string> says)
    {
        var port = settings.BrokerPort == 0 ? MosquittoProcess.FreePort() : settings.BrokerPort;
        var tls = new ClinicBrokerTls(settings.Listen.ToString(), port, settings.Host, authority.CertificateFile, authority.KeyFile, authority.AuthorityFile);
        return ClinicBroker.Start(new(settings.Data, settings.Secrets, Tls: tls), says);
    }
}
