using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>summary</c>, once a second during a session: enough for a tile on a therapist's page.</summary>
public sealed record SummaryMessage : IMessage<SummaryMessage>
{
    /// <summary>When, and in which session.</summary>
    public required ServiceEnvelope Envelope { get; init; }

    /// <summary>Where the session stands.</summary>
    public required SessionStep Step { get; init; }

    /// <summary>Why it stands by; null while it goes on.</summary>
    public PauseReason? Pause { get; init; }

    /// <summary>The exercise that is next, or under way; null for none.</summary>
    public Prescription? Prescription { get; init; }

    /// <summary>Which set, from 1; null without an exercise.</summary>
    public int? Set { get; init; }

    /// <summary>Sets prescribed; null without an exercise.</summary>
    public int? Sets { get; init; }

    /// <summary>Repetitions or holds done in this set; null without an exercise.</summary>
    public int? Done { get; init; }

    /// <summary>Repetitions or holds prescribed; null without an exercise.</summary>
    public int? Repetitions { get; init; }

    /// <summary>Share of the judged time of this set under warn, 0–100; null when nothing was judged.</summary>
    public double? InBandPercent { get; init; }

    /// <summary>
    /// How far the beam leans now: obliquity, left end up positive, −90–90°; lying the long axis. Null when nothing is known, or the sensor is
    /// silent.
    /// </summary>
    public Degrees? Beam { get; init; }

    /// <summary>Where the exercise's first quantity lies; null when nothing is judged.</summary>
    public Zone? Zone { get; init; }

    /// <summary>How far the angles can be believed.</summary>
    public Confidence Confidence { get; init; }

    /// <summary>How the sensor is.</summary>
    public SensorLink Sensor { get; init; }

    /// <summary>Share of the samples that did not come, 0–100; null before the first.</summary>
    public double? LossPercent { get; init; }

    /// <inheritdoc/>
    public static SummaryMessage Read(FieldReader fields)
    {
        var summary = new SummaryMessage
        {
            Envelope = ServiceEnvelope.Read(fields),
            Step = fields.Word<SessionStep>("step"),
            Pause = fields.WordOrNull<PauseReason>("pause"),
            Prescription = fields.PrescriptionOrNull(),
            Set = fields.CountOrNull("set", 1, 1000),
            Sets = fields.CountOrNull("sets", 1, 10),
            Done = fields.CountOrNull("done", 0, 100_000),
            Repetitions = fields.CountOrNull("reps", 1, 50),
            InBandPercent = fields.NumberOrNull("inBandPercent", 0, 100),
            Beam = fields.AngleOrNull("beamDeg", 90),
            Zone = fields.WordOrNull<Zone>("zone"),
            Confidence = fields.Word<Confidence>("confidence"),
            Sensor = fields.Word<SensorLink>("sensor"),
            LossPercent = fields.NumberOrNull("lossPercent", 0, 100),
        };
        fields.Refuse(summary.Prescription.HasValue != summary.Set.HasValue, "set");
        fields.Refuse(summary.Sensor != SensorLink.Live && summary.Beam.HasValue, "beamDeg");
        return summary;
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.Word<SessionStep>("step"u8, Step);
        fields.Word("pause"u8, Pause);
        fields.PrescriptionOrNull(Prescription);
        fields.Count("set"u8, Set);
        fields.Count("sets"u8, Sets);
        fields.Count("done"u8, Done);
        fields.Count("reps"u8, Repetitions);
        fields.Number("inBandPercent"u8, InBandPercent);
        fields.Number("beamDeg"u8, Beam?.Value);
        fields.Word("zone"u8, Zone);
        fields.Word<Confidence>("confidence"u8, Confidence);
        fields.Word<SensorLink>("sensor"u8, Sensor);
        fields.Number("lossPercent"u8, LossPercent);
    }
}
