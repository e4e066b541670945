using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Hub;

namespace PelvicFeedback.Benchmarks.Hub;

/// <summary>
/// A clinic of 100 patients in a temporary folder: the hub's program as installed, with its broker and its record, and the homes (<see cref="LoadHomes"/>) in
/// a process of their own. Each of them can be killed, and is as it was left when it is started again.
/// </summary>
internal sealed class LoadClinic : IDisposable
{
    public const int Patients = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("pelvicfeedback-").FullName;
    private readonly (int Pages, int Homes, int Broker) _ports = (MosquittoProcess.FreePort(), MosquittoProcess.FreePort(), MosquittoProcess.FreePort());
    private readonly PostgresCluster? _cluster;
    private string? _connection;
    private Process? _homes;

    private LoadClinic(bool postgres)
    {
        Directory.CreateDirectory(Records);
        _cluster = postgres ? new() : null;
        Connect(_cluster?.NewDatabase());
    }

    /// <summary>The hub's process, as it was started last.</summary>
    public Process Hub { get; private set; } = null!;

    /// <summary>Where its pages are.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_ports.Pages}");

    /// <summary>What the record is kept in.</summary>
    public string Database => _cluster is null ? "SQLite" : "PostgreSQL";

    /// <summary>Whether the record has a server of its own, which can be killed.</summary>
    public bool HasServer => _cluster is not null;

    private string Data => Path.Combine(_folder, "hub");

    private string Records => Path.Combine(_folder, "records");

    private string SignIn => Path.Combine(_folder, "sign-in");

    private string Backup => Path.Combine(_folder, "backup");

    private string Record => Path.Combine(Data, SqliteEngine.FileName);

    // For its owner alone, and there in any case: without a database in it the hub is not told of it.
    private string PostgresFile => Path.Combine(_folder, "postgres");

    /// <summary>A clinic whose homes are all up.</summary>
    public static async Task<LoadClinic> Open(bool postgres)
    {
        var clinic = new LoadClinic(postgres);
        try
        {
            await clinic.Furnish();
            return clinic;
        }
        catch
        {
            clinic.Dispose();
            throw;
        }
    }

    /// <summary>The pseudonym of the nth patient, from 0.</summary>
    public static Pseudonym NameOf(int n) => Pseudonym.Parse(string.Create(CultureInfo.InvariantCulture, $"p{n}"));

    /// <summary>The first administrator's first password.</summary>
    public string FirstPassword() => File.ReadAllText(SignIn).Trim().Split(' ')[^1];

    /// <summary>Starts the hub, and waits until it says that it is there.</summary>
    public async Task StartHub()
    {
        Hub?.Dispose();
        Hub = Started("pelvicfeedback-hub.dll", [
            "run", "--data", Data, .. OnPostgres(), "--port", $"{_ports.Pages}", "--home-port", $"{_ports.Homes}", "--broker-port", $"{_ports.Broker}"]);
        await Line(Hub, "The hub: ");
    }

    /// <summary>As kill -9; its broker ends with it.</summary>
    public void KillHub() => Kill(Hub);

    /// <summary>The hub's broker.</summary>
    public Process Broker() => HubsBroker.Of(Hub.Id);

    /// <summary>As kill -9, of the database's server; it is started again.</summary>
    public void KillServer()
    {
        _cluster!.Kill();
        _cluster.Start();
    }

    /// <summary>No further events from the homes.</summary>
    /// <returns>How many they have committed, all told.</returns>
    public async Task<long> StopHomes() => await Asked("committed ");

    /// <summary>Waits until the hub has confirmed everything to the homes, or three minutes.</summary>
    /// <returns>How many events it has not.</returns>
    public async Task<long> Owed() => await Asked("owed ");

    /// <summary>Copies the record while the hub uses it, as <c>docs/hub-store.md</c> says.</summary>
    /// <returns>How many events are in the copy at least.</returns>
    public long TakeBackup()
    {
        var events = Stored();
        if (_cluster is not null)
        {
            _cluster.Copy(_connection!, Backup);
        }
        else
        {
            Rows($"VACUUM INTO '{Backup}'", static _ => 0);
        }

        return events;
    }

