using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Cluster.Web;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Tests.Hub;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>What several web nodes have in common, in one record: trails, patients, plans, keys, what homes said, and whose turn it is.</summary>
[Trait("runs", "edges")]
public sealed class WebRecordTests : IClassFixture<PostgresCluster>, IDisposable
{
    private const int Entries = 150;
    private readonly string _connection;
    private readonly Database _one;
    private readonly Database _other;

    public WebRecordTests(PostgresCluster cluster)
    {
        _connection = cluster.NewDatabase();
        (_one, _other) = (SharedPostgres.Open(_connection), SharedPostgres.Open(_connection));
        WebTables.Make(_one);
        WebTables.Make(_other);
    }

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_site_has_one_trail_though_two_write_it_at_once()
    {
        await Task.WhenAll(new[] { _one, _other }.SelectMany(node => new[] { "clinic", "other" }.Select(site => Task.Run(() =>
        {
            for (var n = 0; n < Entries; n++)
            {
                node.Write(writing => writing.Tell(Pseudonym.Parse(site), Told.Noon, "anna", "viewed"));
            }
        }))));

        foreach (var site in new[] { "clinic", "other" })
        {
            var (entries, _, broken) = _one.Verify(Pseudonym.Parse(site));
            Assert.Equal((2 * Entries, null), (entries, broken));
        }
    }

