using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Alarms;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Store;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A card of the wall, and the alarms that no event raises.</summary>
public sealed class WallTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new();
    private readonly IngestCounts _counts = new();
    private readonly Database _database;
    private readonly LiveBoard _board;

    public WallTests()
    {
        _database = Database.Open(new SqliteEngine(_folder.Path), _folder.Path);
        _database.Write(writing => writing.AddPatient(Topics, "Anna", Now));
        _board = new(_time, _counts);
    }

    private UtcInstant Now => new(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private WallCard Card => Assert.Single(WallView.Of(_database, _board, Topics.Site, Now));

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_last_minute_of_the_beam_is_there_with_its_ages_and_nothing_older()
    {
        for (var second = 0; second < 70; second++)
        {
            Hear(Topics.Summary, Payload(Summary(second)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var line = Card.Sparkline;
        Assert.Equal(59, line.Count);
        Assert.Equal([59.0, 11.0, "level"], line[0]);
        Assert.Equal([1.0, null, null], line[^1]);
        Assert.Equal("[1,null,null]", JsonSerializer.Serialize(line[^1]));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(Card.Sparkline);
    }

    [Fact]
    public void The_band_is_that_of_the_set_under_way_and_of_no_home_that_has_gone()
    {
        Assert.Null(Card.Band);
        var (boot, envelope) = (Pseudonym.Parse("b1"), new ServiceEnvelope(Noon, null, true, null));
        Hear(Topics.Link, "1"u8.ToArray());
        Hear(Topics.State, Payload(StateMessage.Offline(envelope, boot, "1", "core") with { Online = true, Limits = [new(AlertKind.PelvicDrop, new(3), new(5)), new(AlertKind.Hike, null, new(6))] }));
        Hear(Topics.Beat, Payload(new BeatMessage(envelope, boot, new Seconds(2))));
        Assert.Equal(new(3, 5), Card.Band);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(Card.Band);
    }

    [Fact]
    public void A_home_that_was_revoked_and_goes_on_all_the_same_is_not_shown()
    {
        Present();
        Assert.True(Card.Online);
        _board.Forget(Topics);
        Present();
        Assert.False(Card.Online);
        _board.Admit(Topics);
        Present();
        Assert.True(Card.Online);

        void Present()
        {
            var (boot, envelope) = (Pseudonym.Parse("b1"), new ServiceEnvelope(Noon, null, true, null));
            _board.Hear(new(Topics.Link, "1"u8.ToArray(), Qos.AtLeastOnce, Retained: false, []));
            _board.Hear(new(Topics.State, Payload(StateMessage.Offline(envelope, boot, "1", "core") with { Online = true }), Qos.AtLeastOnce, Retained: false, []));
            _board.Hear(new(Topics.Beat, Payload(new BeatMessage(envelope, boot, new Seconds(2))), Qos.AtMostOnce, Retained: false, []));
        }
    }

    [Fact]
    public void Repetitions_of_the_set_under_way_are_counted_and_those_of_an_old_session_are_not()
    {
        var envelope = new ServiceEnvelope(Noon, null, true, Pseudonym.Parse("s1"));
        Hear(Topics.State, Payload(StateMessage.Offline(envelope, Pseudonym.Parse("b1"), "1", "core") with { Online = true }));
        Count(Rep("a-1", Verdict.Level));
        Assert.Null(_board.Of(Topics).Counts);
        _board.Count(Booked(Arrival(Session("a-2", new() { Phase = SessionPhase.SetStart, Prescription = new(Exercise.SingleLegSquat, ExerciseSide.Left), Set = 1, Support = Support.None }))));
        Count(Rep("a-3", Verdict.Level));
        Count(Rep("a-4", Verdict.NotLevel));
        Count(Rep("a-5", Verdict.NotJudged));
        Hear(Topics.Summary, Payload(Summary(1)));
        Count(Rep("a-6", Verdict.Level, session: "s0"));
        Assert.Equal(new(0, 3, 2, 1), _board.Of(Topics).Counts);
        _board.Count(Booked(Arrival(Stop("a-7", SessionReason.Tired))));
        Assert.Null(_board.Of(Topics).Counts);
    }

    [Fact]
    public void How_often_somebody_practises_is_counted_in_any_order()
    {
        Assert.Equal(new(0, null, null), Card.Idle);
        _database.Write(writing => writing.Agree(writing.NumberOf(Topics), 3, Now));
        var ledger = new Ledger(_database, new());
        Assert.All(new[] { 1, 9, 2 }, days => ledger.Book([new(Topics, Arrival(Start($"a{days}-1", days), received: Now))]));
        Assert.Equal(new(2, 3, Ago(1).ToString()), Card.Idle);
        Assert.Equal((long[])[Ago(9).UnixMilliseconds, Ago(2).UnixMilliseconds, Ago(1).UnixMilliseconds], _database.Patients()[0].Facts.Begun.At.ToArray());
        _database.Write(writing => writing.Agree(writing.NumberOf(Topics), null, Now));
        Assert.Null(Card.Idle.PlannedThisWeek);
    }

    [Fact]
    public void A_battery_that_is_low_calls_once_a_day()
    {
        using (var _ = new HubAlarms(_database, _board, _counts, _time))
        {
            Hear(Topics.Sensor, Payload(Sensor(low: false)));
            Hear(Topics.Sensor, Payload(Sensor(low: true)));
            Hear(Topics.Sensor, Payload(Sensor(low: true)));
            Hear(Topics.Sensor, Payload(Sensor(low: false)));
            Hear(Topics.Sensor, Payload(Sensor(low: true)));
        }

        var alarm = Assert.Single(Card.Alarms);
        Assert.Equal(("2026-11-22.battery-low", "battery-low", "low"), (alarm.Alarm, alarm.Kind, alarm.Priority));
    }

    [Fact]
    public void A_session_that_does_not_come_calls_once_until_there_is_one()
    {
        using var alarms = new HubAlarms(_database, _board, _counts, _time);
        _database.Write(writing => writing.Agree(writing.NumberOf(Topics), 7, Now));
        _time.Advance(TimeSpan.FromHours(47));
        Assert.Empty(Card.Alarms);
        _time.Advance(TimeSpan.FromHours(2));
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(("missed-session", "low"), (Card.Alarms.Single().Kind, Card.Alarms.Single().Priority));
        new Ledger(_database, new()).Book([new(Topics, Arrival(Start("a-1", 0), received: Now))]);
        _time.Advance(TimeSpan.FromHours(47));
        Assert.Single(Card.Alarms);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, Card.Alarms.Count);
    }

    [Fact]
    public void A_session_that_cannot_come_calls_nobody()
    {
        using var alarms = new HubAlarms(_database, _board, _counts, _time);
        _database.Write(writing =>
        {
            writing.Agree(writing.NumberOf(Topics), 7, Now);
            writing.Revoke(writing.NumberOf(Topics));
        });
        _time.Advance(TimeSpan.FromDays(10));
        Assert.Equal([0L], _database.Rows("SELECT COUNT(*) FROM alarm", row => row.GetInt64(0)));
    }

    [Fact]
    public void Alarms_are_counted_for_an_hour_of_practice()
    {
        Assert.Equal((0, null), (_database.Rate(Topics.Site, 30, Now).PatientHours, _database.Rate(Topics.Site, 30, Now).PerPatientHour));
        var ledger = new Ledger(_database, new());
        ledger.Book([new(Topics, Arrival(Session("a-1", new() { Phase = SessionPhase.Pain, Pain = 2 }, Now), received: Now))]);
        ledger.Book([new(Topics, Arrival(Stop("a-2", SessionReason.Fell, new(Now.UnixMilliseconds + 1_800_000)), received: Now))]);
        _database.Write(writing => writing.Raise(writing.NumberOf(Topics), "x", AlarmKind.BatteryLow, "", Now, Now));
        var rate = _database.Rate(Topics.Site, 30, Now);
        Assert.Equal((0.5, 1, 0, 1, 4), (rate.PatientHours, rate.Alarms["high"], rate.Alarms["medium"], rate.Alarms["low"], rate.PerPatientHour));
        Assert.Equal(0, _database.Rate(Pseudonym.Parse("elsewhere"), 30, Now).PatientHours);
        Assert.Equal(0.5, _database.Rate(null, 30, Now).PatientHours);
        _time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(0, _database.Rate(null, 30, Now).PatientHours);
    }

    private void Count(byte[] rep) => _board.Count(Booked(Arrival(rep, "rep")));

    private static Booked Booked(Arrival arrival) => new(Topics, arrival, Outcome.Stored, arrival.Sha256, []);

    private static byte[] Rep(string id, Verdict verdict, string session = "s1") => Payload(new RepMessage(
        new(Noon, new(1), true, Pseudonym.Parse(session)),
        EventId.Parse(id)!,
        new(new(1), 1, Exercise.SingleLegSquat, ExerciseSide.Left, new(3), null, new(4), null, Core.Movement.RepetitionSource.Motion, true, verdict, verdict == Verdict.NotJudged ? NotJudgedReason.NoCalibration : null)));

    private UtcInstant Ago(int days) => new(Now.UnixMilliseconds - (days * 86_400_000L));

    private byte[] Start(string id, int daysAgo) =>
        Session(id, new() { Phase = SessionPhase.Start, Answers = Answers.None, Demonstration = false }, Ago(daysAgo), session: "s" + daysAgo);

    private static SummaryMessage Summary(int second) => new()
    {
        Envelope = new(Noon, null, true, null),
        Step = SessionStep.Set,
        Beam = second == 69 ? null : new Degrees(second),
        Zone = second == 69 ? null : Zone.Level,
        Sensor = SensorLink.Live,
    };

    private static SensorMessage Sensor(bool low) => new(new(Noon, null, true, null), SensorLink.Live, null, SensorFacts.None, low, 60, 0, 0, 0, false);

    private void Hear(string topic, byte[] payload) => Assert.True(_board.Hear(new(topic, payload, Qos.AtLeastOnce, Retained: false, [])));
}
