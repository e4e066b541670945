using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A PostgreSQL of the tests' own in a temporary folder, reached over a socket there; run by an unprivileged user, as it insists.</summary>
public sealed class PostgresCluster : IDisposable
{
    private const string Unprivileged = "nobody";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicpg");
    private int _databases;

    public PostgresCluster()
        : this("")
    {
    }

    /// <param name="settings">Lines for its <c>postgresql.conf</c>.</param>
    internal PostgresCluster(string settings)
        : this(["initdb", "-A", "trust", "-U", "hub", "--no-sync"], settings)
    {
    }

    private PostgresCluster(string[] making, string settings)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", Unprivileged, _folder.FullName);
        }

        AsUser([Program(making[0]), "-D", Files, .. making[1..]]);
        File.AppendAllText(Path.Combine(Files, "postgresql.conf"), settings);
        Start();
    }

    private string Files => Path.Combine(_folder.FullName, "files");

    /// <summary>The server's process.</summary>
    public int Id => int.Parse(File.ReadLines(Path.Combine(Files, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>A database with nothing in it.</summary>
    /// <returns>Its connection string.</returns>
    public string NewDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"hub{Interlocked.Increment(ref _databases)}");
        using var connection = new NpgsqlConnection(To("postgres"));
        connection.Open();
        using var create = connection.CreateCommand();
        create.CommandText = "CREATE DATABASE " + name;
        create.ExecuteNonQuery();
        return To(name);
    }

    public void Start() => AsUser(Program("pg_ctl"), "-D", Files, "-w", "-t", "60", "-l", Path.Combine(_folder.FullName, "log"), "-o", $"-c listen_addresses='' -k {_folder.FullName}", "start");

    /// <summary>Kills every process of it, as kill -9 does.</summary>
    public void Kill()
    {
        var id = Id;
        using (var server = Process.GetProcessById(id))
        {
            server.Kill(entireProcessTree: true);
        }

        // It does not start again while its process is known, dead or not, nor while the last of its others holds its shared memory.
        if (!SpinWait.SpinUntil(() => !Exists(id) && !Directory.EnumerateDirectories("/proc").Any(IsOfIt), Patience))
        {
            throw new InvalidOperationException("PostgreSQL outlives kill -9");
        }
    }

    /// <summary>Another one that is told everything this one writes, and can be read.</summary>
    internal PostgresCluster Standby() => new(["pg_basebackup", "-h", _folder.FullName, "-U", "hub", "-R", "--checkpoint=fast", "--no-sync"], "");

    /// <summary>A standby becomes one that is written to.</summary>
    internal void Promote() => AsUser(Program("pg_ctl"), "-D", Files, "-w", "promote");

    /// <summary>The connection to a database here or at another, whichever of them is written to.</summary>
    internal string WithOther(string connection, PostgresCluster other) => new NpgsqlConnectionStringBuilder(connection)
    {
        Host = $"{_folder.FullName},{other._folder.FullName}",
        TargetSessionAttributes = "primary",
        HostRecheckSeconds = 1,
    }.ConnectionString;

    /// <summary>The connection to the same database here.</summary>
    internal string Here(string connection) => new NpgsqlConnectionStringBuilder(connection) { Host = _folder.FullName }.ConnectionString;

    /// <summary>Copies a database into a file, while it is used.</summary>
    public void Copy(string connection, string file) => Run(Program("pg_dump"), "-h", _folder.FullName, "-U", "hub", "-d", new NpgsqlConnectionStringBuilder(connection).Database!, "-f", file);

    /// <summary>A database as it was copied.</summary>
    /// <returns>Its connection string.</returns>
    public string PutBack(string file)
    {
        var connection = NewDatabase();
        Run(Program("psql"), "-h", _folder.FullName, "-U", "hub", "-d", new NpgsqlConnectionStringBuilder(connection).Database!, "-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-f", file);
        return connection;
    }

    public void Dispose()
    {
        // Where it does not run the test has failed already, and says why.
        if (File.Exists(Path.Combine(Files, "postmaster.pid")) && Exists(Id))
        {
            AsUser(Program("pg_ctl"), "-D", Files, "-w", "-m", "immediate", "stop");
        }

        _folder.Delete(recursive: true);
    }

    private static bool Exists(int id) => Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}"));

    private bool IsOfIt(string process)
    {
        try
        {
            return File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName == Files;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string To(string database) => $"Host={_folder.FullName};Database={database};Username=hub;Pooling=false";

    // Debian keeps them apart by version, and off everybody's path.
    private static string Program(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateFiles("/usr/lib/postgresql", name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault() ?? name
            : name;

    private static void AsUser(params string[] command) =>
        Run(Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", Unprivileged, "--regid", "nogroup", "--clear-groups", .. command] : command);

    private static void Run(params string[] command)
    {
        // pg_ctl leaves the server with its own output: nothing may wait for that to end.
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/" })!;
        if (!process.WaitForExit(Patience) || process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: exit code {(process.HasExited ? process.ExitCode : null)}");
        }
    }
}