    [Fact]
    public async Task Patients_who_are_added_at_once_are_two()
    {
        await Task.WhenAll(new[] { _one, _other }.Select((node, n) => Task.Run(() =>
        {
            for (var m = 0; m < 50; m++)
            {
                node.Write(writing => writing.AddPatient(new(Told.Topics.Site, Pseudonym.Parse($"p{n}x{m}")), "Anna", Told.Noon));
            }
        })));

        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), _one.Patients().Select(patient => patient.Number));
    }

    [Fact]
    public void Of_two_who_save_a_revision_the_second_is_told()
    {
        Assert.Equal(1, _one.Write(writing => writing.AddPlan(1, 1, DemoPlan.Plan, Told.Noon, "anna")));
        Assert.Equal(0, _other.Write(writing => writing.AddPlan(1, 1, DemoPlan.Plan, Told.Noon, "bert")));
        Assert.Equal("anna", Assert.Single(_one.Plans(1)).Who);
    }

    [Fact]
    public void What_one_node_has_signed_the_other_one_takes()
    {
        using var first = Node(_one);
        var signed = Protector(first).Protect("anna");
        using var second = Node(_other);

        Assert.Equal("anna", Protector(second).Unprotect(signed));
        Assert.Equal("bert", Protector(first).Unprotect(Protector(second).Protect("bert")));
        Assert.Equal([1L], _one.Rows("SELECT COUNT(*) FROM sign_in_key", row => row.GetInt64(0)));
    }

    [Fact]
    public void What_homes_said_last_is_read_once_and_in_its_order()
    {
        var (anna, bert) = (Told.Topics, new PatientTopics(Pseudonym.Parse("other"), Pseudonym.Parse("p8")));
        Assert.All(new[] { anna, bert }, topics => _one.Write(writing => writing.AddPatient(topics, "Anna", Told.Noon)));
        var stranger = new PatientTopics(anna.Site, Pseudonym.Parse("nobody"));
        _one.Write(writing => writing.Keep([new(anna, "link", "1"u8.ToArray()), new(anna, "state", "{}"u8.ToArray()), new(bert, "link", "1"u8.ToArray()), new(stranger, "link", "1"u8.ToArray())]));

        var first = _other.SaidSince([(anna.Site, 0)]);
        Assert.Equal(["link 1", "state {}"], first.Select(Text).Order());
        Assert.Empty(_other.SaidSince([(anna.Site, first[^1].Number)]));
        _one.Write(writing => writing.Keep([new(anna, "link", "0"u8.ToArray())]));
        Assert.Equal(["link 0"], _other.SaidSince([(anna.Site, first[^1].Number), (bert.Site, long.MaxValue)]).Select(Text));

        _other.Write(writing => writing.Erase(writing.NumberOf(anna)));
        Assert.Equal([anna.Prefix], _one.ShutOut([anna.Site, bert.Site]).Select(home => home.Prefix));
        _one.Write(writing => writing.ForgetSaid());
        _one.Write(writing => writing.Keep([new(anna, "link", "1"u8.ToArray())]));
        Assert.Empty(_other.SaidSince([(anna.Site, 0)]));
        Assert.Single(_other.SaidSince([(bert.Site, 0)]));
    }

    [Fact]
    public async Task What_is_said_later_is_never_seen_before_what_was_said_earlier()
    {
        var (anna, bert) = (Told.Topics, new PatientTopics(Told.Topics.Site, Pseudonym.Parse("p8")));
        Assert.All(new[] { anna, bert }, topics => _one.Write(writing => writing.AddPatient(topics, "Anna", Told.Noon)));
        var later = Task.CompletedTask;
        _one.Write(writing =>
        {
            writing.Keep([new(anna, "link", "1"u8.ToArray())]);
            later = Task.Run(() => _other.Write(another => another.Keep([new(bert, "link", "1"u8.ToArray())])));
            Assert.True(SpinWait.SpinUntil(() => later.IsCompleted || IsSomebodyWaiting(), BrokerProcess.Patience), "The other does nothing.");
            Assert.Empty(_one.SaidSince([(anna.Site, 0)]));
            return true;
        });
        await later;
        Assert.Equal([anna.Prefix, bert.Prefix], _other.SaidSince([(anna.Site, 0)]).Select(row => row.Said.Topics.Prefix));
    }

    [Fact]
    public void A_plan_is_owed_where_the_home_is_connected_and_has_not_answered()
    {
        var number = _one.Write(writing => writing.AddPatient(Told.Topics, "Anna", Told.Noon));
        _one.Write(writing => writing.AddPlan(number, 1, DemoPlan.Plan, Told.Noon, "anna"));
        Assert.Empty(_other.OwedAndLinked());
        _one.Write(writing => writing.Keep([new(Told.Topics, "link", "1"u8.ToArray())]));
        Assert.Equal([number], _other.OwedAndLinked().Select(owed => owed.Number));
        _one.Write(writing => writing.AnswerPlan(number, 1, PlanAnswer.Accepted, null, Told.Noon));
        Assert.Empty(_other.OwedAndLinked());
        _one.Write(writing => writing.AddPlan(number, 2, DemoPlan.Plan, Told.Noon, "anna"));
        _one.Write(writing => writing.Keep([new(Told.Topics, "link", "0"u8.ToArray())]));
        Assert.Empty(_other.OwedAndLinked());

        // The newest counts, though one of before was never answered; and of whoever may not come none is.
        _one.Write(writing => writing.Keep([new(Told.Topics, "link", "1"u8.ToArray())]));
        Assert.Equal([number], _other.OwedAndLinked().Select(owed => owed.Number));
        _one.Write(writing => writing.AddPlan(number, 3, DemoPlan.Plan, Told.Noon, "anna"));
        _one.Write(writing => writing.AnswerPlan(number, 3, PlanAnswer.Accepted, null, Told.Noon));
        Assert.Empty(_other.OwedAndLinked());
        _one.Write(writing => writing.AddPlan(number, 4, DemoPlan.Plan, Told.Noon, "anna"));
        Assert.Equal([number], _other.OwedAndLinked().Select(owed => owed.Number));
        _one.Write(writing => writing.Revoke(number));
        Assert.Empty(_other.OwedAndLinked());
    }

    [Fact]
    public async Task One_is_on_duty_and_when_it_goes_another_one_is()
    {
        using var begun = new SemaphoreSlim(0);
        var underWay = 0;
        var first = new Duty(_connection, TimeProvider.System);
        first.Add(Begin);
        Assert.True(await begun.WaitAsync(BrokerProcess.Patience));
        using var second = new Duty(_connection, TimeProvider.System);
        second.Add(Begin);
        Assert.Equal(1, Volatile.Read(ref underWay));
        first.Dispose();
        Assert.True(await begun.WaitAsync(BrokerProcess.Patience));
        Assert.True(second.IsMine);
        Assert.Equal(1, Volatile.Read(ref underWay));

        // A lock that is lost with its connection is another's, or taken anew.
        _one.Write(writing => writing.Do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"));
        Assert.True(await begun.WaitAsync(BrokerProcess.Patience));

        IDisposable Begin()
        {
            Interlocked.Increment(ref underWay);
            begun.Release();
            return System.Reactive.Disposables.Disposable.Create(() => Interlocked.Decrement(ref underWay));
        }
    }

    private bool IsSomebodyWaiting() =>
        _one.Rows("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", row => row.GetInt64(0)) is [> 0];

    private static string Text((Said Said, long Number) row) => $"{row.Said.Topic} {System.Text.Encoding.UTF8.GetString(row.Said.Payload)}";

    private static ServiceProvider Node(Database database)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("hub").Services.Configure<KeyManagementOptions>(options => options.XmlRepository = new SignInKeys(database));
        return services.BuildServiceProvider();
    }

    private static IDataProtector Protector(ServiceProvider node) => node.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie");
}
