using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Pairing;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Hub;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Pairing;
using PelvicFeedback.Worker.Pairing;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>Three brokers with TLS for homes, PostgreSQL, a worker and the answers to logins, as an operator has them; and the hub's own pairing in front.</summary>
public sealed class HomesWorld : IDisposable
{
    private const int Shards = 4;
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates = new("localhost");
    private readonly int _port = Ports.Free();
    private readonly HubAuthority _authority;
    private Database? _database;
    private RabbitHomes? _homes;

    public HomesWorld()
    {
        _authority = HubAuthority.Open(Path.Combine(_folder.Path, "hub"), "localhost", DateTimeOffset.UtcNow);
        Rabbit = new(3, homes: new(_port, _certificates));
        BrokerFolder.Write(BrokerFile, Rabbit.Addresses);
        File.WriteAllLines(WayFile, Rabbit.MqttsPorts.Select(port => string.Create(CultureInfo.InvariantCulture, $"mqtts://localhost:{port}")));
        Use(Postgres.NewDatabase());
    }

    internal RabbitCluster Rabbit { get; }

    internal PostgresCluster Postgres { get; } = new();

    /// <summary>The record's connection.</summary>
    internal string Connection { get; private set; } = "";

    internal PairingDesk Desk { get; private set; } = null!;

    internal ClusterProcess? Worker { get; private set; }

    internal ClusterProcess? Logins { get; private set; }

    internal string BrokerFile => Path.Combine(_folder.Path, "brokers");

    internal string PostgresFile => Path.Combine(_folder.Path, "postgres");

    private string WayFile => Path.Combine(_folder.Path, "way");

    public void Dispose()
    {
        End();
        Rabbit.Dispose();
        Postgres.Dispose();
        _authority.Dispose();
        _certificates.Dispose();
        _folder.Dispose();
    }

    /// <summary>Goes on with that record.</summary>
    /// <param name="connection">To a database with the record, or an empty one.</param>
    /// <param name="first">Called when all that works is ended and nothing is started.</param>
    internal void Use(string connection, Action? first = null)
    {
        End();
        Connection = connection;
        BrokerFolder.Write(PostgresFile, connection + "\n");
        first?.Invoke();
        ClusterProcess.Run("prepare", "--broker-file", BrokerFile, "--postgres-file", PostgresFile, "--shards", $"{Shards}");
        _database = SharedPostgres.Open(connection);
        _homes = new(BrokerAddresses.Read(BrokerFile), Shards, HomeWay.Read(WayFile, _certificates.Authority), _database, TimeProvider.System, Assert.Fail);
        Desk = new(new(_database, new IngestRule()), _homes, _authority, "localhost", TimeProvider.System);
        Logins = new("logins", "--port", $"{_port}", "--postgres-file", PostgresFile);
        Logins.Line("answering at");
        StartWorker();
    }

    internal void StartWorker()
    {
        Worker = new("work", "--name", "worker-0", "--broker-file", BrokerFile, "--postgres-file", PostgresFile, "--shards", $"{Shards}");
        Worker.Line("at work");
    }

    internal void EndWorker()
    {
        Worker?.Dispose();
        Worker = null;
    }

    /// <summary>A patient that nobody has heard of.</summary>
    internal PatientRecord Patient()
    {
        var topics = new PatientTopics(Pseudonym.Parse("clinic"), Pseudonym.Parse("p" + RandomNumberGenerator.GetHexString(8, lowercase: true)));
        _database!.Write(writing => writing.AddPatient(topics, "Anna", Told.Noon));
        return _database.Patients(topics.Site).Single(patient => patient.Topics.Prefix == topics.Prefix);
    }

    /// <summary>What the hub hands over for a code.</summary>
    internal PairingGrant Grant(PatientRecord patient) => Desk.Take(Desk.Issue(patient, "test").Secret)!;

    /// <summary>Joins a home, as its <c>pair</c> does.</summary>
    internal async Task Pair(PatientRecord patient, string folder)
    {
        await using var door = await HubDoor.Open();
        Assert.Equal(0, await PairCommand.Pair(door.Issue(Grant(patient)).Text(), folder, TextWriter.Null));
    }

    internal long Number(string sql)
    {
        using var database = new NpgsqlConnection(Connection);
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    internal long Of(PatientRecord patient, string table) => Number($"SELECT COUNT(*) FROM {table} WHERE patient = {patient.Number}");

    /// <summary>A patient's events in the record, as text.</summary>
    internal List<string> Events(PatientRecord patient)
    {
        using var database = new NpgsqlConnection(Connection);
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"SELECT stream || ' ' || seq || ' ' || upper(encode(payload, 'hex')) FROM event WHERE patient = {patient.Number}";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    /// <summary>A home's own record, as text.</summary>
    internal static List<string> EventsAtHome(string file) =>
        [.. HubProcess.Rows(file, "SELECT stream || ' ' || seq || ' ' || hex(payload) FROM event").Order(StringComparer.Ordinal)];

    internal static async Task Until(Func<bool> holds, string otherwise)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var left = BrokerProcess.Patience * 2; !holds(); left -= timer.Period)
        {
            Assert.True(left > TimeSpan.Zero, otherwise);
            await timer.WaitForNextTickAsync();
        }
    }

    private void End()
    {
        EndWorker();
        Logins?.Dispose();
        _homes?.Dispose();
        _database?.Dispose();
    }
}
