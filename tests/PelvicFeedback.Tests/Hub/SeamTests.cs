using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Seam;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Hub;

/// <summary>The seam: what becomes of a patient's next event, by the patient's state alone.</summary>
public sealed class SeamTests
{
    [Fact]
    public void An_event_is_stored_once_and_acknowledged_every_time()
    {
        var one = Arrival("a-1");
        var (state, effects) = After(PatientState.New, [one, one, one]);
        Assert.Equal([Outcome.Stored, Outcome.Again, Outcome.Again], effects.Select(effect => effect.Outcome));
        Assert.All(effects, effect => Assert.Equal(one.Sha256, effect.Acknowledges));
        Assert.Equal(one.Payload.Length, state.Bytes);
    }

    [Fact]
    public void Another_content_under_the_same_name_is_set_aside_and_what_is_stored_is_acknowledged()
    {
        var (first, other) = (Arrival("a-1", pain: 2), Arrival("a-1", pain: 3));
        var (state, effects) = After(PatientState.New, [first, other, first]);
        Assert.Equal([Outcome.Stored, Outcome.Conflict, Outcome.Again], effects.Select(effect => effect.Outcome));
        Assert.All(effects, effect => Assert.Equal(first.Sha256, effect.Acknowledges));
        Assert.True(effects[1].SetsAside);
        Assert.Equal(2, state.Facts.Pain!.Value.Value);
    }

    [Fact]
    public void What_was_deleted_for_its_age_is_not_stored_again()
    {
        var one = Arrival("a-1");
        var (state, _) = After(PatientState.New, [one]);
        var (after, effects) = state.Next(one with { Known = null }, new());
        Assert.Equal((state, Outcome.Again, one.Sha256), (after, effects.Outcome, effects.Acknowledges));
    }

