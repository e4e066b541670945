using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>A home's rights at the cluster's brokers are those of the one list, for its own topics, and nothing else.</summary>
public sealed class HomeRightsTests
{
    private const string Own = "pelvic/v1/clinic/p7/";
    private const string Exchange = "amq.topic";
    private static readonly HomeRights Home = HomeRights.Of("clinic.p7")!;

    [Theory]
    [InlineData("hub")]
    [InlineData("")]
    [InlineData("clinic")]
    [InlineData("clinic.")]
    [InlineData(".p7")]
    [InlineData("clinic.p7.")]
    [InlineData("clinic.p7.p8")]
    [InlineData("Clinic.p7")]
    [InlineData("clinic.p 7")]
    [InlineData("clinic.*")]
    [InlineData("clinic.p7\n")]
    public void Who_has_another_name_is_no_home(string user) => Assert.Null(HomeRights.Of(user));

    [Fact]
    public void It_says_and_hears_what_the_list_says_and_no_more()
    {
        var (writes, reads) = TopicRights.Of(BrokerRole.Home);
        string[] others = ["live", "cmd/coach/stop", "reply/coach/c1", "#", "+", "rep/x", "alert", "alert/pelvic-drop/x", "", "nothing"];
        var all = writes.Concat(reads).Concat(others).Select(topic => topic.Replace("+", "x1")).ToList();
        foreach (var topic in all)
        {
            Assert.Equal(writes.Any(right => Takes(right, topic)), Says(Own + topic));
            Assert.Equal(reads.Any(right => Takes(right, topic)), Hears(Own + topic));
        }

        // A bridge asks for what is on the list as it stands there.
        Assert.All(reads, right => Assert.True(Hears(Own + right)));
        Assert.All(writes, right => Assert.False(Hears(Own + right)));
    }

    [Theory]
    [InlineData("pelvic/v1/clinic/p8/rep")]
    [InlineData("pelvic/v1/other/p7/rep")]
    [InlineData("pelvic/v2/clinic/p7/rep")]
    [InlineData("pelvic/v1/clinic/p7")]
    [InlineData("pelvic/v1/clinic/+/rep")]
    [InlineData("pelvic/v1/+/p7/rep")]
    [InlineData("rep")]
    public void Another_ones_topics_are_not_its_own(string topic)
    {
        Assert.False(Says(topic));
        Assert.False(Hears(topic.Replace("rep", "ack/+")));
    }

    [Theory]
    [InlineData("pelvic.v1.clinic.p7.ack.#")]
    [InlineData("pelvic.v1.clinic.p7.#")]
    [InlineData("pelvic.v1.clinic.*.ack.*")]
    [InlineData("pelvic.v1.*.*.ack.*")]
    [InlineData("#")]
    [InlineData("*")]
    [InlineData("pelvic.v1.clinic.p7.ack.")]
    public void A_filter_that_takes_more_than_its_own_is_refused(string key) => Assert.False(Home.MaySpeak(Exchange, "read", key));

    [Fact]
    public void It_uses_its_own_queues_and_the_exchange_of_homes()
    {
        foreach (var permission in new[] { "configure", "write", "read" })
        {
            Assert.True(Home.MayUse("queue", "mqtt-subscription-clinic.p7qos1", permission));
            Assert.True(Home.MayUse("queue", "mqtt-subscription-clinic.p7qos0", permission));
            Assert.False(Home.MayUse("queue", "mqtt-subscription-clinic.p71qos1", permission));
            Assert.False(Home.MayUse("queue", Topology.Shard(0), permission));
            Assert.False(Home.MayUse("exchange", Topology.Durable, permission));
            Assert.False(Home.MayUse("exchange", "", permission));
            Assert.Equal(permission != "configure", Home.MayUse("exchange", Exchange, permission));
        }

        Assert.False(Home.MayUse("queue", "mqtt-subscription-clinic.p7qos1", "delete"));
        Assert.False(Home.MaySpeak("", "write", Topology.KeyOf(Own + "rep")));
        Assert.False(Home.MaySpeak(Exchange, "configure", Topology.KeyOf(Own + "rep")));
        Assert.Equal((true, false), (HomeRights.MayEnter("/"), HomeRights.MayEnter("other")));
        Assert.Equal((true, false, false), (Home.MayBe("clinic.p7"), Home.MayBe("clinic.p8"), Home.MayBe("")));
    }

    private static bool Says(string topic) => Home.MaySpeak(Exchange, "write", Topology.KeyOf(topic));

    private static bool Hears(string topic) => Home.MaySpeak(Exchange, "read", Topology.KeyOf(topic));

    // Of the list's filters, none of which has a # in it.
    private static bool Takes(string filter, string topic)
    {
        var (allowed, asked) = (filter.Split('/'), topic.Split('/'));
        return allowed.Length == asked.Length && allowed.Zip(asked).All(level => level.First == "+" || level.First == level.Second);
    }
}
