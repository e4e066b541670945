using System.Diagnostics;

namespace PelvicFeedback.Benchmarks.Hub;

/// <summary>
/// Kills of the hub, its broker and its database's server while a hundred homes go on, and a backup put back: afterwards every event is stored once and
/// confirmed, and the trail is whole. The next kill comes at any moment after something has got through again.
/// </summary>
internal sealed class HubKills(LoadClinic clinic, LoadPages pages)
{
    private const double LongestPause = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(0.1);
    private readonly Random _random = new(20);
    private readonly Dictionary<string, List<TimeSpan>> _away = [];

    /// <returns>0; 1 when something was lost, doubled, strange or not confirmed, or the trail is broken.</returns>
    public async Task<int> Run(int rounds)
    {
        var (clock, kept) = (Stopwatch.StartNew(), 0L);
        for (var round = 0; round < rounds; round++)
        {
            await Kill("hub", async () =>
            {
                clinic.KillHub();
                await clinic.StartHub();
            });
            await Kill("broker", () =>
            {
                using var broker = clinic.Broker();
                broker.Kill();
                return Task.CompletedTask;
            });
            if (clinic.HasServer)
            {
                await Kill("database", () =>
                {
                    clinic.KillServer();
                    return Task.CompletedTask;
                });
            }

            kept = round == rounds / 2 ? clinic.TakeBackup() : kept;
        }

        Console.WriteLine(FormattableString.Invariant($"{rounds} rounds of kill -9 in {clock.Elapsed.TotalSeconds:0} s; pages opened again {pages.Reopened} times; load {Machine.Load()}"));
        foreach (var (what, away) in _away)
        {
            var sorted = away.Order().ToList();
            Console.WriteLine(FormattableString.Invariant(
                $"{what}: from the kill until an event that was made after it is in the record: median {sorted[sorted.Count / 2].TotalSeconds:0.0} s, at most {sorted[^1].TotalSeconds:0.0} s, of {sorted.Count}"));
        }

        await clinic.StopHomes();
        var isWhole = await Check("after the kills");
        clinic.PutBack();
        await clinic.StartHub();
        Console.WriteLine($"a backup of the middle is put back, with {kept} events or some more; {clinic.Stored()} soon after the start");
        await Until(() => clinic.Stored() >= LoadRecord.Of(clinic).Events);
        return await Check("after the backup") && isWhole ? 0 : 1;
    }

    // Leaves the hub killed.
    private async Task<bool> Check(string when)
    {
        await clinic.Owed();
        var record = LoadRecord.Of(clinic);
        clinic.KillHub();
        var isTrailWhole = await clinic.IsTrailWhole();
        Console.WriteLine($"{when}: {record}; the trail is {(isTrailWhole ? "whole" : "BROKEN")}");
        return record.IsWhole && isTrailWhole;
    }

    private async Task Kill(string what, Func<Task> kill)
    {
        await Task.Delay(TimeSpan.FromSeconds(_random.NextDouble() * LongestPause));
        var (clock, at) = (Stopwatch.StartNew(), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await kill();
        await Until(() => clinic.Rows($"SELECT COUNT(*) FROM event WHERE received > {at} AND at > {at}", static row => row.GetInt64(0))[0] > 0);
        if (!_away.TryAdd(what, [clock.Elapsed]))
        {
            _away[what].Add(clock.Elapsed);
        }
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Delay(Look))
        {
            if (waited.Elapsed > Patience)
            {
                throw new InvalidOperationException("it never came so far");
            }
        }
    }
}
