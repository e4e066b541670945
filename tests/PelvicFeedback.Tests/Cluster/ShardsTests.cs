using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>Which shard a patient is in, and whose a shard is: the same on every machine, and evenly.</summary>
public sealed class ShardsTests
{
    [Fact]
    public void A_patient_is_in_the_same_shard_for_good()
    {
        // Patients are bound by it: another answer would have two shards take the same events.
        Assert.Equal([5, 9, 8, 11, 5], Enumerable.Range(0, 5).Select(n => Shards.Of(Patient($"p{n}"), 12)));
    }

    [Fact]
    public void Patients_are_spread_evenly()
    {
        var shards = Enumerable.Range(0, 12_000).CountBy(n => Shards.Of(Patient($"p{n}"), 12)).ToList();

        Assert.Equal(12, shards.Count);
        Assert.All(shards, shard => Assert.InRange(shard.Value, 850, 1150));
    }

    [Fact]
    public void A_worker_that_comes_takes_shards_for_itself_and_moves_none_between_others()
    {
        string[] before = ["worker-0", "worker-1"], after = [.. before, "worker-2"];
        var queues = Topology.Shared(100).ToList();

        var moved = queues.Where(queue => OwnerOf(queue, before) != OwnerOf(queue, after)).ToList();

        Assert.InRange(moved.Count, 20, 50);
        Assert.All(moved, queue => Assert.Equal("worker-2", OwnerOf(queue, after)));
    }

    [Fact]
    public void A_topic_and_its_key_are_one()
    {
        Assert.Equal("pelvic.v1.clinic.p7.alert.pelvic-drop", Topology.KeyOf("pelvic/v1/clinic/p7/alert/pelvic-drop"));
        Assert.Equal("pelvic/v1/clinic/p7/alert/pelvic-drop", Topology.TopicOf("pelvic.v1.clinic.p7.alert.pelvic-drop"));
        Assert.Equal("pelvic.v1.*.*.alert.*", Topology.KeyOf("pelvic/v1/+/+/alert/+"));
    }

    private static PatientTopics Patient(string name) => new(Pseudonym.Parse("clinic"), Pseudonym.Parse(name));

    private static string OwnerOf(string queue, string[] workers) => workers.MaxBy(worker => Shards.Claim(worker, queue))!;
}
