using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Pairing;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A home joins a real hub, and everything that it commits is there: over TLS, two brokers and a bridge.</summary>
public sealed class PairedTests(HubWorld world) : IClassFixture<HubWorld>, IDisposable
{
    private readonly TemporaryFolder _home = new();

    private string Record => Path.Combine(world.Data, "hub.db");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_a_paired_home_commits_is_at_the_hub_and_a_revoked_home_is_cut_off()
    {
        using var therapist = await world.Visitor("t1", "clinic", "therapist");
        var patient = await Add(therapist, "Anna");
        var code = await Code(therapist, patient);
        Assert.Equal(0, await PairCommand.Pair(code, _home.Path, TextWriter.Null));
        Assert.Contains("used already", (await Assert.ThrowsAsync<CommandException>(() => PairCommand.Pair(code, _home.Path, TextWriter.Null))).Lines[0]);

        using var home = new BridgedHome(_home.Path);
        await home.Commit(50);
        await home.Commit(1, SessionReason.Fell);
        await Patiently.Until(() => Waiting(home) == 0);
        AssertSame(home.File, patient);

        // The alarm is on the wall, and gone when somebody has taken it.
        var alarm = (await Card(therapist, patient)).GetProperty("alarms")[0];
        Assert.Equal(("fell", "high"), (alarm.GetProperty("kind").GetString(), alarm.GetProperty("priority").GetString()));
        await therapist.Send("POST", "/api/alarms", new { patient, alarm = alarm.GetProperty("alarm").GetString(), reason = "telephoned" });
        Assert.Equal(0, (await Card(therapist, patient)).GetProperty("alarms").GetArrayLength());

        // Present while it beats; the page is told by itself.
        using var wall = await Wall(therapist);
        await Say(home);
        await Heard(wall, patient, online: true);

        Assert.Equal(HttpStatusCode.NoContent, (await therapist.Send("POST", $"/api/patients/{patient}/revoke")).StatusCode);
        await Heard(wall, patient, online: false);
        await home.Commit(5);
        Assert.Equal(5, Waiting(home));
        Assert.Equal(51, Of(patient, "event"));

        // A new code lets the same home in again, and nothing is lost.
        Assert.Equal(0, await PairCommand.Pair(await Code(therapist, patient), _home.Path, TextWriter.Null));
        home.Dispose();
        using var again = new BridgedHome(_home.Path);
        await Patiently.Until(() => Waiting(again) == 0);
        AssertSame(again.File, patient);
    }

