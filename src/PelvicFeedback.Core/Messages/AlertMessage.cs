using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>alert/{kind}</c>: an alert began or is over. Two durable events with one <see cref="AlertId"/>.</summary>
public sealed record AlertMessage : IMessage<AlertMessage>
{
    /// <summary>When, and in which session.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>The durable event's name.</summary>
    public required EventId EventId { get; init; }

    /// <summary>Joins the start with its end; unique like an event's name. At most 64 characters of <c>a–z</c>, <c>0–9</c>, <c>-</c>.</summary>
    public required string AlertId { get; init; }

    /// <summary>What it is about.</summary>
    public required AlertKind Kind { get; init; }

    /// <summary>Whether it begins or is over.</summary>
    public required Phase Phase { get; init; }

    /// <summary>The stance at its start.</summary>
    public required Stance Stance { get; init; }

    /// <summary>The exercise under way.</summary>
    public required Exercise Exercise { get; init; }

    /// <summary>The limit that was passed; over 0 and at most 180°.</summary>
    public required Degrees Threshold { get; init; }

    /// <summary>The quantity now, signed as its kind defines it, −180–180°.</summary>
    public required Degrees Value { get; init; }

    /// <summary>The largest value so far, −180–180°.</summary>
    public required Degrees Peak { get; init; }

    /// <summary>From the first sample over the limit to the end, s, not negative; null at a start.</summary>
    public Seconds? Duration { get; init; }

    /// <summary>Why it ended; null at a start.</summary>
    public AlertEnd? Reason { get; init; }

    /// <summary>
    /// At an end: the pelvis from 1 s before the start on, at most 10 s and <see cref="MaxTrace"/> points, in order of time; empty where the service
    /// was restarted in between. Null at a start.
    /// </summary>
    public ImmutableArray<TracePoint>? Trace { get; init; }

    /// <summary>Points of a trace at most: 10 s at 60 a second, and some room.</summary>
    public const int MaxTrace = 640;

    /// <summary>The message of a start.</summary>
    public static AlertMessage Of(AlertStarted alert, Envelope envelope, EventId eventId, string alertId) => new()
    {
        Envelope = envelope,
        EventId = eventId,
        AlertId = alertId,
        Kind = alert.Kind,
        Phase = Phase.Start,
        Stance = alert.Stance,
        Exercise = alert.Exercise,
        Threshold = alert.Threshold,
        Value = alert.Value,
        Peak = alert.Peak,
    };

    /// <summary>The message of an end.</summary>
    public static AlertMessage Of(AlertEnded alert, Envelope envelope, EventId eventId, string alertId, ImmutableArray<TracePoint> trace) => new()
    {
        Envelope = envelope,
        EventId = eventId,
        AlertId = alertId,
        Kind = alert.Kind,
        Phase = Phase.End,
        Stance = alert.Stance,
        Exercise = alert.Exercise,
        Threshold = alert.Threshold,
        Value = alert.Value,
        Peak = alert.Peak,
        Duration = alert.Duration,
        Reason = alert.Reason,
        Trace = trace,
    };

    /// <inheritdoc/>
    public static AlertMessage? Read(FieldReader fields)
    {
        var envelope = Envelope.Read(fields);
        var eventId = fields.EventId();
        var alertId = fields.Name("alertId");
        var kind = fields.Word<AlertKind>("kind");
        var phase = fields.Word<Phase>("phase");
        var stance = fields.Word<Stance>("stance");
        var exercise = fields.Word<Exercise>("exercise");
        var threshold = fields.Angle("thresholdDeg", 180);
        fields.Refuse(threshold <= Degrees.Zero, "thresholdDeg", MessageFaultKind.OutOfRange);
        var value = fields.Angle("valueDeg", 180);
        var peak = fields.Angle("peakDeg", 180);
        var duration = fields.DurationOrNull("durationS");
        fields.Refuse(duration.HasValue != (phase == Phase.End), "durationS");
        var reason = fields.WordOrNull<AlertEnd>("reason");
        fields.Refuse(reason.HasValue != (phase == Phase.End), "reason");
        var trace = TracePoint.ReadAll(fields);
        fields.Refuse(trace.HasValue != (phase == Phase.End), "trace");
        return eventId is null || alertId is null ? null : new()
        {
            Envelope = envelope,
            EventId = eventId,
            AlertId = alertId,
            Kind = kind,
            Phase = phase,
            Stance = stance,
            Exercise = exercise,
            Threshold = threshold,
            Value = value,
            Peak = peak,
            Duration = duration,
            Reason = reason,
            Trace = trace,
        };
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.EventId(EventId);
        fields.Text("alertId"u8, AlertId);
        fields.Word<AlertKind>("kind"u8, Kind);
        fields.Word<Phase>("phase"u8, Phase);
        fields.Word<Stance>("stance"u8, Stance);
        fields.Word<Exercise>("exercise"u8, Exercise);
        fields.Number("thresholdDeg"u8, Threshold.Value);
        fields.Number("valueDeg"u8, Value.Value);
        fields.Number("peakDeg"u8, Peak.Value);
        fields.Number("durationS"u8, Duration?.Value);
        fields.Word("reason"u8, Reason);
        fields.Rows("trace"u8, Trace, point => (point.Time.Seconds, point.Frontal?.Value, point.Sagittal?.Value));
    }
}

/// <summary>The pelvis at one sample around an alert.</summary>
/// <param name="Time">The sample.</param>
/// <param name="Frontal">Obliquity, lying the long axis; −90–90°, null where nothing was known.</param>
/// <param name="Sagittal">Tilt, lying the roll; −180–180°, null where nothing was known.</param>
public readonly record struct TracePoint(SampleTime Time, Degrees? Frontal, Degrees? Sagittal)
{
    internal static ImmutableArray<TracePoint>? ReadAll(FieldReader fields) => fields.IsNull("trace")
        ? null
        : fields.Rows("trace", AlertMessage.MaxTrace, 1e12, 90, 180).Where(row => !row.IsEmpty)
            .Select(row => new TracePoint(new(row[0] ?? 0), AngleOf(row[1]), AngleOf(row[2]))).ToImmutableArray();

    private static Degrees? AngleOf(double? degrees) => degrees is { } known ? new Degrees(known) : null;
}
