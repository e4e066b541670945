using Xunit.Abstractions;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>Each part of the cluster is killed, every one of it once, while the homes speak.</summary>
[Trait("runs", "edges")]
[Collection(ClusterPlaces.Name)]
public sealed class ClusterKillTests(ClusterPlace place, ITestOutputHelper output)
{
    private const int Phase = 2700;
    private static readonly string[] Workers = ["worker-0", "worker-1", "worker-2"];

    [Fact]
    public async Task Kills_of_PostgreSQL_each_worker_and_each_broker_lose_nothing_double_nothing_and_change_no_order()
    {
        using var trial = new ClusterTrial(place, "kills", patients: 250, events: 200, perSecond: 400, output);
        trial.Start(Workers);
        await trial.ThroughEnd("the end of PostgreSQL, its restart included", Phase, place.Postgres.Kill, place.Postgres.Start);
        foreach (var worker in Workers)
        {
            await trial.ThroughEnd("the end of " + worker, Phase, () => trial.Kill(worker));
            await trial.Through("its return", Phase, () => trial.Start(worker));
        }

        for (var broker = 0; broker < place.Brokers.Count; broker++)
        {
            await trial.ThroughEnd($"the end of broker {broker}", Phase, () => place.Brokers.Kill(broker));
            await trial.Through("its return", Phase, () => place.Brokers.Restart(broker));
        }

        place.Brokers.HaveLead(1);
        await trial.ThroughEnd("the end of the broker that leads all queues", Phase, () => place.Brokers.Kill(1));
        await trial.Through("its return", Phase, () => place.Brokers.Restart(1));

        // Three, one, three: whoever comes back has something to do again.
        await trial.Through("two workers' leaving", Phase, () => Workers[1..].ToList().ForEach(trial.Leave));
        var before = Workers.Select(trial.StoredBy).ToList();
        await trial.Through("their return", Phase, () => trial.Start(Workers[1..]));
        await trial.Through("nothing at all", Phase, () => { });
        Assert.All(Workers.Zip(before), worker => Assert.True(trial.StoredBy(worker.First) > worker.Second, worker.First + " gets nothing to do any more."));

        await trial.Verify();
    }
}
