using System.Globalization;
using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Cluster.Workers;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Tests.Hub;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>A worker's way into the record when the record says no: to one event for good, or to all of them for now.</summary>
[Trait("runs", "edges")]
public sealed class BookkeepingTests : IClassFixture<PostgresCluster>, IDisposable
{
    private readonly string _connection;
    private readonly Database _database;
    private readonly IngestCounts _counts = new();
    private readonly Bookkeeping _books;
    private readonly long _patient;

    public BookkeepingTests(PostgresCluster cluster)
    {
        _connection = cluster.NewDatabase();
        _database = SharedPostgres.Open(_connection);
        _patient = _database.Write(writing => writing.AddPatient(Topics, "Anna", Noon));
        _books = new(_database, _counts, _ => { });
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task An_event_that_the_record_refuses_stops_nothing_but_itself()
    {
        // A row that the patient's state does not know of is in the way of one.
        _database.Write(writing => writing.Engine.Save(writing, [new(_patient, "k", 3, "rep", null, 0, Noon.UnixMilliseconds, 0, [], [])], []));

        Assert.Equal([Outcome.Stored, Outcome.Stored, null, Outcome.Stored, Outcome.Stored], await Book("k-1", "k-2", "k-3", "k-4", "k-5"));
        Assert.Equal([1L, 2, 3, 4, 5], _database.Rows("SELECT seq FROM event ORDER BY seq", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task A_day_that_is_not_there_is_waited_for_with_everything_in_hand()
    {
        Assert.Equal([Outcome.Stored], await Book("k-1"));
        var day = EventDays.Of(Noon.UnixMilliseconds);
        Do($"ALTER TABLE event DETACH PARTITION {EventDays.NameOf(day)}");
        var booking = Book("k-2");
        await Patiently.Until(() => _counts["failed: PostgresException"] > 0 || booking.IsCompleted);
        Assert.False(booking.IsCompleted, "It was given up.");

        Do(string.Create(CultureInfo.InvariantCulture, $"ALTER TABLE event ATTACH PARTITION {EventDays.NameOf(day)} FOR VALUES FROM ({day * EventDays.Length}) TO ({(day + 1) * EventDays.Length})"));
        Assert.Equal([Outcome.Stored], await booking);
    }

    [Fact]
    public async Task Marks_are_of_the_last_thirty_days_and_of_homes_that_may_come()
    {
        var (bert, carl) = (new PatientTopics(Topics.Site, Pseudonym.Parse("p8")), new PatientTopics(Topics.Site, Pseudonym.Parse("p9")));
        _database.Write(writing => writing.AddPatient(bert, "Bert", Noon));
        _database.Write(writing => writing.Revoke(writing.AddPatient(carl, "Carl", Noon)));
        var before = new UtcInstant(Noon.UnixMilliseconds - (long)TimeSpan.FromDays(31).TotalMilliseconds);
        await _books.Book([new(Topics, Told.Arrival(Pain("o-1", 3), received: before))], CancellationToken.None);
        await Book("k-1", "k-2", "k-4", "m-1");

        foreach (var marks in new IReadOnlyList<(PatientTopics Topics, MarksMessage Marks)>[] { await _books.Marks([carl, bert, Topics], Noon, CancellationToken.None), [.. HomeMarks.Of(_database, null, Noon)] })
        {
            Assert.Equal([Topics.Prefix, bert.Prefix], marks.Select(one => one.Topics.Prefix));
            Assert.Equal(["k 2", "m 1"], marks[0].Marks.Marks.Select(mark => $"{mark.Key} {mark.Value}").Order());
            Assert.Empty(marks[1].Marks.Marks);
            Assert.All(marks, one => Assert.Equal(_database.Epoch, one.Marks.HubEpoch));
        }
    }

    private async Task<IEnumerable<Outcome?>> Book(params string[] ids) =>
        (await _books.Book([.. ids.Select(id => new Arrived(Topics, Arrival(id)))], CancellationToken.None)).Select(one => one?.Outcome);

    private void Do(string sql)
    {
        using var connection = new NpgsqlConnection(_connection);
        connection.Open();
        Sql.Do(connection, sql);
    }
}
