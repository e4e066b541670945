using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.HomeSession;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Worker;

/// <summary>A session that a restart has interrupted is written on where it stopped.</summary>
public class RestartedRecordTests
{
    [Fact]
    public void Bands_and_calibrations_from_before_the_restart_stay_on_record()
    {
        var before = Band(12);
        var known = new SessionRecord(Kept.Session) { Bands = SessionPapers.List([SessionPapers.Band(before)]), Calibration = """[{"kind":"static"}]""" };
        var state = SessionMachine.Beginning(Plans.Usual, demonstration: false) with { SessionId = Kept.Session, Step = SessionStep.Static };
        using var home = new WiredHome(beginning: new(state, true, "session", false) { Known = known });
        var after = Band(3);
        EventChain? events = null;
        home.Session.Take(new Feedback { Time = after.At, Events = events.With(after).With(new Calibrated(after.At, CalibrationStep.Bow, true, null, null, null, null)) });

        Assert.Empty(home.Of("nothing"));
        using var archive = SessionArchive.Open(home.File);
        var record = archive.Session(Kept.Session)!;
        Assert.Equal([before.At, after.At], SessionPapers.ReadBands(record.Bands).Select(band => band.At));
        Assert.Equal(["static", "bow"], SessionPapers.Items(record.Calibration).Select(one => System.Text.Json.JsonDocument.Parse(one).RootElement.GetProperty("kind").GetString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("[{")]
    public void What_is_no_list_has_no_items(string? list) => Assert.Empty(SessionPapers.Items(list));

    private static SetStarted Band(double at)
    {
        var prescription = new Prescription(Exercise.Squat, ExerciseSide.Both);
        return new(new(at), prescription, Bands.For(prescription.Exercise, default)!);
    }
}
