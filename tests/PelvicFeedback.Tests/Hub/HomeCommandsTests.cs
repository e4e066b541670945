using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Live;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;
using PelvicFeedback.Tests.Store;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A command to a home: sent only to one that is there, answered by that home alone, and never carried out late.</summary>
public sealed class HomeCommandsTests : IDisposable
{
    private readonly ScriptedLink _link = new();
    private readonly SteppedTime _time = new();
    private readonly LiveBoard _board;
    private readonly HomeCommands _homes;

    public HomeCommandsTests()
    {
        _board = new(_time, new IngestCounts());
        _homes = new(_link, _board, _time);
    }

    public void Dispose() => _homes.Dispose();

    [Fact]
    public async Task A_home_that_is_not_there_is_sent_nothing()
    {
        Assert.Equal(new(HomeAnswer.Offline), await _homes.Send(Topics, "watch", new() { ["on"] = true }));
        Assert.Empty(_link.Published);
        Assert.Equal(["pelvic/v1/+/+/reply/hub/+"], _link.Filters);
    }

    [Fact]
    public async Task A_command_is_one_that_a_home_reads_for_its_session_and_is_answered()
    {
        IsThere(session: "s1");
        var asked = _homes.Send(Topics, "watch", new() { ["on"] = true });
        var sent = Assert.Single(_link.Published);
        Assert.Equal((Topics.Command(CommandName.Watch), Qos.AtLeastOnce), (sent.Topic, sent.Qos));
        Assert.Null(MessageReader.TryRead(CommandName.Watch, Encoding.UTF8.GetBytes(sent.Payload), out var command, out var id));
        Assert.True(Assert.IsType<SessionCommand.Watch>(command).On);
        Assert.Equal("s1", command!.Head.SessionId!.ToString());
        Assert.Equal(_time.GetUtcNow().AddSeconds(10).ToUnixTimeMilliseconds(), command.Head.ExpiresAt.UnixMilliseconds);
        Reply(Topics, id!, null);
        Assert.Equal(new(HomeAnswer.Accepted), await asked);
    }

    [Fact]
    public async Task The_fields_may_name_no_session()
    {
        IsThere(session: "s1");
        var asked = _homes.Send(Topics, "watch", new() { ["on"] = true, ["sessionId"] = null });
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(_link.Published[0].Payload).RootElement.GetProperty("sessionId").ValueKind);
        Reply(Topics, Id(0), Refusal.NobodyThere);
        Assert.Equal(new(HomeAnswer.Refused, "nobody-there"), await asked);
    }

    [Fact]
    public async Task Nobody_else_answers_and_what_comes_late_is_nothing()
    {
        IsThere();
        var asked = _homes.Send(Topics, "set-band", []);
        Reply(new(Topics.Site, Pseudonym.Parse("p8")), Id(0), null);
        Reply(Topics, "another", null);
        _link.Hear(Topics.Reply(CommandRole.Hub, Id(0)), "nonsense");
        _link.Hear(Topics.Reply(CommandRole.Hub, Id(0)), Text(new ReplyMessage(Noon, null, "another", null, null)));
        Assert.False(asked.IsCompleted);
        _time.Advance(HomeCommands.Patience);
        Assert.Equal(new(HomeAnswer.NoAnswer), await asked);
        Reply(Topics, Id(0), null);
    }

    [Fact]
    public async Task Whoever_no_longer_waits_is_let_go()
    {
        IsThere();
        using var leaving = new CancellationTokenSource();
        var asked = _homes.Send(Topics, "watch", new() { ["on"] = true }, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    private void IsThere(string? session = null)
    {
        var (boot, envelope) = (Pseudonym.Parse("b1"), new ServiceEnvelope(Noon, null, true, session is null ? null : Pseudonym.Parse(session)));
        Hear(Topics.Link, "1"u8.ToArray());
        Hear(Topics.State, Payload(StateMessage.Offline(envelope, boot, "1", "core") with { Online = true }));
        Hear(Topics.Beat, Payload(new BeatMessage(envelope, boot, new Seconds(2))));
    }

    private void Hear(string topic, byte[] payload) => Assert.True(_board.Hear(new(topic, payload, Qos.AtLeastOnce, Retained: false, [])));

    private string Id(int sent) => JsonNode.Parse(_link.Published[sent].Payload)!["cmdId"]!.GetValue<string>();

    private void Reply(PatientTopics topics, string id, Refusal? refusal) =>
        _link.Hear(topics.Reply(CommandRole.Hub, id), Text(new ReplyMessage(Noon, null, id, refusal, refusal is null ? null : "Said by a home.")));

    private static string Text(ReplyMessage reply) => Encoding.UTF8.GetString(Payload(reply));
}
