using System.Reactive.Disposables;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>The ground of a hub's pages on a cluster: the record that all share, the brokers, and the sites that are near. Events are the workers'.</summary>
internal sealed class ClusterNode : IHubGround
{
    private static readonly TimeSpan TidiesEvery = TimeSpan.FromMinutes(1);
    private readonly string _name;
    private readonly BrokerAddresses _brokers;
    private readonly Duty _duty;
    private readonly TimeProvider _time;
    private NodeLink? _link;

    private ClusterNode(string name, BrokerAddresses brokers, string postgres, Database database, IClinicBroker broker, TimeProvider time)
    {
        (_name, _brokers, Database, Broker, _time) = (name, brokers, database, broker, time);
        _duty = new(postgres, time);
    }

    /// <inheritdoc/>
    public Database Database { get; }

    /// <inheritdoc/>
    public IClinicBroker Broker { get; }

    /// <summary>Opens the record as one of several.</summary>
    /// <param name="name">The node's, for the brokers' operator.</param>
    /// <param name="brokers">Any of them.</param>
    /// <param name="postgres">The connection to the record.</param>
    /// <param name="homes">Gives how homes are let in.</param>
    /// <param name="time">Its clock.</param>
    /// <exception cref="HubStoreException">It cannot be reached.</exception>
    public static ClusterNode Open(string name, BrokerAddresses brokers, string postgres, Func<Database, IClinicBroker> homes, TimeProvider time)
    {
        var database = SharedPostgres.Open(postgres);
        try
        {
            WebTables.Make(database);
            return new(name, brokers, postgres, database, homes(database), time);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IHubLink Connect(Ledger ledger, LiveBoard board, IngestCounts counts, Action<Booked> told)
    {
        var link = _link = new NodeLink(_name, _brokers, Database, board, counts, told, _time);
        _duty.Add(() => link.HearSensors());
        _duty.Add(() => _time.CreateTimer(_ => Tidy(counts), null, TidiesEvery, TidiesEvery));
        return link;
    }

    /// <inheritdoc/>
    public ValueTask<IDisposable> Near(Pseudonym site) => _link!.Sites.Near(site);

    /// <inheritdoc/>
    public IDisposable OnDuty(Func<IDisposable> begin) => _duty.Add(begin);

    /// <inheritdoc/>
    public void KeepKeys(IDataProtectionBuilder keys) => keys.Services.Configure<KeyManagementOptions>(options => options.XmlRepository = new SignInKeys(Database));

    /// <inheritdoc/>
    public void Dispose()
    {
        _duty.Dispose();
        Broker.Dispose();
        Database.Dispose();
    }

    private void Tidy(IngestCounts counts)
    {
        try
        {
            Database.Write(writing => writing.ForgetSaid());
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or HubStoreException or InvalidOperationException)
        {
            counts.Add("failed: " + broken.GetType().Name);
        }
    }
}

/// <summary>A node's way to and from homes.</summary>
internal sealed class NodeLink : IHubLink
{
    private static readonly string[] Now = ["summary", "beat", "sensor"];
    private readonly NowLane _now;
    private readonly SaidKeeper _keeper;
    private readonly AmqpLink _link;

    public NodeLink(string name, BrokerAddresses brokers, Database database, LiveBoard board, IngestCounts counts, Action<Booked> told, TimeProvider time)
    {
        _now = new(board, time);
        var notices = new NoticesHeard(board, told, time);
        _link = new(brokers, name, message => notices.Hear(message), notices.Forget, time);
        _link.Messages.Subscribe(Take, _ => { });
        foreach (var topic in Now)
        {
            _link.Subscribe($"{PatientTopics.Root}/+/+/{topic}", Qos.AtMostOnce);
        }

        Sites = new(database, board, _link, notices, counts, time);
        _keeper = new SaidKeeper(database, counts, time).Attend(brokers, name);
    }

    /// <summary>Whose homes are heard.</summary>
    public Sites Sites { get; }

    /// <inheritdoc/>
    public IMqttLink Link => _link;

    /// <summary>Events wait in the brokers' queues.</summary>
    public int Waiting => 0;

    /// <summary>The patient's queue is chosen when the home is let in.</summary>
    public void Welcome(PatientTopics topics)
    {
    }

    /// <summary>Hears every home's sensor, whoever is near to it: a battery that is low is to be known.</summary>
    public IDisposable HearSensors()
    {
        _ = _link.Everywhere("sensor", isWanted: true);
        return Disposable.Create(() => _ = _link.Everywhere("sensor", isWanted: false));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keeper.Dispose();
        Sites.Dispose();
        _link.Dispose();
        _now.Dispose();
    }

    // On the link's thread: only to hand over.
    private void Take(MqttMessage message)
    {
        if (PatientTopics.TryParse(message.Topic, out var patient, out var rest) && Now.Contains(rest))
        {
            _now.Offer(patient, message);
        }
    }
}
