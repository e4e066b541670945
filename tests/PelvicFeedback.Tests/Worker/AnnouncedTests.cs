using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Tests.HomeSession;
using PelvicFeedback.Tests.Messages;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Tests.Worker;

/// <summary>What a page is told besides the session itself: the limits in force, since when a pace is given, where the clinic's copy is.</summary>
public sealed class AnnouncedTests : IDisposable
{
    private static readonly Prescription Squat = new(Exercise.SingleLegSquat, ExerciseSide.Left);

    private readonly WiredHome _home = new(Plans.Usual with { Exercises = [Plans.OneLeg with { Prescription = Squat, Hold = null, Sets = 3 }] });

    public void Dispose() => _home.Dispose();

    [Fact]
    public void The_limits_are_those_of_the_set_and_follow_the_patients_own_and_a_changed_band()
    {
        Go();
        Assert.False(Newest.TryGetProperty("limits", out _));
        var defaults = Bands.For(Exercise.SingleLegSquat, default)!;
        Begin(defaults);
        Assert.Equal([("pelvic-drop", 8.0, 10.0), ("hike", null, 5.0)], Limits);

        // The next set is held against the patient's own repetitions, and one after that against what a therapist has set.
        Rest();
        Assert.False(Newest.TryGetProperty("limits", out _));
        _home.Press(head => new SessionCommand.Redo(head));
        _home.After(5);
        Begin(defaults with { First = defaults.First with { Warn = new(4.2), Alert = new(6.2) } });
        Assert.Equal(("pelvic-drop", 4.2, 6.2), Limits[0]);
        Rest();
        _home.Press(head => new SessionCommand.Next(head));
        _home.After(5);
        Begin(defaults.With(new Degrees(5), null));
        Assert.Equal(("pelvic-drop", 4.0, 5.0), Limits[0]);
        Assert.All(_home.Of("state"), state => Assert.Null(DocumentsOfMessages.Schema("state").Violation(state)));
    }

    [Fact]
    public void A_pace_is_told_while_it_is_given()
    {
        SampleTime? since = null;
        _home.PaceFrom = () => since;
        Go();
        Assert.False(Newest.TryGetProperty("paceFromT", out _));
        since = new(12.5);
        _home.After(0.25);
        Assert.Equal(12.5, Newest.GetProperty("paceFromT").GetDouble());
        since = null;
        _home.After(0.25);
        Assert.False(Newest.TryGetProperty("paceFromT", out _));
    }

    [Fact]
    public void The_clinics_copy_is_told_between_sessions_and_not_in_one()
    {
        var copy = ClinicCopy.Waiting;
        _home.Copy = () => copy;
        _home.After(0.25);
        Assert.Equal("waiting", Newest.GetProperty("clinicCopy").GetString());
        copy = ClinicCopy.Sent;
        _home.After(0.25);
        Assert.Equal("sent", Newest.GetProperty("clinicCopy").GetString());
        _home.Begin();
        _home.After(0.25);
        Assert.False(Newest.TryGetProperty("clinicCopy", out _));
    }

    [Fact]
    public void What_a_set_counts_from_is_told_once_it_is_known()
    {
        _home.HeldFrom = new(12.5);
        _home.After(0.25);
        Assert.False(Newest.TryGetProperty("startDeg", out _));
        Go();
        Assert.Equal(12.5, Newest.GetProperty("startDeg").GetDouble());
        _home.HeldFrom = null;
        _home.After(0.25);
        Assert.False(Newest.TryGetProperty("startDeg", out _));
        Assert.All(_home.Of("state"), state => Assert.Null(DocumentsOfMessages.Schema("state").Violation(state)));
    }

    [Fact]
    public void How_a_session_ended_is_told_until_the_next_one_begins()
    {
        _home.Begin();
        var session = _home.Session.State.SessionId!.ToString();
        _home.Press(head => new SessionCommand.Stop(head, StopReason.Tired));
        _home.After(0.25);
        Assert.Equal((session, "tired"), (Newest.GetProperty("ended").GetProperty("sessionId").GetString(), Newest.GetProperty("ended").GetProperty("reason").GetString()));
        Assert.Null(DocumentsOfMessages.Schema("state").Violation(Newest));
        Assert.True(_home.Press(head => new SessionCommand.StartSession(head)).Accepted);
        _home.After(0.25);
        Assert.False(Newest.TryGetProperty("ended", out _));
    }