    [Fact]
    public void Holes_make_the_record_incomplete_until_they_are_filled_and_motion_never_does()
    {
        var (state, _) = After(PatientState.New, [Arrival("a-1"), Arrival("a-4"), Arrival("a-6"), Arrival(MotionPiece("m-5"), "motion")]);
        Assert.Equal(3, state.Missing);
        Assert.Equal(1, state.Streams[Pseudonym.Parse("a")].Through);
        (state, _) = After(state, [Arrival("a-3"), Arrival("a-2"), Arrival("a-5")]);
        Assert.Equal((0, 6), (state.Missing, state.Streams[Pseudonym.Parse("a")].Through));
        Assert.Empty(state.Streams[Pseudonym.Parse("a")].Islands);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void In_whatever_order_events_come_and_however_often_the_state_is_the_same(int seed)
    {
        var random = new Random(seed);
        Arrival[] events =
        [
            .. Enumerable.Range(1, 40).Select(n => Arrival($"a-{n}", random.Next(6), new(Noon.UnixMilliseconds - random.Next(5)))),
            .. Enumerable.Range(1, 20).Select(n => Arrival(Stop($"b-{n}", SessionReason.Tired, new(Noon.UnixMilliseconds - random.Next(5))))),
            .. Enumerable.Range(1, 10).Select(n => Arrival(MotionPiece($"m-{n}"), "motion")),
        ];
        var straight = After(PatientState.New, events).State;
        for (var round = 0; round < 20; round++)
        {
            Arrival[] shuffled = [.. events.Concat(events.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next())];
            var (state, effects) = After(PatientState.New, shuffled);
            Assert.Equal(events.Length, effects.Count(effect => effect.Outcome == Outcome.Stored));
            Assert.Equal((straight.Bytes, straight.Facts, straight.Missing), (state.Bytes, state.Facts, state.Missing));
            Assert.Equal(Marks(straight), Marks(state));
        }
    }

    [Fact]
    public void From_a_revoked_home_all_is_set_aside_and_of_an_erased_patient_nothing_stays()
    {
        var (revoked, effects) = PatientState.New with { Standing = PatientStanding.Revoked } is var state ? state.Next(Arrival("a-1"), new()) : default;
        Assert.Equal((state, Outcome.Revoked, null, true), (revoked, effects.Outcome, effects.Acknowledges, effects.SetsAside));
        var (erased, dropped) = (PatientState.New with { Standing = PatientStanding.Erased }).Next(Arrival("a-1", 9), new());
        Assert.Equal((0, Outcome.Erased, null, false), (erased.Bytes, dropped.Outcome, dropped.Acknowledges, dropped.SetsAside));
        Assert.Empty(dropped.Alarms);
    }

    [Fact]
    public void A_home_that_fills_the_disk_or_leaves_holes_on_purpose_is_stopped_and_nothing_of_it_acknowledged()
    {
        var one = Arrival("a-1");
        var (_, full) = After(PatientState.New, [one, Arrival("a-2"), one], new() { QuotaBytes = one.Payload.Length + 10 });
        Assert.Equal([Outcome.Stored, Outcome.OverQuota, Outcome.Again], full.Select(effect => effect.Outcome));
        Assert.Null(full[1].Acknowledges);

        var (holed, holes) = After(PatientState.New, Enumerable.Range(1, 300).Select(n => Arrival($"a-{n * 2}")));
        Assert.Equal(StreamReceipt.MostIslands, holes.Count(effect => effect.Outcome == Outcome.Stored));
        Assert.Equal(300 - StreamReceipt.MostIslands, holes.Count(effect => effect is { Outcome: Outcome.Implausible, Acknowledges: null }));
        Assert.Equal(StreamReceipt.MostIslands, holed.Streams[Pseudonym.Parse("a")].Islands.Length);

        var (_, many) = After(PatientState.New, Enumerable.Range(1, 12).Select(n => Arrival($"s{n}-1")), new() { MostStreams = 10 });
        Assert.Equal(10, many.Count(effect => effect.Outcome == Outcome.Stored));
    }

    [Fact]
    public void A_stream_is_of_one_kind_and_goes_on_when_there_are_as_many_as_there_may_be()
    {
        var (_, mixed) = After(PatientState.New, [Arrival("a-1"), Arrival(MotionPiece("a-2"), "motion"), Arrival(MotionPiece("m-1"), "motion"), Arrival("m-2")]);
        Assert.Equal([Outcome.Stored, Outcome.Implausible, Outcome.Stored, Outcome.Implausible], mixed.Select(effect => effect.Outcome));

        var (_, many) = After(PatientState.New, [Arrival("a-1"), Arrival("b-1"), Arrival("c-1"), Arrival("a-2")], new() { MostStreams = 2 });
        Assert.Equal([Outcome.Stored, Outcome.Stored, Outcome.Implausible, Outcome.Stored], many.Select(effect => effect.Outcome));
    }

    [Theory]
    [InlineData(4 * 60, false)]
    [InlineData(6 * 60, true)]
    [InlineData(-365 * 86_400L, false)]
    [InlineData(-367 * 86_400L, true)]
    public void A_time_that_cannot_be_right_is_marked_and_is_not_the_newest_for_ever(long secondsAhead, bool doubtful)
    {
        var odd = Arrival("a-1", 1, new(Noon.UnixMilliseconds + (secondsAhead * 1000)));
        var (state, effects) = After(PatientState.New, [odd]);
        Assert.Equal((Outcome.Stored, doubtful), (effects[0].Outcome, effects[0].ClockDoubtful));
        var (later, _) = After(state, [Arrival(Pain("b-1", 2, new(Noon.UnixMilliseconds + 1000)), received: new(Noon.UnixMilliseconds + 1000))]);
        Assert.Equal(2, later.Facts.Pain!.Value.Value);
    }

    private static string Marks(PatientState state) => string.Join(", ", state.Streams.OrderBy(one => one.Key.ToString()).Select(one => $"{one.Key} {one.Value.Through} {one.Value.IslandsText()}"));
}