    /// <summary>Loses the record, and puts the copy in its place. The hub is not running.</summary>
    public void PutBack()
    {
        if (_cluster is not null)
        {
            Connect(_cluster.PutBack(Backup));
            return;
        }

        foreach (var lost in Directory.GetFiles(Data, SqliteEngine.FileName + "*"))
        {
            File.Delete(lost);
        }

        File.Copy(Backup, Record);
    }

    /// <summary>Whether the trail of what was done is whole, as the program's own command finds. The hub is not running.</summary>
    public async Task<bool> IsTrailWhole()
    {
        using var verify = Started("pelvicfeedback-hub.dll", ["verify", "--data", Data, .. OnPostgres()]);
        await verify.StandardOutput.ReadToEndAsync();
        await verify.WaitForExitAsync();
        return verify.ExitCode == 0;
    }

    /// <summary>How many events are in the record.</summary>
    public long Stored() => Rows("SELECT COUNT(*) FROM event", static row => row.GetInt64(0))[0];

    /// <summary>Rows of the hub's record.</summary>
    public List<T> Rows<T>(string sql, Func<DbDataReader, T> read)
    {
        using DbConnection connection = _connection is null ? new SqliteConnection(FileAt(Record)) : new NpgsqlConnection(_connection);
        return Rows(connection, sql, read);
    }

    /// <summary>Rows of every home's record, with whose it is.</summary>
    public IEnumerable<(string Patient, T Row)> HomeRows<T>(string sql, Func<DbDataReader, T> read)
    {
        foreach (var file in Directory.EnumerateFiles(Records, "*.db"))
        {
            using var connection = new SqliteConnection(FileAt(file));
            foreach (var row in Rows(connection, sql, read))
            {
                yield return (Path.GetFileNameWithoutExtension(file), row);
            }
        }
    }

    public void Dispose()
    {
        Kill(_homes);
        Kill(Hub);
        _cluster?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // One that has ended already stays so.
    private static void Kill(Process? process)
    {
        process?.Kill();
        process?.WaitForExit();
    }

    // As pairing leaves it, but for the hundred conversations.
    private async Task Furnish()
    {
        var site = Pseudonym.Parse("load");
        await using (var first = await HubHost.Start(
            new() { Data = Data, Postgres = _connection, Port = 0, HomePort = 0, BrokerPort = 0, Site = site, FirstPasswordFile = SignIn }, static _ => { }, TimeProvider.System))
        {
            for (var n = 0; n < Patients; n++)
            {
                first.Parts.Ledger.Change(writing => writing.AddPatient(new(site, NameOf(n)), $"Patient {NameOf(n)}", first.Parts.Now));
            }
        }

        var passwords = Enumerable.Range(0, Patients).Select(_ => BrokerLogin.NewPassword()).ToList();
        await File.WriteAllLinesAsync(
            Path.Combine(Data, "clinic-broker", "homes"), passwords.Select((password, n) => $"{ClinicBridge.HomeUser(new(site, NameOf(n)))}:{BrokerLogin.Hash(password)}"));
        var logins = Path.Combine(_folder, "logins");
        await File.WriteAllLinesAsync(logins, passwords.Select((password, n) => $"{site} {NameOf(n)} {password}"));
        await StartHub();
        _homes = Started("PelvicFeedback.Benchmarks.dll", ["hub-load-homes", logins, $"{_ports.Broker}", Path.Combine(Data, "secrets", "authority.pem"), Records]);
        await Line(_homes, "up");
    }

    private void Connect(string? connection)
    {
        _connection = connection;
        BrokerFolder.Write(PostgresFile, connection + "\n");
    }

    private string[] OnPostgres() => _connection is null ? [] : ["--postgres-file", PostgresFile];

    private async Task<long> Asked(string answer)
    {
        await _homes!.StandardInput.WriteLineAsync();
        return long.Parse((await Line(_homes, answer))[answer.Length..], CultureInfo.InvariantCulture);
    }

    private static string FileAt(string path) => new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString;

    private static List<T> Rows<T>(DbConnection connection, string sql, Func<DbDataReader, T> read)
    {
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    // What it says goes wrong goes where ours goes.
    private static Process Started(string program, string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, program), .. arguments])
    { RedirectStandardOutput = true, RedirectStandardInput = true })!;

    private static async Task<string> Line(Process process, string beginning)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"it ended without '{beginning}'");
    }
}