    [Fact]
    public void What_is_ruled_out_is_told_with_the_plan_and_is_nothing_new_each_time()
    {
        var plank = Plans.OneLeg with { Prescription = new(Exercise.SidePlankAbduction, ExerciseSide.Left) };
        using var home = new WiredHome(Plans.Usual with { Exercises = [Plans.OneLeg, plank] });
        home.After(0.25);
        var told = home.Of("state");
        Assert.Equal("side-plank-abduction", Assert.Single(told[^1].GetProperty("ruledOut").EnumerateArray()).GetProperty("exercise").GetString());
        Assert.Null(DocumentsOfMessages.Schema("state").Violation(told[^1]));

        // Another object of the same content, as every sign from a page makes one.
        home.Press(head => new SessionCommand.TakeOver(head));
        home.After(0.25);
        Assert.Equal(told.Length, home.Of("state").Length);
        Assert.True(home.Press(head => new SessionCommand.SetPlan(head, Plans.Usual)).Accepted);
        home.After(0.25);
        Assert.False(home.Of("state")[^1].TryGetProperty("ruledOut", out _));
    }

    [Fact]
    public void It_is_told_that_what_was_kept_could_not_be_read_until_a_session_is_begun()
    {
        var said = new List<string>();
        var beginning = BeginningOf("{\"version\":2}", said);
        Assert.Single(said);
        using var home = new WiredHome(beginning: beginning);
        home.After(0.25);
        Assert.True(home.Of("state")[^1].GetProperty("beganAnew").GetBoolean());
        Assert.Null(DocumentsOfMessages.Schema("state").Violation(home.Of("state")[^1]));
        Assert.True(home.Press(head => new SessionCommand.StartSession(head)).Accepted);
        home.After(0.25);
        Assert.False(home.Of("state")[^1].TryGetProperty("beganAnew", out _));
        Assert.False(BeginningOf(null, said).State.BeganAnew);
    }

    private static SessionBeginning BeginningOf(string? saved, List<string> said)
    {
        var usual = RunSettings.Read(new Choices(_ => null, _ => null, null, RunSettings.All));
        return SessionBeginnings.Of(usual with { Plan = Plans.Usual }, saved, said.Add);
    }

    private JsonElement Newest => _home.Of("state")[^1];

    private (string?, double?, double)[] Limits =>
        [.. Newest.GetProperty("limits").EnumerateArray().Select(limit => (limit.GetProperty("kind").GetString(), Number(limit, "warnDeg"), limit.GetProperty("alertDeg").GetDouble()))];

    private static double? Number(JsonElement limit, string name) => limit.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    // Up to the set, as far as the session goes: no pipeline decides anything here.
    private void Go()
    {
        _home.Begin();
        _home.Session.Sensor(SensorLink.Live);
        foreach (var step in new[] { CalibrationStep.Static, CalibrationStep.Bow, CalibrationStep.Side })
        {
            if (step == CalibrationStep.Static)
            {
                Lean(new(0, 0, 9.8));
                Lean(new(3, 0, 9.3));
            }

            Decide(new Calibrated(default, step, true, null, null, null, null));
        }

        Assert.True(_home.Press(head => new SessionCommand.Next(head)).Accepted);
        if (_home.Session.State.Step == SessionStep.Bow)
        {
            Decide(new Calibrated(default, CalibrationStep.Bow, true, null, null, null, null));
        }

        _home.After(5);
        Assert.Equal(SessionStep.Set, _home.Session.State.Step);
    }

    private void Lean(Vector3D force)
    {
        _home.Session.Mark(new MotionSample { SpecificForce = force });
        _home.Session.Take(default);
    }

    private void Begin(Band band) => Decide(new SetStarted(default, Squat, band));

    private void Rest()
    {
        Assert.True(_home.Press(head => new SessionCommand.Next(head)).Accepted);
        Decide(new SetEnded(default, new(Squat, default, default, 0, 0, 0, 0, 0, default, default, default, 0, null)));
        Assert.Equal(SessionStep.Rest, _home.Session.State.Step);
    }

    private void Decide(PelvicEvent decided)
    {
        var said = new Feedback { Events = default(EventChain).With(decided) };
        _home.Announcer.Take(said);
        _home.Session.Take(said);
        _home.Announcer.Tell(_home.Session.State);
    }
}
