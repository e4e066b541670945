using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What pages are told of a session.</summary>
public static class SessionView
{
    /// <summary>The retained state: published whenever it differs from the last one in more than its envelope and what is left of the step.</summary>
    /// <param name="state">The session.</param>
    /// <param name="at">When.</param>
    /// <param name="sensorTime">The newest sample; null for none.</param>
    /// <param name="clockSynced">Whether a time server had set the clock.</param>
    /// <param name="bootId">Of this start of the service.</param>
    /// <param name="version">Of the service.</param>
    /// <param name="algorithm">Of the arithmetic.</param>
    /// <param name="recordingFault">Why something is not recorded, at most 200 characters; null while all is.</param>
    public static StateMessage State(
        SessionState state, SessionTime at, SampleTime? sensorTime, bool clockSynced, Pseudonym bootId, string version, string algorithm,
        string? recordingFault)
    {
        var planned = state.Planned;
        return new()
        {
            Envelope = new(at.Utc, sensorTime, clockSynced, state.SessionId),
            Online = true,
            BootId = bootId,
            Version = version,
            Algorithm = algorithm,
            Step = state.Step,
            Pause = state.Pause,
            Question = state.Question,
            Notice = state.Notice,
            Prescription = planned?.Prescription,
            Set = planned is null ? null : Math.Min(state.Set, planned.Sets),
            Sets = planned?.Sets,
            Done = planned is null ? null : state.Done,
            Repetitions = planned?.Repetitions,
            Hold = planned?.Hold,
            Left = state.Due is { } due ? new(Math.Max(0, (due - at.Elapsed).Value)) : null,
            Support = planned?.Support,
            Feedback = planned is null ? null : Fading.ShowsAt(planned.FeedbackPercent, state.Done + 1),
            Sound = state.Sound ?? planned?.Sound ?? Sound.Cues,
            Calibration = state.Calibration,
            Sensor = state.Sensor,
            PlanId = state.Plan?.PlanId,
            Message = state.Message,
            RecordingFault = recordingFault,
            Demonstration = state.Demonstration,
            Watched = state.IsWatched(at),
            LastSet = state.Step is SessionStep.Rest or SessionStep.Result && state.Closing is null ? state.Course?.Told() : null,
            MayRedo = RedoRule.Against(state, at) is null,
            Ended = state.Ended,
            BeganAnew = state.BeganAnew,
        };
    }

    /// <summary>Once a second during a session.</summary>
    /// <param name="state">The session.</param>
    /// <param name="at">When.</param>
    /// <param name="newest">What the pipeline said of the newest sample; null for none.</param>
    /// <param name="inBand">Share of the judged time of the set under warn, 0–1; null when nothing was judged.</param>
    /// <param name="lossPercent">Share of the samples that did not come, 0–100; null before the first.</param>
    /// <param name="clockSynced">Whether a time server had set the clock.</param>
    public static SummaryMessage Summary(
        SessionState state, SessionTime at, Feedback? newest, double? inBand, double? lossPercent, bool clockSynced)
    {
        var planned = state.Planned;
        var shown = state.Sensor == SensorLink.Live ? newest : null;
        return new()
        {
            Envelope = new(at.Utc, newest?.Time, clockSynced, state.SessionId),
            Step = state.Step,
            Pause = state.Pause,
            Prescription = planned?.Prescription,
            Set = planned is null ? null : Math.Min(state.Set, planned.Sets),
            Sets = planned?.Sets,
            Done = planned is null ? null : state.Done,
            Repetitions = planned?.Repetitions,
            InBandPercent = inBand * 100,
            Beam = shown?.Obliquity ?? shown?.LongAxis,
            Zone = shown?.Zone,
            Confidence = shown?.Confidence ?? default,
            Sensor = state.Sensor,
            LossPercent = lossPercent,
        };
    }
}
