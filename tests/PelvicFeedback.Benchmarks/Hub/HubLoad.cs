using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Benchmarks.Hub;

/// <summary>
/// What a clinic's hub costs, and how soon it shows: the program as installed, its broker, 100 homes (<see cref="LoadHomes"/>) in a process of their own,
/// and in this one a therapist with the wall open and 10 patients live.
/// </summary>
internal static class HubLoad
{
    private const int Patients = 100;
    private const int WatchedLive = 10;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Drained = TimeSpan.FromSeconds(30);

    /// <returns>0: it reports; 1 when an event that the broker took is not in the record exactly once.</returns>
    public static async Task<int> Run(double minutes)
    {
        Console.WriteLine($"{Machine.Description()}; load {Machine.Load()} when this began");
        var folder = Directory.CreateTempSubdirectory("pelvicfeedback-").FullName;
        try
        {
            return await Run(folder, TimeSpan.FromMinutes(minutes));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> Run(string folder, TimeSpan measured)
    {
        var (data, signIn) = (Path.Combine(folder, "hub"), Path.Combine(folder, "sign-in"));
        var site = Pseudonym.Parse("load");
        var port = FreePort();
        await using (var first = await HubHost.Start(
            new() { Data = data, Port = 0, HomePort = 0, BrokerPort = 0, Site = site, FirstPasswordFile = signIn }, static _ => { }, TimeProvider.System))
        {
            for (var n = 0; n < Patients; n++)
            {
                first.Parts.Ledger.Change(writing => writing.AddPatient(new(site, NameOf(n)), $"Patient {NameOf(n)}", first.Parts.Now));
            }
        }

        // As pairing leaves it, but for the hundred conversations.
        var passwords = Enumerable.Range(0, Patients).Select(_ => BrokerLogin.NewPassword()).ToList();
        await File.WriteAllLinesAsync(
            Path.Combine(data, "clinic-broker", "homes"), passwords.Select((password, n) => $"{ClinicBridge.HomeUser(new(site, NameOf(n)))}:{BrokerLogin.Hash(password)}"));
        var logins = Path.Combine(folder, "logins");
        await File.WriteAllLinesAsync(logins, passwords.Select((password, n) => $"{site} {NameOf(n)} {password}"));

        using var hub = Started("pelvicfeedback-hub.dll", "run", "--data", data, "--port", "0", "--home-port", "0", "--broker-port", $"{port}");
        using var homes = Started("PelvicFeedback.Benchmarks.dll", "hub-load-homes", logins, $"{port}", Path.Combine(data, "secrets", "authority.pem"));
        try
        {
            var address = (await Line(hub, "The hub: ")).Split(' ')[2].TrimEnd('/');
            await Line(homes, "up");
            using var pages = new LoadPages(address);
            await pages.SignIn("admin", (await File.ReadAllTextAsync(signIn)).Trim().Split(' ')[^1]);
            await pages.OpenWall();
            for (var n = 0; n < WatchedLive; n++)
            {
                await pages.OpenPatient(NameOf(n).ToString());
            }

            await Task.Delay(Settling);
            pages.Note();
            var broker = Process.GetProcessById(ChildOf(hub.Id));
            hub.Refresh();
            var (cpu, brokers, clock) = (hub.TotalProcessorTime, broker.TotalProcessorTime, Stopwatch.StartNew());
            await Task.Delay(measured);
            hub.Refresh();
            broker.Refresh();
            Console.WriteLine(FormattableString.Invariant(
                $"{Patients} homes, {WatchedLive} watched live at 60 Hz, one wall; {clock.Elapsed.TotalSeconds:0} s: hub {100 * (hub.TotalProcessorTime - cpu) / clock.Elapsed:0.0} % of one core, {hub.WorkingSet64 / 1e6:0} MB; its broker {100 * (broker.TotalProcessorTime - brokers) / clock.Elapsed:0.0} %; load {Machine.Load()}"));
            Say("a summary, until a wall shows it", pages.Wall, 2);
            Say("patient live: a message's newest sample, until the page has it", pages.Newest, 4);
            Say("patient live: its oldest sample, 83 ms before", pages.Oldest, 4);
            homes.StandardInput.Close();
            var sent = long.Parse((await Line(homes, "events ")).Split(' ')[1], CultureInfo.InvariantCulture);
            var stored = 0L;
            for (var waited = Stopwatch.StartNew(); stored < sent && waited.Elapsed < Drained; await Task.Delay(200))
            {
                stored = Stored(data);
            }

            Console.WriteLine(FormattableString.Invariant($"{sent} events taken by the broker, {stored} in the record"));
            return sent == stored ? 0 : 1;
        }
        finally
        {
            hub.Kill();
            homes.Kill();
        }
    }

    private static void Say(string what, IEnumerable<double> ages, int digits)
    {
        var sorted = ages.Order().ToList();
        Console.WriteLine(sorted.Count == 0 ? $"{what}: nothing came"
            : string.Create(CultureInfo.InvariantCulture, $"{what}: median {At(0.5)} ms, p95 {At(0.95)} ms, p99 {At(0.99)} ms, most {At(1)} ms, of {sorted.Count}"));

        string At(double share) => (1000 * Math.Round(sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)], digits)).ToString("0.#", CultureInfo.InvariantCulture);
    }

    private static Pseudonym NameOf(int n) => Pseudonym.Parse(string.Create(CultureInfo.InvariantCulture, $"p{n}"));

    private static long Stored(string data)
    {
        using var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, SqliteEngine.FileName), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        file.Open();
        using var count = file.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM event";
        return (long)count.ExecuteScalar()!;
    }

    private static Process Started(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(
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

    // The broker is the hub's only child, of the thread that keeps it.
    private static int ChildOf(int id) => int.Parse(
        Directory.EnumerateDirectories($"/proc/{id}/task").Select(task => File.ReadAllText(Path.Combine(task, "children")).Trim()).First(children => children.Length > 0),
        CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }
}
