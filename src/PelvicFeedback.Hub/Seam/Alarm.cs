using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Hub.Seam;

/// <summary>How soon somebody should look. A repetition that was not level is no alarm of any priority.</summary>
public enum AlarmPriority
{
    /// <summary>Some time.</summary>
    Low,

    /// <summary>Today.</summary>
    Medium,

    /// <summary>Now.</summary>
    High,
}

/// <summary>What a therapist is called for.</summary>
public enum AlarmKind
{
    /// <summary>The patient stopped: fell.</summary>
    Fell,

    /// <summary>The patient stopped: nearly fell.</summary>
    NearlyFell,

    /// <summary>Dizzy or unwell, or fallen since the last session.</summary>
    Unwell,

    /// <summary>Something of the list that no session starts with.</summary>
    DoNotStart,

    /// <summary>Severe pain.</summary>
    SeverePain,

    /// <summary>Pain over the limit of an exercise, or the patient stopped for pain.</summary>
    PainOverLimit,

    /// <summary>The sensor was lost in a set.</summary>
    SensorLost,

    /// <summary>The sensor's left is not the patient's: put on the wrong way.</summary>
    WrongSide,

    /// <summary>The sensor's battery may not last another session. Not from an event: the hub saw it.</summary>
    BatteryLow,

    /// <summary>No session for longer than was agreed on. Not from an event: the hub waited for one.</summary>
    MissedSession,
}

/// <summary>An alarm, as an event raised it. One session raises each kind once.</summary>
/// <param name="Key">Unique for the patient: the session, or where there was none the event, and the kind.</param>
/// <param name="Kind">What about.</param>
/// <param name="Event">The event that raised it.</param>
/// <param name="At">When it happened, by the home's clock.</param>
public sealed record Alarm(string Key, AlarmKind Kind, EventId Event, UtcInstant At);

/// <summary>Which events raise which alarm, and how soon each is to be looked at.</summary>
public static class AlarmRule
{
    /// <summary>Pain from which on it is severe, 0–10. Our judgement: well over the 5 at which an exercise ends.</summary>
    public const int Severe = 8;

    /// <summary>Pain over which an exercise ends, 0–10, as in the session's own rule.</summary>
    public const int Limit = 5;

    /// <summary>How soon.</summary>
    public static AlarmPriority PriorityOf(AlarmKind kind) => kind switch
    {
        AlarmKind.Fell or AlarmKind.NearlyFell or AlarmKind.Unwell or AlarmKind.DoNotStart or AlarmKind.SeverePain => AlarmPriority.High,
        AlarmKind.PainOverLimit or AlarmKind.SensorLost or AlarmKind.WrongSide => AlarmPriority.Medium,
        _ => AlarmPriority.Low,
    };

    /// <summary>What an event calls for; nothing, mostly.</summary>
    public static IEnumerable<AlarmKind> Of(SessionEvent happened)
    {
        if (happened.Answers is { } answers)
        {
            if (answers.Unwell is true)
            {
                yield return AlarmKind.Unwell;
            }

            if (answers.DoNotStart is true)
            {
                yield return AlarmKind.DoNotStart;
            }
        }

        if (new[] { happened.Pain, happened.Answers?.PainNow, happened.Answers?.PainNight, happened.Answers?.PainMorning }.Max() is { } worst and > Limit)
        {
            yield return worst >= Severe ? AlarmKind.SeverePain : AlarmKind.PainOverLimit;
        }

        if (OfReason(happened.Reason) is { } kind)
        {
            yield return kind;
        }
    }

    private static AlarmKind? OfReason(SessionReason? reason) => reason switch
    {
        SessionReason.Fell => AlarmKind.Fell,
        SessionReason.NearlyFell => AlarmKind.NearlyFell,
        SessionReason.Unwell => AlarmKind.Unwell,
        SessionReason.Pain => AlarmKind.PainOverLimit,
        SessionReason.Sensor => AlarmKind.SensorLost,
        SessionReason.WrongSide => AlarmKind.WrongSide,
        _ => null,
    };
}
