using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Seam;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Hub;

/// <summary>What a therapist is called for, and how soon.</summary>
public sealed class AlarmTests
{
    [Theory]
    [InlineData(SessionReason.Fell, AlarmKind.Fell, AlarmPriority.High)]
    [InlineData(SessionReason.NearlyFell, AlarmKind.NearlyFell, AlarmPriority.High)]
    [InlineData(SessionReason.Unwell, AlarmKind.Unwell, AlarmPriority.High)]
    [InlineData(SessionReason.Pain, AlarmKind.PainOverLimit, AlarmPriority.Medium)]
    [InlineData(SessionReason.Sensor, AlarmKind.SensorLost, AlarmPriority.Medium)]
    [InlineData(SessionReason.WrongSide, AlarmKind.WrongSide, AlarmPriority.Medium)]
    public void A_reason_to_stop_calls(SessionReason reason, AlarmKind kind, AlarmPriority priority)
    {
        var alarm = Assert.Single(Of(Stop("a-1", reason)));
        Assert.Equal((kind, priority, "s1." + Words.Of(kind)), (alarm.Kind, AlarmRule.PriorityOf(alarm.Kind), alarm.Key));
    }

    [Fact]
    public void The_other_reasons_do_not()
    {
        SessionReason[] calling = [SessionReason.Fell, SessionReason.NearlyFell, SessionReason.Unwell, SessionReason.Pain, SessionReason.Sensor, SessionReason.WrongSide];
        Assert.All(Enum.GetValues<SessionReason>().Except(calling), reason => Assert.Empty(Of(Stop("a-1", reason))));
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, AlarmKind.PainOverLimit)]
    [InlineData(7, AlarmKind.PainOverLimit)]
    [InlineData(8, AlarmKind.SeverePain)]
    [InlineData(10, AlarmKind.SeverePain)]
    public void Pain_calls_over_the_limit_and_severe_pain_sooner(int pain, AlarmKind? kind)
    {
        AlarmKind[] expected = kind is { } one ? [one] : [];
        Assert.Equal(expected, Of(Pain("a-1", pain)).Select(alarm => alarm.Kind));
        Assert.Equal(expected, Of(Start(new(0, pain, 1, false, false, true))).Select(alarm => alarm.Kind));
        Assert.Equal(expected.Select(AlarmRule.PriorityOf), Of(Pain("a-1", pain)).Select(alarm => pain >= 8 ? AlarmPriority.High : AlarmPriority.Medium));
    }

    [Fact]
    public void Answers_that_stand_against_a_session_call_each_by_itself() =>
        Assert.Equal([AlarmKind.Unwell, AlarmKind.DoNotStart, AlarmKind.SeverePain], Of(Start(new(9, null, null, true, true, false))).Select(alarm => alarm.Kind));

    [Fact]
    public void A_session_that_goes_well_or_badly_judged_calls_nobody()
    {
        Assert.Empty(Of(Start(new(2, 1, 1, false, false, true))));
        var bad = new SetResult(8, 0, 8, 0, 12, 5, Core.Coaching.Verdict.NotLevel, null);
        Assert.Empty(Of(Session("a-2", new()
        {
            Phase = SessionPhase.SetEnd,
            Prescription = new(Exercise.SingleLegStance, ExerciseSide.Left),
            Set = 1,
            Reason = SessionReason.Done,
            Result = bad,
        })));
    }

    private static byte[] Start(Answers answers) => Session("a-1", new() { Phase = SessionPhase.Start, Answers = answers, Demonstration = false });

    private static ImmutableArray<Alarm> Of(byte[] payload) => PatientState.New.Next(Arrival(payload), new()).Effects.Alarms;
}
