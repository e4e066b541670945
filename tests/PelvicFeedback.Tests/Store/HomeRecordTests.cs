using System.Reactive.Disposables;
using System.Text;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire.Motion;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Store;

/// <summary>The record on its own thread: what it does to those who hand over, and in which order.</summary>
public sealed class HomeRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new();
    private readonly ScriptedLink _link = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "home.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_handed_over_is_published_after_its_commit_in_its_order_and_settled_by_the_hub()
    {
        using var record = Start();
        Assert.Equal(["pelvic/v1/clinic/p7/ack/+", "pelvic/v1/clinic/p7/marks"], _link.Filters);
        var all = Enumerable.Range(0, 50).Select(n => record.Record(new() { Events = [Kept.Event($"{n}")], Snapshots = [new("n", $"{n}")] })).ToArray();
        var stored = (await Task.WhenAll(all).WaitAsync(BrokerProcess.Patience)).Select(one => Assert.Single(one!)).ToArray();
        Assert.True(record.Drain(BrokerProcess.Patience));
        Assert.Equal(stored.Select(one => Encoding.UTF8.GetString(one.Payload)), _link.Published.Select(one => one.Payload));
        Assert.Equal("49", await record.Snapshot("n").WaitAsync(BrokerProcess.Patience));
        Assert.Equal(50, record.Owed);

        foreach (var one in stored)
        {
            _link.Hear("pelvic/v1/clinic/p7/ack/" + one.Id, Kept.AckJson(one));
            _link.Hear("pelvic/v1/clinic/other/ack/" + one.Id, "somebody else's");
        }

        Assert.True(record.Drain(BrokerProcess.Patience));
        Assert.True(record.Drain(BrokerProcess.Patience)); // What the first had posted.
        Assert.Equal(0, record.Owed);
        Assert.Empty(record.Faults.Standing);
    }

    [Fact]
    public async Task A_disk_that_hangs_holds_up_nobody_is_a_fault_and_costs_motion_before_events()
    {
        using var hanging = new ManualResetEventSlim();
        using var hangs = new ManualResetEventSlim();
        using var record = Start(_ =>
        {
            hangs.Set();
            hanging.Wait();
        });
        using var atTheEnd = Disposable.Create(hanging.Set);

        // Every call returns though nothing is written: were it not so, the test would hang here.
        var first = record.Record(Kept.Batch(Kept.Event("0")));
        Assert.True(hangs.Wait(BrokerProcess.Patience));
        for (var second = 0; second < HomeRecord.MostMotionWaiting + 5; second++)
        {
            foreach (var sample in Kept.Second(second))
            {
                record.AddMotion(Kept.Session, sample);
            }
        }

        var later = Enumerable.Range(1, 2000).Select(n => record.Record(Kept.Batch(Kept.Event($"{n}")))).ToArray();
        Assert.False(first.IsCompleted);
        Assert.Equal(2001, record.Unconfirmed);
        Assert.Equal(4, Assert.Single(record.Faults.Standing).Count);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Contains(record.Faults.Standing, fault => fault.Kind == StoreFaultKind.Stalled);

        hanging.Set();
        var stored = await Task.WhenAll(later).WaitAsync(BrokerProcess.Patience);
        Assert.Equal(Enumerable.Range(2, 2000).Select(n => (long)n), stored.Select(one => one![0].Id.Sequence));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(record.Drain(BrokerProcess.Patience));

        // The disk keeps up again: what was lost stays counted, and nothing stands.
        Assert.Empty(record.Faults.Standing);
        Assert.Equal(4, record.Faults.Count(StoreFaultKind.NotRecorded));
        Assert.Equal(HomeRecord.MostMotionWaiting + 1, Kept.Look(Path, "SELECT COUNT(*) FROM motion"));
    }

    [Fact]
    public async Task A_payload_that_is_too_long_is_its_makers_error_and_the_others_go_on()
    {
        using var record = Start();
        var broken = record.Record(Kept.Batch(Kept.Event(new('x', StoreOptions.MaxPayload))));
        var good = record.Record(Kept.Batch(Kept.Event()));
        await Assert.ThrowsAsync<ArgumentException>(() => broken.WaitAsync(BrokerProcess.Patience));
        Assert.Equal(1, Assert.Single((await good.WaitAsync(BrokerProcess.Patience))!).Id.Sequence);
    }

    [Fact]
    public async Task An_alert_that_a_restart_interrupted_ends_with_that_reason_before_anything_else()
    {
        using var writer = new MessageWriter();
        AlertMessage Alert(EventId id, string alertId) => new()
        {
            Envelope = new(new UtcInstant(0), new SampleTime(12), ClockSynced: true, Kept.Session),
            EventId = id,
            AlertId = alertId,
            Kind = AlertKind.PelvicDrop,
            Phase = Phase.Start,
            Stance = Stance.Left,
            Exercise = Exercise.SingleLegStance,
            Threshold = new(4),
            Value = new(5),
            Peak = new(5),
        };
        var topic = Kept.Topics.Alert(AlertKind.PelvicDrop);
        var start = new EventDraft(topic, (output, id, alert) => writer.Write(output, Alert(id, alert!))) { OpensAlert = 7 };
        StoredEvent began;
        using (var store = Open())
        {
            began = Assert.Single(store.Commit(Kept.Batch(start))!);
            store.Commit(Kept.Batch(Kept.Event() with { OpensAlert = 8 })); // Not to be read: nothing can be said of it.
        }

        using var record = Start();
        var late = await record.Record(Kept.Batch(Kept.Event("the pipeline's own end") with { ClosesAlert = 7 })).WaitAsync(BrokerProcess.Patience);
        Assert.Empty(late!);
        Assert.True(record.Drain(BrokerProcess.Patience));

        var said = _link.Published.Single(one => one.Topic == topic && one.Payload.Contains("\"end\"", StringComparison.Ordinal));
        Assert.Null(MessageReader.TryRead(Encoding.UTF8.GetBytes(said.Payload), out AlertMessage? end));
        Assert.Equal((began.Id.ToString(), AlertEnd.Interrupted, Phase.End, 1), (end!.AlertId, end.Reason, end.Phase, end.EventId.Sequence));
        Assert.NotEqual(began.Id.Stream, end.EventId.Stream);
        Assert.Equal(0, Kept.Look(Path, "SELECT COUNT(*) FROM alert"));
    }

    [Fact]
    public void Motion_is_kept_by_the_second_and_the_last_one_at_the_end()
    {
        var other = Pseudonym.Parse("s2");
        using (var record = Start())
        {
            foreach (var sample in Kept.Second(0).Concat(Kept.Second(1)))
            {
                record.AddMotion(Kept.Session, sample);
            }

            record.AddMotion(other, Kept.Second(5)[0]);
        }

        using var archive = SessionArchive.Open(Path);
        Assert.Equal(Kept.Second(0).Concat(Kept.Second(1)).Select(sample => sample.Time), archive.Motion(Kept.Session).Select(sample => sample.Time));
        Assert.Single(archive.Motion(other));
        Assert.Equal(0, archive.Damaged);
    }

    [Fact]
    public void Motion_goes_out_in_pieces_that_fit_a_message_and_are_in_a_stream_of_their_own()
    {
        using (var store = Open())
        {
            for (var second = 0; second < 40; second++)
            {
                store.AddMotion(Kept.Session, Kept.Second(second, new(second)));
            }

            var stored = store.Commit(Kept.Batch(Kept.Event(), Kept.Event() with { IsMotion = true }, Kept.Event()))!;
            Assert.Equal([1, 1, 2], stored.Select(one => one.Id.Sequence));
            Assert.NotEqual(stored[0].Id.Stream, stored[1].Id.Stream);
        }

        using var archive = SessionArchive.Open(Path);
        byte[][] pieces = [.. archive.Pieces(Kept.Session).Select(piece => piece.Blobs)];
        Assert.True(pieces.Length > 2);
        Assert.All(pieces, piece => Assert.InRange(Convert.ToBase64String(piece).Length, 1, StoreOptions.MaxPayload - 2048));
        Assert.Equal(
            archive.Motion(Kept.Session),
            pieces.SelectMany(piece => Blobs(piece)).SelectMany(blob => MotionBlob.TryDecode(blob, out var samples) ? samples : []));
    }

    [Fact]
    public async Task Motion_that_is_owed_goes_on_after_a_restart_behind_its_last_piece()
    {
        var clock = new SessionClock(_time, static () => true);
        using (var store = Open())
        {
            for (var second = 0; second < 60; second++)
            {
                store.AddMotion(Kept.Session, Kept.Second(second, new(second)));
            }

            store.Commit(new() { OwesMotion = Kept.Session });
            store.Commit(new() { OwesMotion = Kept.Session });
            Assert.Equal(new MotionOwed(Kept.Session, 0), Assert.Single(store.MotionOwed()));
        }

        // The disk is gone after two pieces, as after a kill.
        using (var archive = SessionArchive.Open(Path))
        {
            using var store = Open();
            using var writer = new MessageWriter();
            foreach (var piece in archive.Pieces(Kept.Session).Take(2))
            {
                var message = new ServiceEnvelope(clock.Now, null, ClockSynced: true, Kept.Session);
                store.Commit(new()
                {
                    Events = [new(Kept.Topics.Motion, (output, id, _) => writer.Write(output, new MotionMessage(message, id, new(0), new(1), [.. piece.Blobs]))) { IsMotion = true }],
                    MotionSent = new(Kept.Session, piece.Through),
                });
            }
        }

        using var record = Start();
        var told = new List<(Pseudonym, int)>();
        var posting = new MotionPosting(Path, Kept.Topics, clock, record);
        await posting.SendWhatIsOwed((session, pieces) => told.Add((session, pieces))).WaitAsync(BrokerProcess.Patience);
        await posting.SendWhatIsOwed((session, pieces) => told.Add((session, pieces))).WaitAsync(BrokerProcess.Patience);
        Assert.True(record.Drain(BrokerProcess.Patience));
        using var whole = SessionArchive.Open(Path);
        var blobs = whole.Pieces(Kept.Session).SelectMany(piece => piece.Blobs).ToArray();
        Assert.Equal((Kept.Session, whole.Pieces(Kept.Session).Count() - 2), Assert.Single(told));
        Assert.Equal(0, Kept.Look(Path, "SELECT COUNT(*) FROM motion_owed"));
        Assert.Equal(blobs, _link.Published.SelectMany(one => Piece(one.Payload)).ToArray());
    }

    private static byte[] Piece(string payload) =>
        MessageReader.TryRead(Encoding.UTF8.GetBytes(payload), out MotionMessage? motion) is null ? [.. motion!.Blob] : [];

    private static IEnumerable<byte[]> Blobs(byte[] piece)
    {
        for (var at = 0; at < piece.Length;)
        {
            var length = BitConverter.ToInt32(piece, at);
            yield return piece[(at + 4)..(at + 4 + length)];
            at += 4 + length;
        }
    }

    private HomeStore Open(Action<Boundary>? passing = null) => HomeStore.Open(new() { Path = Path, Paired = true, ReserveBytes = 0 }, _time, passing);

    private HomeRecord Start(Action<Boundary>? passing = null) => HomeRecord.Start(Open(passing), _link, Kept.Topics, new(), _time, passing);
}
