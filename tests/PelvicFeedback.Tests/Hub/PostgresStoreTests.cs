using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Tests.Hub;

/// <summary>The record in PostgreSQL: a cluster of the tests' own, and a database for each.</summary>
[Trait("runs", "edges")]
public sealed class PostgresStoreTests(PostgresCluster cluster) : StoreContract, IClassFixture<PostgresCluster>
{
    private readonly string _connection = cluster.NewDatabase();

    public override IDatabaseEngine Engine() => new PostgresEngine(_connection);
}
