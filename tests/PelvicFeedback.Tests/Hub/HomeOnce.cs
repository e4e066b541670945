using System.Reactive.Concurrency;
using System.Reactive.Linq;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire.Motion;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Tests.Worker;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Hub;

/// <summary>
/// What a home sends of one session of the simulated patient: the worker's own session, record and pieces of motion, in virtual time. Played once.
/// </summary>
internal static class HomeOnce
{
    private const double Rate = 60;
    private static readonly Lazy<(Pseudonym Session, List<Arrival> Events, List<Arrival> Motion)> Once = new(Play);

    public static Pseudonym Session => Once.Value.Session;

    /// <summary>The durable events, in order.</summary>
    public static IReadOnlyList<Arrival> Events => Once.Value.Events;

    /// <summary>The raw motion, in order.</summary>
    public static IReadOnlyList<Arrival> Motion => Once.Value.Motion;

    private static (Pseudonym, List<Arrival>, List<Arrival>) Play()
    {
        var beginning = new SessionBeginning(SessionMachine.Beginning(DemoPlan.Plan, demonstration: true), false, "session", false);
        using var home = new WiredHome(beginning: beginning);
        var scheduler = new HistoricalScheduler(DateTimeOffset.UnixEpoch);
        var options = new FeedbackOptions { SamplePeriod = new(1 / Rate), CalibrateWhenStill = false };
        using var samples = LiveSimulation.Asked(SimulatedPatient.Demonstration, new() { Rate = Rate }, 1, () => SimulatedTask.For(home.Session.State), 1, scheduler)
            .Select(home.Session.Mark)
            .Coached(options, home.Session.Memory)
            .Subscribe(home.Session.Take);
        Pseudonym? session = null;
        for (var quarters = 0; quarters < 4 * 60 * 7 && (session is null || home.Session.State.SessionId == session); quarters++)
        {
            scheduler.AdvanceBy(TimeSpan.FromSeconds(0.25));
            home.Time.Advance(TimeSpan.FromSeconds(0.25));
            home.Session.Tick();
            home.KeepUp();
            session ??= home.Session.State.SessionId;
        }

        home.Of("session");
        using var archive = SessionArchive.Open(home.File);
        var events = archive.Events(session!).Select(one => Told.Arrival(one.Payload, one.Topic.Split('/', 5)[4])).ToList();
        var motion = archive.Pieces(session!).Select((piece, n) =>
        {
            var within = MotionPayload.Read(piece.Blobs, out _);
            var message = new MotionMessage(new(new(events[^1].Time.UnixMilliseconds + 1000), null, true, session), new(Pseudonym.Parse("motion"), n + 1), within[0].Time, within[^1].Time, [.. piece.Blobs]);
            return Told.Arrival(Told.Payload(message), "motion");
        }).ToList();
        return (session!, events, motion);
    }
}
