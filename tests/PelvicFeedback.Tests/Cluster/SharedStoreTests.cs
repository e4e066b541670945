using Npgsql;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Tests.Hub;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>The cluster's record keeps what every record keeps.</summary>
[Trait("runs", "edges")]
public sealed class SharedStoreTests : StoreContract, IClassFixture<PostgresCluster>
{
    private readonly string _connection;

    public SharedStoreTests(PostgresCluster cluster)
    {
        _connection = cluster.NewDatabase();
        SharedPostgres.Open(_connection).Dispose();
        using var connection = new NpgsqlConnection(_connection);
        connection.Open();
        EventDays.Make(connection, EventDays.Of(Told.Noon.UnixMilliseconds), EventDays.Of(Told.Noon.UnixMilliseconds));
    }

    public override IDatabaseEngine Engine() => new SharedPostgres(_connection);
}
