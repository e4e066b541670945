using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>How homes reach several brokers: what an operator writes, and what becomes of it in a home.</summary>
public sealed class HomeWayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates = new("localhost");

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Each_home_has_all_brokers_in_an_order_of_its_own()
    {
        var way = Read("mqtts://broker-1.example:8883\nmqtts://broker-2.example\n\nmqtts://broker-3.example:1234/\n", _certificates.Authority);
        Assert.Equal(["broker-1.example:8883", "broker-2.example:8883", "broker-3.example:1234"], way.Addresses.Select(address => address.ToString()));

        var homes = Enumerable.Range(0, 300).Select(n => way.Of($"clinic.p{n}", "secret")).ToList();
        Assert.All(homes, home => Assert.Equal(way.Addresses.Order(Comparer<ClinicAddress>.Create((one, other) => string.CompareOrdinal(one.Host, other.Host))),
            home.Others!.Append(new(home.Host, home.Port)).OrderBy(address => address.Host, StringComparer.Ordinal)));

        // Of those that lose the first, each other one gets its share.
        var orders = homes.CountBy(home => $"{home.Host} {home.Others![0].Host}").ToList();
        Assert.Equal(6, orders.Count);
        Assert.All(orders, order => Assert.InRange(order.Value, 25, 80));
        Assert.Equal(homes[7].ToString(), way.Of("clinic.p7", "another").ToString());
        Assert.All(homes, home => Assert.True(home.IsPlain));
    }

    [Fact]
    public void A_home_goes_to_any_of_them_and_speaks_as_the_standard_has_it()
    {
        var section = Read("mqtts://broker-1.example\nmqtts://broker-2.example\n", _certificates.Authority).Of("clinic.p7", "s3cret").Section(Hub.Told.Topics).Split('\n');
        Assert.Contains(section, line => line.StartsWith("addresses broker-", StringComparison.Ordinal) && line.Contains("broker-1.example:8883") && line.Contains("broker-2.example:8883"));
        Assert.Contains("round_robin true", section);
        Assert.Contains("try_private false", section);
        Assert.Contains("bridge_protocol_version mqttv311", section);

        // Nothing waits for it there, whichever broker it was with; what it has to say waits at home.
        Assert.Contains("cleansession true", section);
        Assert.Contains("local_cleansession false", section);
        Assert.Contains("topic ack/+ in 0 pelvic/v1/clinic/p7/ pelvic/v1/clinic/p7/", section);
        Assert.Superset(new HashSet<string> { "try_private true", "cleansession false" }, [.. new ClinicBridge("localhost", 1883, null, "s3cret").Section(Hub.Told.Topics).Split('\n')]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("broker-1.example:8883")]
    [InlineData("mqtt://broker-1.example:1883")]
    [InlineData("mqtts://hub:password@broker-1.example:8883")]
    [InlineData("mqtts://broker-1.example:8883/path")]
    [InlineData("mqtts://broker-1.example:8883\nnonsense")]
    public void What_is_no_address_is_refused_with_the_file(string text)
    {
        var refused = Assert.Throws<ArgumentException>(() => Read(text, _certificates.Authority));
        Assert.Contains(_folder.Path, refused.Message);
    }

    [Fact]
    public void Without_an_authority_there_is_only_this_machine()
    {
        Assert.Equal("127.0.0.1:1883", Read("mqtt://127.0.0.1:1883", null).Addresses.Single().ToString());
        Assert.Throws<ArgumentException>(() => Read("mqtts://broker-1.example:8883", null));
        Assert.Throws<ArgumentException>(() => Read("mqtt://broker-1.example:1883", null));
        Assert.Throws<MqttUnavailableException>(() => Read("mqtts://localhost:8883", Path.Combine(_folder.Path, "none")));
        Assert.Throws<MqttUnavailableException>(() => new ClinicBridge("localhost", 1883, null, "s3cret", Others: [new("broker-2.example", 1883)]).Section(Hub.Told.Topics));
    }

    private HomeWay Read(string text, string? authority) => HomeWay.Read(_folder.Add("way", text), authority);
}
