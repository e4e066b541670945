using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Cluster.Web;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;
using PelvicFeedback.Tests.Store;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>What workers say they have written down, as a web node hears it: once each, and never as a count that is too small.</summary>
public sealed class WebNoticesTests
{
    private readonly LiveBoard _board;
    private readonly NoticesHeard _notices;
    private readonly List<string> _told = [];

    public WebNoticesTests()
    {
        var time = new SteppedTime();
        _board = new(time, new IngestCounts());
        _notices = new(_board, booked =>
        {
            _board.Count(booked);
            _told.Add(booked.Arrival.Id.ToString());
        }, time);
        var envelope = new ServiceEnvelope(Noon, null, true, Pseudonym.Parse("s1"));
        _board.Hear(new(Topics.State, Payload(StateMessage.Offline(envelope, Pseudonym.Parse("b1"), "1", "core") with { Online = true }), Qos.AtLeastOnce, Retained: true, []));
    }

    private SetCounts? Counts => _board.Of(Topics).Counts;

    [Fact]
    public void Each_is_told_once_however_often_it_is_said()
    {
        Begin("k-1");
        Rep("k-2");
        Rep("k-2");
        Begin("k-1");
        Rep("k-3");
        _notices.Hear(new("pelvic/v1/clinic/p7/live", "{}"u8.ToArray(), Qos.AtMostOnce, Retained: false, []));

        Assert.Equal(["k-1", "k-2", "k-3"], _told);
        Assert.Equal(new(0, 2, 2, 2), Counts);
    }

    [Fact]
    public void Where_one_is_missing_the_set_is_not_counted_until_the_next_one_begins()
    {
        Begin("k-1");
        Rep("k-2");
        Rep("k-4");
        Assert.Null(Counts);
        Rep("k-5");
        Assert.Null(Counts);
        Begin("k-7");
        Rep("k-8");
        Assert.Equal(new(0, 1, 1, 1), Counts);
    }

    [Fact]
    public void A_node_that_was_away_does_not_know_and_one_that_came_in_the_middle_neither()
    {
        Rep("k-5");
        Assert.Null(Counts);
        Begin("k-6");
        Rep("k-7");
        Assert.NotNull(Counts);
        _notices.Forget();
        Assert.Null(Counts);
        Rep("k-8");
        Assert.Null(Counts);
    }

    [Fact]
    public void A_sensor_that_was_started_anew_begins_another_stream_and_the_set_goes_on()
    {
        Begin("k-1");
        Rep("k-2");
        Rep("m-1");
        Assert.Equal(new(0, 2, 2, 2), Counts);
        Rep("n-2");
        Assert.Null(Counts);
    }

    [Fact]
    public void A_site_that_is_left_is_not_remembered_and_others_are()
    {
        Begin("k-1");
        _notices.Forget(Pseudonym.Parse("clin"));
        _notices.Forget(Pseudonym.Parse("other"));
        _board.Leave(Pseudonym.Parse("clin"));
        Rep("k-2");
        Assert.Equal(new(0, 1, 1, 1), Counts);
        _board.Leave(Topics.Site);
        Assert.Same(LivePatient.Unheard, _board.Of(Topics));
    }

    [Fact]
    public void Homes_that_another_node_shut_are_not_heard_until_another_one_lets_them_in()
    {
        Assert.NotNull(_board.Of(Topics).State);
        _board.Shut(Pseudonym.Parse("other"), []);
        Assert.True(Linked());
        _board.Shut(Topics.Site, [Topics]);
        Assert.False(Linked());
        Assert.Same(LivePatient.Unheard, _board.Of(Topics));
        _board.Shut(Topics.Site, []);
        Assert.True(Linked());
        Assert.True(_board.Of(Topics).Presence.Linked);

        bool Linked() => _board.Hear(new(Topics.Link, "1"u8.ToArray(), Qos.AtLeastOnce, Retained: false, []));
    }

    private void Begin(string id) => Hear(Topics.Session, Session(id, new() { Phase = SessionPhase.SetStart, Prescription = new(Exercise.SingleLegSquat, ExerciseSide.Left), Set = 1, Support = Support.None }));

    private void Rep(string id) => Hear(Topics.Rep, Payload(new RepMessage(
        new(Noon, new(1), true, Pseudonym.Parse("s1")),
        EventId.Parse(id)!,
        new(new(1), 1, Exercise.SingleLegSquat, ExerciseSide.Left, new(3), null, new(4), null, RepetitionSource.Motion, true, Verdict.Level, null))));

    private void Hear(string topic, byte[] payload) => _notices.Hear(new(topic, payload, Qos.AtMostOnce, Retained: false, []));
}
