using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Store;

/// <summary>How long things stay, whatever the clock on the wall says.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "home.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(24 * 3650)]
    [InlineData(24 * -3650)]
    public void What_the_hub_has_stays_30_days_though_the_clock_is_set(int hours)
    {
        using var store = Open();
        SettleOne(store);
        _time.SetClock(TimeSpan.FromHours(hours));
        store.Prune();
        Pass(store, 30 * Day);
        Assert.Equal(2, Events());

        // A day more, for the one step that may have counted.
        Pass(store, 2 * Day);
        Assert.Equal((1, 1), (Events(), store.Owed));
    }

    [Fact]
    public void A_clock_that_is_wrong_at_a_start_makes_nothing_go_early_nor_does_one_that_goes_to_and_fro()
    {
        using (var store = Open())
        {
            SettleOne(store);
            store.AddMotion(Kept.Session, Kept.Second(0));
        }

        // Each start finds another year, and the right one again before the next.
        for (var start = 0; start < 40; start++)
        {
            _time.SetClock(3650 * Day);
            Open().Dispose();
            _time.SetClock(-3650 * Day);
            Open().Dispose();
        }

        Assert.Equal((2, 1), (Events(), Kept.Look(Path, "SELECT COUNT(*) FROM motion")));
    }

    [Fact]
    public void Days_that_nobody_watched_count_one_for_each_pause()
    {
        using (var store = Open())
        {
            SettleOne(store);
        }

        // An hour every day, off in between: a month is a month.
        for (var day = 1; day <= 31; day++)
        {
            _time.Advance(Day);
            Open().Dispose();
            Assert.Equal(2, Events());
        }

        _time.Advance(Day);
        Open().Dispose();
        Assert.Equal(1, Events());
    }

    [Fact]
    public void What_was_never_meant_for_a_hub_has_its_own_time()
    {
        using (var alone = Open(paired: false))
        {
            alone.Add(3);
            Pass(alone, 100 * Day);
            Assert.Equal(3, Events());
        }

        // Pairing does not shorten it.
        using var paired = Open();
        Pass(paired, 265 * Day);
        Assert.Equal(3, Events());
        Pass(paired, 2 * Day);
        Assert.Equal(0, Events());
    }

    [Fact]
    public void A_stream_is_forgotten_when_its_events_are_long_gone_and_the_hub_no_longer_names_it()
    {
        EventId old;
        using (var store = Open())
        {
            old = SettleOne(store, owed: 0).Id;
            store.BeginStream();
            store.Add(1);
            Pass(store, 32 * Day);
            Assert.Equal((1, 2), (Events(), Streams()));

            // The hub still names it: it is known, and nothing is missing.
            store.Owe(Kept.Marks("e1", (old.Stream, old.Sequence)));
            Assert.Empty(store.Faults.Standing);

            Pass(store, 92 * Day);
            Assert.Equal(1, Streams());
        }

        // Nor does the record look as if it came from a backup.
        using var again = Open();
        Assert.Empty(again.Faults.Standing);
    }

    [Fact]
    public void The_stream_of_the_last_event_is_known_for_ever()
    {
        using (var store = Open())
        {
            SettleOne(store, owed: 0);
        }

        for (var day = 0; day < 200; day++)
        {
            _time.Advance(Day);
            Open().Dispose();
        }

        using var again = Open();
        Assert.Equal((0, 1), (Events(), Streams()));
        Assert.Empty(again.Faults.Standing);
    }

    [Fact]
    public void Marks_fit_a_message_however_many_streams_there_are_and_what_is_left_out_is_only_sent_again()
    {
        using var store = Open();
        var stored = Enumerable.Range(0, 4000).Select(_ =>
        {
            store.BeginStream();
            return store.Add(1)[0];
        }).ToArray();
        store.Settle([.. stored.Select(one => Kept.Ack(one))]);
        Pseudonym[] newestFirst = [.. stored.Reverse().Select(one => one.Id.Stream)];

        var marks = HubMarks.Fitting(Pseudonym.Parse("e1"), newestFirst.Select(stream => KeyValuePair.Create(stream, 1L)));
        var payload = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new MessageWriter();
        writer.Write(payload, marks);
        Assert.InRange(payload.WrittenCount, (StoreOptions.MaxPayload * 9 / 10) + 1, StoreOptions.MaxPayload);
        Assert.Equal(newestFirst.Take(marks.Marks.Length), marks.Marks.Select(mark => mark.Key));

        Assert.Equal(4000 - marks.Marks.Length, store.Owe(marks));
        Assert.Empty(store.Faults.Standing);
    }

    private HomeStore Open(bool paired = true) => HomeStore.Open(new() { Path = Path, Paired = paired, ReserveBytes = 0 }, _time);

    private static StoredEvent SettleOne(HomeStore store, int owed = 1)
    {
        var stored = store.Add(1 + owed);
        store.Settle([Kept.Ack(stored[0])]);
        return stored[0];
    }

    // As in life, the record looks now and then.
    private void Pass(HomeStore store, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromHours(8))
        {
            _time.Advance(TimeSpan.FromHours(8));
            store.Prune();
        }
    }

    private long Events() => Kept.Look(Path, "SELECT COUNT(*) FROM event");

    private long Streams() => Kept.Look(Path, "SELECT COUNT(*) FROM stream");
}
