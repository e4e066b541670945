using System.Net;
using Microsoft.AspNetCore.Builder;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Ingest;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>What a broker asks while the record is out of reach: nobody comes in, and whoever is in goes on. And what no broker asks.</summary>
public sealed class LoginDoorTests : IAsyncLifetime, IDisposable
{
    // A folder without a server's socket in it: refused at once.
    private readonly LoginBook _book = new("Host=/nowhere-at-all;Database=none;Username=nobody");
    private readonly IngestCounts _counts = new();
    private readonly HttpClient _http = new();
    private WebApplication? _door;

    public async Task InitializeAsync()
    {
        _door = await LoginDoor.Open(0, _book, _counts);
        _http.BaseAddress = new(_door.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        await _door!.DisposeAsync();
        await _book.DisposeAsync();
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Without_the_record_nobody_comes_in_and_who_is_in_goes_on()
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "deny"), await Ask("user", ("username", "clinic.p7"), ("password", "x"), ("client_id", "clinic.p7"), ("vhost", "/")));
        Assert.Equal(1, _counts["user: the record is out of reach"]);
        Assert.Equal(Allowed, await Ask("vhost", ("username", "clinic.p7"), ("vhost", "/"), ("ip", "10.0.0.1")));
        Assert.Equal(Allowed, await Ask("resource", ("username", "clinic.p7"), ("vhost", "/"), ("resource", "exchange"), ("name", "amq.topic"), ("permission", "write")));
        Assert.Equal(Allowed, await Ask("topic", ("username", "clinic.p7"), ("vhost", "/"), ("resource", "topic"), ("name", "amq.topic"), ("permission", "write"), ("routing_key", "pelvic.v1.clinic.p7.rep")));
        Assert.Equal(Denied, await Ask("topic", ("username", "clinic.p7"), ("vhost", "/"), ("resource", "topic"), ("name", "amq.topic"), ("permission", "write"), ("routing_key", "pelvic.v1.clinic.p8.rep")));
    }

    [Fact]
    public async Task Who_cannot_be_a_home_is_refused_without_a_look_into_the_record()
    {
        Assert.Equal(Denied, await Ask("user", ("username", "hub"), ("password", "x"), ("client_id", "hub")));
        Assert.Equal(Denied, await Ask("user", ("username", "clinic.p7"), ("password", "x"), ("client_id", "clinic.p8")));
        Assert.Equal(Denied, await Ask("user", ("username", "clinic.p7"), ("password", ""), ("client_id", "clinic.p7")));

        // Whoever has no client id does not speak MQTT.
        Assert.Equal(Denied, await Ask("user", ("username", "clinic.p7"), ("password", "x")));
        Assert.Equal(Denied, await Ask("vhost", ("username", "hub"), ("vhost", "/")));
        Assert.Equal(4, _counts["user: deny"]);
    }

    [Fact]
    public async Task What_no_broker_asks_is_refused_and_counted()
    {
        Assert.Equal(Denied, await Ask("vhost", ("username", "clinic.p7"), ("username", "clinic.p8"), ("vhost", "/")));
        Assert.Equal(Denied, await Ask("resource"));
        using var nonsense = await _http.PostAsync(new Uri("/user", UriKind.Relative), new ByteArrayContent([1, 2, 3]));
        Assert.Equal("deny", await nonsense.Content.ReadAsStringAsync());
        Assert.Equal(Denied, await Ask("user", ("username", new string('a', 10_000)), ("password", "x"), ("client_id", "x")));
        Assert.Equal(2, _counts["user: unreadable"]);
        using var asked = await _http.GetAsync(new Uri("/user?username=clinic.p7", UriKind.Relative));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, asked.StatusCode);
    }

    private static (HttpStatusCode, string) Allowed => (HttpStatusCode.OK, "allow");

    private static (HttpStatusCode, string) Denied => (HttpStatusCode.OK, "deny");

    private async Task<(HttpStatusCode, string)> Ask(string question, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await _http.PostAsync(new Uri("/" + question, UriKind.Relative), form);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
