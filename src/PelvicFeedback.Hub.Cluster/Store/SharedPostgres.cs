using System.Data.Common;
using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>The record in a PostgreSQL database that several workers write to, and no hub that wants it for itself.</summary>
internal sealed class SharedPostgres(string connection) : IDatabaseEngine
{
    // What came before the last day or so seldom comes again.
    private const int Recent = 1;

    // A search in some of the days is planned for these days: a plan for any would go through all of them.
    private readonly PostgresEngine _engine = new(WithPlans(connection));
    private readonly HashSet<long> _days = [];

    // "pelv": two numbers are another room than the one.
    private const int NamedLocks = 0x70656C76;

    /// <inheritdoc/>
    public string Name => _engine.Name;

    /// <summary>Opens the record as one of several.</summary>
    /// <exception cref="HubStoreException">It cannot be reached, or a hub has it for itself.</exception>
    public static Database Open(string connection)
    {
        using var gate = SessionLock.Take(connection, SharedLocks.Migration);
        var database = Database.Open(new SharedPostgres(connection), () => new SharedEpoch());
        try
        {
            ClusterSchema.Migrate(gate.Connection);
            return database;
        }
        catch (Exception broken)
        {
            database.Dispose();
            throw broken is NpgsqlException or TimeoutException
                ? new HubStoreException($"PostgreSQL: cannot be reached ({broken.Message}): check that it runs and that the hub may log in", broken)
                : broken;
        }
    }

    /// <inheritdoc/>
    public DbConnection OpenToRead() => _engine.OpenToRead();

    /// <inheritdoc/>
    public DbConnection OpenToWrite()
    {
        try
        {
            var writing = _engine.OpenToRead();
            if (Ask(writing, "SELECT pg_try_advisory_lock_shared($1)", PostgresEngine.HubLock) is true)
            {
                // What a batch asks is planned once.
                Sql.Do((NpgsqlConnection)writing, "SET plan_cache_mode = auto");
                return writing;
            }

            writing.Dispose();
        }
        catch (Exception broken) when (broken is NpgsqlException or TimeoutException)
        {
            throw new HubStoreException($"{Name}: cannot be reached ({broken.Message}): check that it runs and that the hub may log in", broken);
        }

        throw new HubStoreException($"{Name}: a hub on one machine uses it: end that one, or name another database");
    }

    /// <inheritdoc/>
    public DbTransaction Begin(DbConnection writing) => _engine.Begin(writing);

    /// <summary>The lock of that name, until the transaction's end; names that have one hash wait for each other too.</summary>
    public void Alone(Writing writing, string what) => writing.Do("SELECT pg_advisory_xact_lock($1, hashtext($2))", NamedLocks, what);

    /// <inheritdoc/>
    public string Dialect(string sql) => _engine.Dialect(sql);

    /// <inheritdoc/>
    public void Add(DbCommand command, int place, object? value) => _engine.Add(command, place, value);

    /// <inheritdoc/>
    public void Save(Writing writing, IReadOnlyList<EventRow> events, IReadOnlyList<StateRow> states)
    {
        foreach (var day in events.Select(one => EventDays.Of(one.Received)).Distinct().Where(day => !_days.Contains(day)))
        {
            // Beside the transaction: the day is there whatever becomes of that, and for all.
            using var own = (NpgsqlConnection)OpenToRead();
            EventDays.Make(own, day, day + EventDays.Ahead);
            _days.Add(day);
        }

        _engine.Save(writing, events, states);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, (long Number, PatientState State)> LoadStates(Writing writing, IReadOnlyList<PatientTopics> patients) =>
        _engine.LoadStates(writing, patients);

    /// <inheritdoc/>
    public IReadOnlyDictionary<EventName, string> HashesOf(Writing writing, IReadOnlyList<EventName> names)
    {
        var patients = names.Select(name => name.Patient).Distinct().ToArray();
        const string days = "SELECT MIN(first), MAX(last) FROM unnest($1) AS asked (patient), LATERAL (SELECT MIN(day) AS first, MAX(day) AS last FROM session_day WHERE session_day.patient = asked.patient) AS had";
        var (first, last) = writing.Rows(days, row => (row.NumberOrNull(0), row.NumberOrNull(1)), [patients])[0];
        if (first is null)
        {
            return new Dictionary<EventName, string>();
        }

        var found = PostgresBatch.HashesOf(writing, names, Days(last!.Value - Recent, last.Value));
        var left = names.Where(name => !found.ContainsKey(name)).ToList();
        if (left.Count > 0 && first < last - Recent)
        {
            foreach (var (name, hash) in PostgresBatch.HashesOf(writing, left, Days(first.Value, last.Value - Recent - 1)))
            {
                found[name] = hash;
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public Span Came(long patient, string? session = null)
    {
        using var own = OpenToRead();
        return new Writing(this, own, null).Rows(
            "SELECT MIN(day), MAX(day) FROM session_day WHERE patient = $1 AND ($2 = '' OR session = $2)",
            row => row.NumberOrNull(0) is { } first ? Days(first, row.GetInt64(1)) : new Span(0, -1),
            patient, session ?? "")[0];
    }

    /// <inheritdoc/>
    public string SessionSpans => SessionDays.Spans;

    /// <inheritdoc/>
    public int DeleteEvents(Writing writing, Ages before)
    {
        int deleted;
        using (var own = (NpgsqlConnection)OpenToRead())
        {
            deleted = OldEvents.Delete(own, before);
        }

        // A stream's events came no later than its newest: where that is too old they are gone.
        writing.Do(
            "DELETE FROM stream WHERE newest < $1 AND newest < CASE motion WHEN 1 THEN $2 ELSE $3 END", before.Streams, before.Motion, before.Events);
        return deleted;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> OwnTables => ["session_day", "event_gone"];

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private static string WithPlans(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        settings.Options = $"{settings.Options} -c plan_cache_mode=force_custom_plan".TrimStart();
        return settings.ConnectionString;
    }

    private static Span Days(long first, long last) => new(first * EventDays.Length, ((last + 1) * EventDays.Length) - 1);

    private static object? Ask(DbConnection connection, string sql, long key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        return command.ExecuteScalar();
    }
}

/// <summary>
/// The epoch of a record that several write to. No file can count along with it, and a standby that takes over is no backup that was put back: whoever puts
/// one back says so, with <c>restored</c>.
/// </summary>
internal sealed class SharedEpoch : IEpochs
{
    /// <inheritdoc/>
    public Pseudonym? Known(Writing writing) =>
        Pseudonym.TryParse(writing.Text("SELECT value FROM note WHERE name = 'epoch'"), out var epoch) ? epoch : null;

    /// <inheritdoc/>
    public Pseudonym Begin(Writing writing, Pseudonym epoch)
    {
        // Another may have been first.
        writing.Do("INSERT INTO note VALUES ('epoch', $1) ON CONFLICT (name) DO NOTHING", epoch.ToString());
        return Known(writing)!;
    }

    /// <summary>Has every home send again what the record does not have: it was put back from a backup.</summary>
    public static Pseudonym BeginAnew(Writing writing)
    {
        writing.Do("DELETE FROM note WHERE name = 'epoch'");
        return new SharedEpoch().Begin(writing, Database.NewEpoch());
    }

    /// <inheritdoc/>
    public long Count(Writing writing) => 0;

    /// <inheritdoc/>
    public void Counted(Pseudonym epoch, long commits)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
