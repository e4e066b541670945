using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Tests.Hub;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>Two workers that both think that a patient is theirs, and somebody beside them: each goes on from what is in the record.</summary>
[Trait("runs", "edges")]
public sealed class SharedRecordTests : IClassFixture<PostgresCluster>, IDisposable
{
    private readonly PostgresCluster _cluster;
    private readonly string _connection;
    private readonly Database _one;
    private readonly Database _other;
    private readonly Ledger _first;
    private readonly Ledger _second;
    private readonly long _patient;

    public SharedRecordTests(PostgresCluster cluster)
    {
        _cluster = cluster;
        _connection = cluster.NewDatabase();
        (_one, _other) = (SharedPostgres.Open(_connection), SharedPostgres.Open(_connection));
        (_first, _second) = (LedgerOf(_one), LedgerOf(_other));
        _patient = _one.Write(writing => writing.AddPatient(Told.Topics, "Anna", Told.Noon));
    }

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Whoever_is_late_finds_what_the_other_stored()
    {
        Assert.Equal([Outcome.Stored, Outcome.Stored], Book(_first, "k-1", "k-2"));
        Assert.Equal([Outcome.Again, Outcome.Stored], Book(_second, "k-2", "k-3"));
        Assert.Equal([Outcome.Again, Outcome.Stored], Book(_first, "k-3", "k-4"));
        Assert.Equal([Outcome.Again, Outcome.Stored], Book(_second, "k-4", "k-5"));

        Assert.Equal([5L], _one.Rows("SELECT through FROM stream WHERE islands = ''", row => row.GetInt64(0)));
        Assert.Equal([5L], _one.Rows("SELECT COUNT(*) FROM event", row => row.GetInt64(0)));
    }

    [Fact]
    public void Who_is_erased_by_somebody_else_is_erased_for_all()
    {
        Assert.Equal([Outcome.Stored], Book(_first, "k-1"));
        _other.Write(writing => writing.Erase(_patient));

        Assert.Equal([Outcome.Erased], Book(_first, "k-2"));
        Assert.Equal([0L], _one.Rows("SELECT COUNT(*) FROM event", row => row.GetInt64(0)));
    }

    [Fact]
    public void What_could_not_be_written_is_not_remembered()
    {
        Assert.Equal([Outcome.Stored], Book(_first, "k-1"));
        _other.Write(writing => writing.Do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"));
        Assert.ThrowsAny<Exception>(() => Book(_first, "k-2"));

        Assert.Equal([Outcome.Stored, Outcome.Again], Book(_first, "k-2", "k-1"));
        Assert.Equal([Outcome.Again], Book(_second, "k-2"));
    }

    [Fact]
    public void All_have_one_epoch_and_a_record_that_was_put_back_has_another()
    {
        Assert.Equal(_one.Epoch, _other.Epoch);
        var before = _one.Epoch;
        _one.Write(SharedEpoch.BeginAnew);

        using var third = SharedPostgres.Open(_connection);
        Assert.NotEqual(before, third.Epoch);
    }

    [Fact]
    public void A_hub_on_one_machine_refuses_it_beside_workers_and_after_them()
    {
        Assert.Contains("record of a cluster", Refused(_connection));
        var left = _cluster.NewDatabase();
        SharedPostgres.Open(left).Dispose();
        Assert.Contains("use pelvicfeedback-hub-cluster", Refused(left));

        static string Refused(string connection)
        {
            using var engine = new PostgresEngine(connection);
            return Assert.Throws<HubStoreException>(engine.OpenToWrite).Message;
        }
    }

    private static Ledger LedgerOf(Database database) => new(database, new IngestRule(), new RowVersions().Changed);

    private static Outcome?[] Book(Ledger ledger, params string[] ids) =>
        [.. ledger.Book([.. ids.Select(id => new Arrived(Told.Topics, Told.Arrival(id)))]).Select(booked => booked.Outcome)];
}
