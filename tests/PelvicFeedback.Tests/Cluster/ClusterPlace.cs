using PelvicFeedback.Tests.Hub;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>Three brokers, each on a network of its own where that may be made, and PostgreSQL: started once for all tests that put them through something.</summary>
public sealed class ClusterPlace : IDisposable
{
    private const int Count = 3;

    public ClusterPlace()
    {
        try
        {
            Network = BrokerNetwork.WhyNot is null ? new(Count) : null;
            Brokers = new(Count, Network);

            // It says when something was committed: how soon work goes on.
            Postgres = new("\ntrack_commit_timestamp = on\n");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Null where brokers are on loopback.</summary>
    internal BrokerNetwork? Network { get; }

    internal RabbitCluster Brokers { get; } = null!;

    internal PostgresCluster Postgres { get; } = null!;

    public void Dispose()
    {
        Brokers?.Dispose();
        Postgres?.Dispose();
        Network?.Dispose();
    }
}

/// <summary>Those tests, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterPlaces : ICollectionFixture<ClusterPlace>
{
    public const string Name = "cluster";
}