    [Fact]
    public async Task An_erased_patient_is_gone_and_the_codes_too()
    {
        using var both = await world.Visitor("b1", "clinic", "therapist", "administrator");
        var patient = await Add(both, "Berta");
        await PairCommand.Pair(await Code(both, patient), _home.Path, TextWriter.Null);
        using (var home = new BridgedHome(_home.Path))
        {
            await home.Commit(3, SessionReason.Fell);
            await Patiently.Until(() => Waiting(home) == 0);
        }

        var code = await Code(both, patient);
        Assert.Equal(3, (await (await both.Send("GET", $"/api/patients/{patient}/export")).Content.ReadAsStringAsync()).Split('\n').Count(line => line.Contains("\"type\":\"event\"")));
        Assert.Equal(HttpStatusCode.NoContent, (await both.Send("DELETE", $"/api/patients/{patient}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await both.Send("GET", $"/api/patients/{patient}")).StatusCode);
        Assert.DoesNotContain(patient, (await both.Json("GET", "/api/wall")).GetRawText());
        Assert.Equal((0, 0, 0), (Of(patient, "event"), Of(patient, "alarm"), Of(patient, "stream")));
        Assert.Contains("used already", (await Assert.ThrowsAsync<CommandException>(() => PairCommand.Pair(code, _home.Path, TextWriter.Null))).Lines[0]);
        Assert.DoesNotContain("Berta", (await both.Json("GET", "/api/audit")).GetRawText());
    }

    [Fact]
    public async Task A_code_of_another_hub_and_too_many_tries_are_refused()
    {
        using var others = new TestCertificates("localhost");
        using var authority = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(others.Authority);
        var wrong = PairingCode.New("localhost", world.Hub.Parts.Desk.Port, authority);
        Assert.Contains("not the one in the code", (await Assert.ThrowsAsync<CommandException>(() => PairCommand.Pair(wrong.Text(), _home.Path, TextWriter.Null))).Lines[0]);

        var lines = new List<string>();
        for (var tries = 0; tries < 12; tries++)
        {
            var guess = world.Hub.Parts.Authority.NewCode("localhost", world.Hub.Parts.Desk.Port);
            lines.Add((await Assert.ThrowsAsync<CommandException>(() => PairCommand.Pair(guess.Text(), _home.Path, TextWriter.Null))).Lines[0]);
        }

        Assert.Contains("used already", lines[0]);
        Assert.Contains("too many attempts", lines[^1]);
        world.Hub.Parts.Desk.ForgetTries();
    }

    // In the file, which is what counts: what the record says of itself comes a moment later.
    private static long Waiting(BridgedHome home) => Kept.Look(home.File, "SELECT COUNT(*) FROM outbox");

    private static async Task<string> Add(Visitor visitor, string name) => (await visitor.Json("POST", "/api/patients", new { name })).GetProperty("patient").GetString()!;

    private static async Task<string> Code(Visitor visitor, string patient) => (await visitor.Json("POST", $"/api/patients/{patient}/code")).GetProperty("code").GetString()!;

    private static async Task<JsonElement> Card(Visitor visitor, string patient) =>
        (await visitor.Json("GET", "/api/wall")).EnumerateArray().Single(card => card.GetProperty("patient").GetString() == patient);

    private static async Task Say(BridgedHome home)
    {
        var boot = Pseudonym.Parse("boot1");
        var envelope = new ServiceEnvelope(Told.Noon, null, true, null);
        await home.Link.Publish(home.Topics.State, Told.Payload(StateMessage.Offline(envelope, boot, "1", "core") with { Online = true }), Qos.AtLeastOnce, retain: true);
        await home.Link.Publish(home.Topics.Beat, Told.Payload(new BeatMessage(envelope, boot, new(2))), Qos.AtMostOnce);
    }

    private async Task<ClientWebSocket> Wall(Visitor visitor)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", visitor.Cookies);
        socket.Options.SetRequestHeader("Origin", world.Hub.Address);
        await socket.ConnectAsync(new(world.Hub.Address.Replace("http:", "ws:") + "/api/live"), CancellationToken.None);
        return socket;
    }

    private static async Task Heard(ClientWebSocket wall, string patient, bool online)
    {
        using var patience = new CancellationTokenSource(BrokerProcess.Patience);
        var (buffer, text) = (new byte[64 * 1024], new StringBuilder());
        while (true)
        {
            var part = await wall.ReceiveAsync(buffer, patience.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            if (part.EndOfMessage)
            {
                if (JsonDocument.Parse(text.ToString()).RootElement.EnumerateArray().Any(card => card.GetProperty("patient").GetString() == patient && card.GetProperty("online").GetBoolean() == online))
                {
                    return;
                }

                text.Clear();
            }
        }
    }

    private long Of(string patient, string table) => Kept.Look(Record, $"SELECT COUNT(*) FROM {table} WHERE patient = (SELECT number FROM patient WHERE patient = '{patient}')");

    private void AssertSame(string home, string patient) => Assert.Equal(
        HubProcess.Rows(home, "SELECT stream, seq, hex(payload) FROM event ORDER BY stream, seq"),
        HubProcess.Rows(Record, $"SELECT stream, seq, hex(payload) FROM event WHERE patient = (SELECT number FROM patient WHERE patient = '{patient}') ORDER BY stream, seq"));
}
