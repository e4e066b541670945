using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Store;

/// <summary>How committed events get to the hub, whatever stands between: on one thread, in stepped time.</summary>
public sealed class OutboxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new();
    private readonly ScriptedLink _link = new();
    private readonly Queue<Action> _posted = new();
    private HomeStore? _store;
    private Outbox? _outbox;

    private HomeStore Store => _store ??= HomeStore.Open(new() { Path = Path.Combine(_folder.Path, "home.db"), Paired = true, ReserveBytes = 0 }, _time);

    private Outbox Outbox => _outbox ??= new(Store, _link, new(), _time, _posted.Enqueue);

    public void Dispose()
    {
        _store?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void At_most_a_hundred_are_on_their_way_and_all_arrive_in_order()
    {
        var stored = Store.Add(250);
        Up();
        Assert.Equal(stored[..100].Select(Text), Sent());

        Confirm(stored[..30]);
        Assert.Equal(stored[100..130].Select(Text), Sent());
        Confirm(stored[30..130]);
        Confirm(stored[130..230]);
        Confirm(stored[230..]);
        Assert.Equal(stored[130..].Select(Text), Sent());
        Assert.Equal((0, 0, 0), (Store.Owed, Outbox.InFlight, Outbox.SentAgain));
    }

    [Fact]
    public void A_new_event_reaches_the_displays_at_home_at_once_though_its_turn_has_not_come()
    {
        Store.Add(100);
        Up();
        Sent();
        var fresh = Store.Add(1);
        Outbox.Committed(fresh);
        Assert.Equal(new(fresh[0].Topic, Text(fresh[0]), Qos.AtMostOnce), Assert.Single(_link.Published));
    }

    [Fact]
    public void What_the_broker_had_is_sent_again_after_a_lost_connection_and_what_the_link_holds_is_not()
    {
        var stored = Store.Add(3);
        var held = new TaskCompletionSource<Delivery>();
        Up();
        _link.Answer = _ => held.Task;
        Outbox.Committed(Store.Add(1));
        Sent();
        _link.Answer = _ => Task.FromResult(Delivery.Acknowledged);

        Outbox.LinkIs(LinkPhase.Away);
        Outbox.Committed(Store.Add(1)); // Not while there is no broker.
        Assert.Empty(Sent());
        Up();
        Assert.Equal([.. stored.Select(Text), Text(Store.Waiting(0, 10)[4])], Sent());
    }

    [Fact]
    public void A_silent_hub_is_asked_again_with_growing_patience_and_is_a_fault()
    {
        var stored = Store.Add(2);
        Up();
        Sent();
        foreach (var wait in new[] { 10, 20, 40, 60, 60 })
        {
            Step(wait - 1);
            Assert.Empty(Sent());
            Step(1);
            Assert.Equal(stored.Select(Text), Sent());
        }

        Assert.Equal(2, Fault(StoreFaultKind.HubSilent).Count);
        Confirm(stored);
        Assert.Empty(Store.Faults.Standing);
    }

    [Fact]
    public void A_topic_that_the_clinic_refuses_in_silence_is_a_fault_and_blocks_nobody()
    {
        // The first 150 are of a topic whose messages the clinic's broker swallows.
        var refused = Store.Add(150, "hold");
        var others = Store.Add(300);
        Up();
        Live(until: 120);

        Assert.Equal(others.Select(one => one.Id), _confirmed);
        var fault = Fault(StoreFaultKind.Refused);
        Assert.Equal(refused[0].Topic, fault.About);
        Assert.Contains("hold", fault.Says);
        Assert.DoesNotContain("p7", fault.Says);
        Assert.Equal(150, Store.Owed);

        // The right is given: the next probe finds out.
        _swallowed = "";
        Live(until: 200);
        Assert.Equal(0, Store.Owed);
        Assert.Empty(Store.Faults.Standing);
        Assert.Equal(refused.Concat(others).Select(one => one.Id).ToHashSet(), _confirmed.ToHashSet());
    }

    [Fact]
    public void A_topic_that_the_broker_at_home_refuses_is_a_fault_and_blocks_nobody()
    {
        Store.Add(120, "hold");
        var others = Store.Add(20);
        _link.Answer = topic => Task.FromResult(topic.EndsWith("hold", StringComparison.Ordinal) ? Delivery.Refused : Delivery.Acknowledged);
        Up();
        Live(until: 30);
        Assert.Equal(others.Select(one => one.Id), _confirmed);
        Assert.Contains("the broker at home allows", Fault(StoreFaultKind.Refused).Says);
    }

    [Fact]
    public void One_event_that_the_hub_has_otherwise_is_set_aside_alone()
    {
        var stored = Store.Add(20);
        Up();
        Outbox.Ack(stored[3].Id.ToString(), "{\"v\":1,\"sha256\":\""u8.ToArray());
        Assert.Equal("ack", Fault(StoreFaultKind.Unreadable).About);

        Confirm([.. stored[..3], .. stored[4..]]);
        for (var round = 0; round < 3; round++)
        {
            var later = Store.Add(2);
            Outbox.Committed(later);
            Outbox.Ack(stored[3].Id.ToString(), Json(stored[3], new string('0', 64)));
            Confirm(later);
        }

        Assert.Equal(stored[3].Id.ToString(), Fault(StoreFaultKind.OtherContent).About);
        Assert.Equal(stored[3].Id.ToString(), Fault(StoreFaultKind.Refused).About);
        Assert.Equal((1, 0), (Store.Owed, Outbox.InFlight));
    }

    [Fact]
    public void Marks_send_again_what_the_hub_lost_and_an_ack_from_before_is_not_believed()
    {
        var stored = Store.Add(4);
        Up();
        Outbox.Marks(MarksJson("e1"));
        Confirm(stored);
        Sent();

        // The hub was put back from a backup: it has the first two.
        Outbox.Marks(MarksJson("e2", (stored[0].Id.Stream, 2)));
        Assert.Equal(stored[2..].Select(Text), Sent());
        Outbox.LinkIs(LinkPhase.Away);
        var later = Store.Add(1);
        Outbox.Ack(later[0].Id.ToString(), Json(later[0]));
        Outbox.Settle();
        Assert.Equal(3, Store.Owed);
        Outbox.Ack(later[0].Id.ToString(), Json(later[0], epoch: "e2"));
        Outbox.Settle();
        Assert.Equal(2, Store.Owed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"v\":1,\"hubEpoch\":\"e1\",\"marks\":{\"a\":-1}}")]
    [InlineData("{\"v\":1,\"hubEpoch\":\"e1\",\"marks\":{\"a\":1.5}}")]
    [InlineData("{\"v\":1,\"hubEpoch\":\"e1\",\"marks\":{\"A\":1}}")]
    [InlineData("{\"v\":1,\"hubEpoch\":\"e1\",\"marks\":{\"a\":1,\"a\":2}}")]
    [InlineData("{\"v\":1,\"hubEpoch\":7,\"marks\":{}}")]
    [InlineData("{\"v\":2,\"hubEpoch\":\"e1\",\"marks\":{}}")]
    [InlineData("{\"v\":\"1\",\"hubEpoch\":\"e1\",\"marks\":{}}")]
    [InlineData("{\"v\":1,\"hubEpoch\":\"\\ud800\",\"marks\":{}}")]
    public void Marks_that_are_none_change_nothing_and_are_counted(string payload)
    {
        var stored = Store.Add(1);
        Up();
        Confirm(stored);
        Outbox.Marks(System.Text.Encoding.UTF8.GetBytes(payload));
        Assert.Equal("marks", Fault(StoreFaultKind.Unreadable).About);
        Assert.Equal((0, (string?)null), (Store.Owed, Store.HubEpoch));
    }

    [Fact]
    public void Without_a_hub_each_event_is_published_once()
    {
        using var alone = HomeStore.Open(new() { Path = Path.Combine(_folder.Path, "alone.db"), ReserveBytes = 0 }, _time);
        var outbox = new Outbox(alone, _link, new(), _time, _posted.Enqueue);
        outbox.LinkIs(LinkPhase.Up);
        var stored = alone.Add(2);
        outbox.Committed(stored);
        _time.Advance(TimeSpan.FromHours(1));
        outbox.Pump();
        Assert.Equal(stored.Select(Text), Sent());
    }

    private readonly List<EventId> _confirmed = [];
    private string _swallowed = "hold";

    private static string Text(StoredEvent stored) => System.Text.Encoding.UTF8.GetString(stored.Payload);

    private static byte[] Json(StoredEvent stored, string? hash = null, string epoch = "e1")
    {
        var json = Kept.AckJson(stored, epoch);
        return System.Text.Encoding.UTF8.GetBytes(hash is null ? json : System.Text.RegularExpressions.Regex.Replace(json, "[0-9a-f]{64}", hash));
    }

    private static byte[] MarksJson(string epoch, params (Pseudonym Stream, long Last)[] marks) =>
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { v = 1, hubEpoch = epoch, marks = marks.ToDictionary(mark => mark.Stream.ToString(), mark => mark.Last) });

    private StoreFault Fault(StoreFaultKind kind) => Assert.Single(Store.Faults.Standing, fault => fault.Kind == kind);

    private void Up()
    {
        Outbox.LinkIs(LinkPhase.Up);
        RunPosted();
    }

    private void Step(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Outbox.Pump();
        RunPosted();
    }

    private void Confirm(IEnumerable<StoredEvent> stored)
    {
        foreach (var one in stored)
        {
            Outbox.Ack(one.Id.ToString(), Json(one));
        }

        Outbox.Settle();
        RunPosted();
    }

    /// <summary>A hub that confirms in the same second what reaches it, for so many seconds.</summary>
    private void Live(int until)
    {
        for (var second = 0; second < until; second++)
        {
            while (Arrived() is { Length: > 0 } arrived)
            {
                _confirmed.AddRange(arrived.Select(one => one.Id).Except(_confirmed));
                Confirm(arrived);
            }

            Step(1);
        }
    }

    private StoredEvent[] Arrived()
    {
        var all = Store.Waiting(0, int.MaxValue).ToDictionary(Text);
        ScriptedLink.Sent[] published = [.. _link.Published];
        _link.Published.Clear();
        return
        [
            .. published
                .Where(one => (_swallowed.Length == 0 || !one.Topic.EndsWith(_swallowed, StringComparison.Ordinal)) && one.Qos == Qos.AtLeastOnce)
                .Select(one => all.GetValueOrDefault(one.Payload)!).Where(one => one is not null),
        ];
    }

    private string[] Sent()
    {
        RunPosted();
        string[] sent = [.. _link.Published.Where(one => one.Qos == Qos.AtLeastOnce).Select(one => one.Payload)];
        _link.Published.Clear();
        return sent;
    }

    private void RunPosted()
    {
        while (_posted.TryDequeue(out var action))
        {
            action();
        }
    }
}
