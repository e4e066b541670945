using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Tests.Hub;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>How much a worker takes from one home, and that another one does not feel it.</summary>
public sealed class HomeGateTests
{
    private static readonly PatientTopics Other = new(Pseudonym.Parse("clinic"), Pseudonym.Parse("p8"));
    private readonly IngestCounts _counts = new();

    [Fact]
    public void A_home_may_say_as_much_as_at_the_hub_on_one_machine_and_the_rest_is_counted()
    {
        var gate = new HomeGate(_counts);
        Assert.Equal(3000, Enumerable.Range(0, 5000).Count(_ => gate.Takes(Told.Topics, TimeSpan.Zero)));
        Assert.Equal(2000, _counts["refused: too fast"]);
        Assert.True(gate.Takes(Other, TimeSpan.Zero));
        Assert.True(gate.Takes(null, TimeSpan.Zero));
        Assert.Equal(300, Enumerable.Range(0, 5000).Count(_ => gate.Takes(Told.Topics, TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void Of_what_cannot_be_read_a_few_are_kept_to_be_looked_at()
    {
        var gate = new HomeGate(_counts);
        Assert.Equal(20, Enumerable.Range(0, 100).Count(_ => gate.Keeps(Told.Topics, TimeSpan.Zero)));
        Assert.Equal(80, _counts["dropped: too many that cannot be read"]);
        Assert.True(gate.Keeps(Other, TimeSpan.Zero));
        Assert.Equal(2, Enumerable.Range(0, 100).Count(_ => gate.Keeps(Told.Topics, TimeSpan.FromMinutes(2))));

        // The one allowance is not the other.
        Assert.True(gate.Takes(Told.Topics, TimeSpan.Zero));
    }
}
