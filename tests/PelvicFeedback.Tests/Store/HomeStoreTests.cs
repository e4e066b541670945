using System.Buffers;
using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Store;

/// <summary>What the record promises, transaction by transaction.</summary>
public sealed class HomeStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new();

    private string Path => System.IO.Path.Combine(_folder.Path, StoreOptions.FileName);

    private StoreOptions Options => new() { Path = Path, Paired = true, ReserveBytes = 64 * 1024 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_commit_gives_names_without_holes_and_owes_each_event()
    {
        using var store = Open();
        var stored = store.Commit(Kept.Batch(Kept.Event("a"), Kept.Event("b")))!.Concat(store.Add(1)).ToArray();

        Assert.Equal([1, 2, 3], stored.Select(one => one.Id.Sequence));
        Assert.Single(stored.Select(one => one.Id.Stream).Distinct());
        Assert.Equal($"{stored[1].Id}  b", Encoding.UTF8.GetString(stored[1].Payload));
        Assert.Equal(3, store.Owed);
        Assert.Equal(stored.Select(one => one.Id), store.Waiting(0, 10).Select(one => one.Id));
        Assert.Equal(stored.Select(one => one.Payload), store.Waiting(0, 10).Select(one => one.Payload));
    }

    [Fact]
    public void A_stream_is_new_with_every_opening_and_every_sensor_start()
    {
        var streams = new List<Pseudonym>();
        for (var opening = 0; opening < 2; opening++)
        {
            using var store = Open();
            streams.Add(store.Add(2)[1].Id.Stream);
            store.BeginStream();
            var first = store.Add(1)[0].Id;
            Assert.Equal(1, first.Sequence);
            streams.Add(first.Stream);
        }

        Assert.Equal(4, streams.Distinct().Count());
    }

    [Fact]
    public void What_cannot_be_written_whole_is_not_written_at_all()
    {
        using var store = Open();
        store.Commit(new() { Snapshots = [new("session", "before")] });
        var broken = new EventDraft(Kept.Topics.Prefix + "rep", (output, _, _) => output.Write(new byte[StoreOptions.MaxPayload + 1]));

        Assert.Throws<ArgumentException>(() => store.Commit(new() { Events = [Kept.Event(), broken], Snapshots = [new("session", "after")] }));

        Assert.Equal((0, "before"), (store.Owed, store.Snapshot("session")));
        Assert.Equal(1, store.Add(1)[0].Id.Sequence);
        store.Commit(new() { Snapshots = [new("session", null)] });
        Assert.Null(store.Snapshot("session"));
    }

    [Fact]
    public void Only_the_hubs_ack_with_the_same_hash_settles_an_event()
    {
        using var store = Open();
        var stored = store.Add(3);

        Assert.Equal([stored[1].Id], store.Settle([Kept.Ack(stored[1]), Kept.Ack(stored[2]) with { Said = Kept.Ack(stored[1]).Said }])!.Select(one => one.Id));

        Assert.Equal([stored[0].Id, stored[2].Id], store.Waiting(0, 10).Select(one => one.Id));
        Assert.Equal(stored[2].Id.ToString(), Assert.Single(store.Faults.Standing, fault => fault.Kind == StoreFaultKind.OtherContent).About);
        Assert.Single(store.Settle([Kept.Ack(stored[1])])!); // Again: no matter.
        Assert.Empty(store.Settle([Kept.Ack(stored[1]) with { Event = new(Kept.Session, 1) }])!); // Somebody else's.
        Assert.Equal(2, store.Owed);
    }

    [Fact]
    public void Without_a_hub_the_commit_is_the_end_for_ever()
    {
        using (var alone = Open(Options with { Paired = false }))
        {
            alone.Add(3);
            Assert.Equal((0, 0), (alone.Owed, alone.Waiting(0, 10).Count));
        }

        using var paired = Open();
        Assert.Equal(0, paired.Owe(Kept.Marks("e1")));
    }

    [Fact]
    public void What_a_hub_lacks_by_its_marks_is_owed_again_in_the_first_order()
    {
        using var store = Open();
        var stored = store.Add(6);
        store.Settle([.. stored[..5].Select(one => Kept.Ack(one))]);

        Assert.Equal(2, store.Owe(Kept.Marks("e1", (stored[0].Id.Stream, 3))));
        Assert.Equal([4, 5, 6], store.Waiting(0, 10).Select(one => one.Id.Sequence));
        Assert.Equal(0, store.Owe(Kept.Marks("e1", (stored[0].Id.Stream, 3))));

        Assert.Equal(3, store.Owe(Kept.Marks("e2")));
        Assert.Equal(stored.Select(one => one.Id), store.Waiting(0, 10).Select(one => one.Id));
        Assert.Equal((6, "e2"), (store.Owed, store.HubEpoch));
        Assert.Empty(store.Faults.Standing);
    }

    [Fact]
    public void A_record_put_back_from_a_backup_knows_it_and_repeats_no_name()
    {
        var backup = System.IO.Path.Combine(_folder.Path, "backup");
        EventId[] names;
        using (var store = Open())
        {
            names = [.. store.Add(3).Select(one => one.Id)];
        }

        File.Copy(Path, backup);
        using (var store = Open())
        {
            Assert.Empty(store.Faults.Standing);
            names = [.. names, .. store.Add(2).Select(one => one.Id)];
        }

        File.Copy(backup, Path, overwrite: true);
        using (var restored = Open())
        {
            var fault = Assert.Single(restored.Faults.Standing);
            Assert.Equal((StoreFaultKind.Restored, 2), (fault.Kind, fault.Count));
            Assert.Equal(3, restored.Owed);
            Assert.DoesNotContain(restored.Add(1)[0].Id, names);

            // The hub has what the backup has not.
            restored.Owe(Kept.Marks("e1", (names[0].Stream, 3), (names[3].Stream, 2)));
            Assert.Equal(2, Assert.Single(restored.Faults.Standing, one => one.About == "hub").Count);
        }

        File.Delete(Path + ".mark");
        using var copied = Open();
        Assert.Equal(StoreFaultKind.Restored, Assert.Single(copied.Faults.Standing).Kind);
    }

    [Fact]
    public void A_torn_end_of_the_log_costs_the_last_second_alone()
    {
        var cut = System.IO.Path.Combine(_folder.Path, "cut.db");
        using (var store = Open())
        {
            store.Add(1);
            for (var second = 0; second < 20; second++)
            {
                Assert.True(store.AddMotion(Kept.Session, Kept.Second(second, new(second))));
            }

            // As the disk has it after a power cut in the middle of the last write.
            File.Copy(Path, cut);
            File.Copy(Path + "-wal", cut + "-wal");
            using var log = new FileStream(cut + "-wal", FileMode.Open);
            log.SetLength(log.Length - 5000);
        }

        using var recovered = HomeStore.Open(Options with { Path = cut }, _time);
        Assert.Equal((19, 1), (Kept.Look(cut, "SELECT COUNT(*) FROM motion"), Kept.Look(cut, "SELECT COUNT(*) FROM event")));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void The_file_and_its_companions_are_their_owners_alone()
    {
        File.WriteAllText(Path, "");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        using var store = Open();
        store.Add(1);
        var files = Directory.GetFiles(_folder.Path);
        Assert.Equal(["home.db", "home.db-shm", "home.db-wal", "home.db.mark", "home.db.reserve"], files.Select(System.IO.Path.GetFileName).Order());
        foreach (var file in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_refused_in_one_line()
    {
        using (Open())
        {
            Assert.Contains("another pelvicfeedback uses it", Refused());
        }

        Kept.Look(Path, "PRAGMA user_version = 99");
        Assert.Contains("later version", Refused());
        File.WriteAllText(Path, new string('x', 5000));
        Assert.Contains("is damaged or no record", Refused());
        Assert.Contains("SettledRetention", Assert.Throws<StoreUnavailableException>(() => Open(Options with { SettledRetention = TimeSpan.Zero })).Message);
        Assert.Contains("cannot be written", Assert.Throws<StoreUnavailableException>(() => Open(Options with { Path = _folder.Path })).Message);
    }

    [Fact]
    public void A_session_keeps_what_is_not_said_anew()
    {
        using var store = Open();
        store.Commit(new() { Session = new(Kept.Session) { Plan = "{}", Algorithm = "core-1" } });
        store.Commit(new() { Session = new(Kept.Session) { Calibration = "[]" } });
        Assert.Equal(1, Kept.Look(Path, "SELECT COUNT(*) FROM session WHERE plan = '{}' AND algorithm = 'core-1' AND calibration = '[]' AND bands IS NULL"));
    }

    [Fact]
    public void An_alerts_end_carries_its_starts_name_once()
    {
        using var store = Open();
        var start = Assert.Single(store.Commit(Kept.Batch(Kept.Event("start") with { OpensAlert = 4 }))!);
        Assert.Equal($"{start.Id} {start.Id} start", Encoding.UTF8.GetString(start.Payload));
        Assert.Equal(start.Id.ToString(), Assert.Single(store.OpenAlerts()).AlertId);

        var end = Assert.Single(store.Commit(Kept.Batch(Kept.Event("end") with { ClosesAlert = 4 }))!);
        Assert.Equal($"{end.Id} {start.Id} end", Encoding.UTF8.GetString(end.Payload));
        Assert.Empty(store.OpenAlerts());
        Assert.Empty(store.Commit(Kept.Batch(Kept.Event("end") with { ClosesAlert = 4 }))!);
        Assert.Equal(3, store.Add(1)[0].Id.Sequence);
    }

    private HomeStore Open(StoreOptions? options = null) => HomeStore.Open(options ?? Options, _time);

    private string Refused()
    {
        var says = Assert.Throws<StoreUnavailableException>(() => Open()).Message;
        Assert.DoesNotContain('\n', says);
        return says;
    }
}
