using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Tests.HomeSession;
using PelvicFeedback.Tests.Messages;

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
