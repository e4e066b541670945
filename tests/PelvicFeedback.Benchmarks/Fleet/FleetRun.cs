using System.Globalization;
using Npgsql;

namespace PelvicFeedback.Benchmarks.Fleet;

/// <summary>Many patients' durable events, from a seed, at some rate; and what came of them.</summary>
internal sealed class FleetRun : IDisposable
{
    private readonly List<FleetHome> _homes = [];
    private readonly List<FleetLine> _lines = [];
    private readonly FleetLeave _leave = new();
    private readonly double _began = FleetLine.Now;
    private int _left;

    /// <param name="patients">How many.</param>
    /// <param name="events">Of each.</param>
    /// <param name="seed">The same one gives the same events.</param>
    /// <param name="perSecond">Events a second, all together.</param>
    /// <param name="lines">Over how many connections.</param>
    /// <param name="brokers">Where to.</param>
    /// <param name="sites">What their sites' names begin with.</param>
    public FleetRun(int patients, int events, int seed, double perSecond, int lines, FleetBrokers brokers, string sites = "fleet")
    {
        for (var line = 0; line < lines; line++)
        {
            var site = string.Create(CultureInfo.InvariantCulture, $"{sites}{line}");
            List<FleetHome> homes = [.. Enumerable.Range(0, patients).Where(n => n % lines == line).Select(n => new FleetHome(site, n, events, seed))];
            _homes.AddRange(homes);
            _left += homes.Sum(home => home.Events);
            _lines.Add(new(site, homes, brokers, line, perSecond / lines, _leave));
        }
    }

    /// <summary>After how long homes say again what was not confirmed, s; 5 unless told otherwise.</summary>
    public double Patience
    {
        get => _lines[0].Patience;
        init => _lines.ForEach(line => line.Patience = value);
    }

    public IReadOnlyList<FleetHome> Homes => _homes;

    public int Total => _homes.Sum(home => home.Events);

    public int Confirmed => _lines.Sum(line => line.Confirmed);

    public int Again => _lines.Sum(line => line.Again);

    public int Wrong => _lines.Sum(line => line.Wrong);

    /// <summary>From the first time an event was said until it was confirmed, s, the shortest first.</summary>
    public double[] Waits => [.. _lines.SelectMany(line => line.Waits).Select(wait => wait.Seconds).Order()];

    /// <summary>The longest that anything waited for its confirmation between two times, counted from the first of them on, s.</summary>
    public double LongestBetween(double from, double until) => _lines.SelectMany(line => line.Waits)
        .Where(wait => wait.At < until && wait.At + wait.Seconds > from)
        .Select(wait => wait.At + wait.Seconds - Math.Max(wait.At, from)).DefaultIfEmpty().Max();

    /// <summary>Whether all lines are with a broker.</summary>
    public bool IsThere => _lines.TrueForAll(line => line.IsThere);

    /// <summary>Lets the homes say so many more of their events, at most all.</summary>
    /// <returns>How many they may have said by then.</returns>
    public int Allow(int more)
    {
        more = Math.Min(more, _left);
        _left -= more;
        _leave.Give(more);
        return Total - _left;
    }

    /// <summary>Puts the patients into an empty record, as the clinic would.</summary>
    public void Enrol(string postgres)
    {
        using var connection = new NpgsqlConnection(postgres);
        connection.Open();
        using var copy = connection.BeginBinaryImport("COPY patient (number, site, patient, name, standing, bytes, facts, since) FROM STDIN (FORMAT BINARY)");
        foreach (var (n, home) in _homes.Index())
        {
            copy.StartRow();
            copy.Write((long)n + 1);
            copy.Write(home.Topics.Site.ToString());
            copy.Write(home.Topics.Patient.ToString());
            copy.Write("Patient");
            copy.Write("active");
            copy.Write(0L);
            copy.Write("{}");
            copy.Write(0L);
        }

        copy.Complete();
    }

    /// <summary>Says everything until all is confirmed.</summary>
    public Task Run(CancellationToken over) => Task.WhenAll(_lines.Select(line => Task.Run(() => line.Run(over), CancellationToken.None)));

    /// <summary>
    /// From the first time an event was said until its transaction was on the disk, s, the shortest first. The database says when that was, where it keeps account
    /// of it (<c>track_commit_timestamp</c>); it and this program have one clock.
    /// </summary>
    public double[] StoredAfter(string postgres)
    {
        var homes = _homes.ToDictionary(home => home.Stream.ToString());
        var clock = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds - FleetLine.Now;
        using var connection = new NpgsqlConnection(postgres);
        connection.Open();
        using var command = new NpgsqlCommand("SELECT stream, seq, CAST(EXTRACT(EPOCH FROM pg_xact_commit_timestamp(xmin)) AS DOUBLE PRECISION) FROM event WHERE received >= $1", connection);
        command.Parameters.Add(new() { Value = (long)((clock + _began - 1) * 1000) });
        using var reader = command.ExecuteReader();
        var waits = new List<double>();
        while (reader.Read())
        {
            if (homes.TryGetValue(reader.GetString(0), out var home))
            {
                waits.Add(reader.GetDouble(2) - clock - home.SentAt(new(home.Stream, reader.GetInt64(1))));
            }
        }

        return [.. waits.Order()];
    }

    /// <summary>What is wrong with the record, held against what was said; empty where it has each event once, and nothing else.</summary>
    public List<string> Differences(string postgres) => Differences(postgres, [this]);

    /// <summary>What is wrong with the record, held against what was said in several runs.</summary>
    public static List<string> Differences(string postgres, IEnumerable<FleetRun> runs)
    {
        using var connection = new NpgsqlConnection(postgres);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT p.site || '/' || p.patient || '/' || e.stream || '-' || e.seq, encode(e.sha256, 'hex') FROM event e JOIN patient p ON p.number = e.patient";
        var (stored, wrong) = (new Dictionary<string, string>(), new List<string>());
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                if (!stored.TryAdd(reader.GetString(0), reader.GetString(1)))
                {
                    wrong.Add(reader.GetString(0) + " is there twice");
                }
            }
        }

        foreach (var home in runs.SelectMany(run => run._homes))
        {
            for (var at = 0; at < home.Events; at++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{home.Topics.Site}/{home.Topics.Patient}/{home.Stream}-{at + 1}");
                if (!stored.Remove(name, out var hash))
                {
                    wrong.Add(name + " is missing");
                }
                else if (hash != home.HashOf(at))
                {
                    wrong.Add(name + " is another");
                }
            }
        }

        return [.. wrong, .. stored.Keys.Select(name => name + " was never said")];
    }

    public void Dispose()
    {
        _lines.ForEach(line => line.Dispose());
        _homes.ForEach(home => home.Dispose());
    }
}
