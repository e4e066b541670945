using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Where a session stands.</summary>
public enum SessionStep
{
    /// <summary>There is no session.</summary>
    Idle,

    /// <summary>Questions before anything else.</summary>
    Questions,

    /// <summary>Waiting for the sensor.</summary>
    Connect,

    /// <summary>Does the sensor move with the patient? "Bend forward a little."</summary>
    WearCheck,

    /// <summary>Quiet standing.</summary>
    Static,

    /// <summary>Three bows.</summary>
    Bow,

    /// <summary>"Bend your LEFT knee, feet flat."</summary>
    SideCheck,

    /// <summary>Calibrated; the next exercise is shown and waits to be started.</summary>
    Ready,

    /// <summary>A few seconds until the set.</summary>
    Countdown,

    /// <summary>The set.</summary>
    Set,

    /// <summary>Rest after a set.</summary>
    Rest,

    /// <summary>Everything is done; how much does it hurt now?</summary>
    Result,
}

/// <summary>Why a session stands by.</summary>
public enum PauseReason
{
    /// <summary>The patient asked for it.</summary>
    Asked,

    /// <summary>The sensor is lost.</summary>
    Sensor,

    /// <summary>The belt has slipped.</summary>
    Slip,

    /// <summary>The pelvis lies down in a standing task: are you all right? This does not call help.</summary>
    Down,

    /// <summary>The service was restarted.</summary>
    Restarted,

    /// <summary>Nobody is at the page.</summary>
    NobodyThere,

    /// <summary>The calibration did not come about in several tries.</summary>
    Calibration,
}

/// <summary>Something that the page says once, beside the step.</summary>
public enum Notice
{
    /// <summary>The calibration step was refused and is asked for again.</summary>
    TryAgain,

    /// <summary>The other side of the pelvis came down than the knee asked for.</summary>
    OtherSide,

    /// <summary>The motion shows the other leg than the one prescribed.</summary>
    OtherLeg,

    /// <summary>Nothing of the exercise has been seen for a minute.</summary>
    NothingCounted,

    /// <summary>Several in a row were not level: cueing stops, an easier version is offered.</summary>
    Easier,

    /// <summary>It hurts: finish this set, and nothing gets harder.</summary>
    PainHold,

    /// <summary>It hurts too much: this exercise is over for today.</summary>
    PainStop,

    /// <summary>Enough was done today.</summary>
    DailyCap,

    /// <summary>No session today: speak to your therapist first.</summary>
    NotToday,

    /// <summary>The local emergency number, and that this does not call help.</summary>
    Emergency,

    /// <summary>The sensor's left is not the patient's left: put the belt on again.</summary>
    WrongSide,
}

/// <summary>Whether what happens is written down.</summary>
public enum Recording
{
    /// <summary>It is.</summary>
    Ok,

    /// <summary>Something was not, or is not now: the reason says what and why.</summary>
    NotRecorded,
}

/// <summary>Topic <c>state</c>, retained, and the will: where the service and the session stand.</summary>
public sealed record StateMessage : IMessage<StateMessage>
{
    /// <summary>The longest <see cref="RecordingFault"/>, characters.</summary>
    public const int LongestFault = 200;

    private const int MostLimits = 4;
    private const int MostRuledOut = Plan.MostExercises;

    /// <summary>When, and in which session.</summary>
    public required ServiceEnvelope Envelope { get; init; }

    /// <summary>False in the will: the service has gone without a good-bye.</summary>
    public required bool Online { get; init; }

    /// <summary>New at every start of the service.</summary>
    public required Pseudonym BootId { get; init; }

    /// <summary>The service's version, at most 50 characters.</summary>
    public required string Version { get; init; }

    /// <summary>The version of the arithmetic, at most 50 characters.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Where the session stands.</summary>
    public SessionStep Step { get; init; }

    /// <summary>Why it stands by; null while it goes on.</summary>
    public PauseReason? Pause { get; init; }

    /// <summary>The question that waits for an answer; null for none.</summary>
    public Question? Question { get; init; }

    /// <summary>Something said once beside the step; null for nothing.</summary>
    public Notice? Notice { get; init; }

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

    /// <summary>How long each is held; null where nothing is held.</summary>
    public Seconds? Hold { get; init; }

    /// <summary>How much of the step is left when it ends by itself; null when it does not.</summary>
    public Seconds? Left { get; init; }

    /// <summary>What the patient holds on to; null without an exercise.</summary>
    public Support? Support { get; init; }

    /// <summary>Whether the repetition under way has feedback; null without an exercise.</summary>
    public bool? Feedback { get; init; }

    /// <summary>What is heard.</summary>
    public Sound Sound { get; init; }

    /// <summary>How far the angles can be believed.</summary>
    public Confidence Calibration { get; init; }

    /// <summary>How the sensor is.</summary>
    public SensorLink Sensor { get; init; }

    /// <summary>The plan; null for none.</summary>
    public Pseudonym? PlanId { get; init; }

    /// <summary>Words of the therapist; null for none.</summary>
    public string? Message { get; init; }

    /// <summary>Whether what happens is written down.</summary>
    public Recording Recording => RecordingFault is null ? Recording.Ok : Recording.NotRecorded;

    /// <summary>Why it is not, for a person, at most 200 characters and without health data; null while it is.</summary>
    public string? RecordingFault { get; init; }

    /// <summary>Whether the automatic patient of the demonstration answers.</summary>
    public bool Demonstration { get; init; }

    /// <summary>Whether the clinic watches.</summary>
    public bool Watched { get; init; }

    /// <summary>In a set: the limits that it is held against, the exercise's first quantity first; empty where nothing is held against any.</summary>
    public ImmutableArray<LimitInForce> Limits { get; init; } = [];

    /// <summary>
    /// In a set whose first quantity counts from where the pelvis was when it began: φ then, or in the side plank the lift, −90–90°; null otherwise, and until
    /// the pelvis was still.
    /// </summary>
    public Degrees? HeldFrom { get; init; }

    /// <summary>In a set: since when a pace is given; null while none is.</summary>
    public SampleTime? PaceFrom { get; init; }

    /// <summary>Between sessions: where the clinic's copy is; null otherwise.</summary>
    public ClinicCopy? ClinicCopy { get; init; }

    /// <summary>Exercises of the plan that the therapist's safety screen, or the lock, rules out: they are not offered.</summary>
    public ImmutableArray<Prescription> RuledOut { get; init; } = [];

    /// <summary>After a set: what came of it; null otherwise, and until that is known.</summary>
    public LastSet? LastSet { get; init; }

    /// <summary>After a set: whether it may be done again.</summary>
    public bool MayRedo { get; init; }

    /// <summary>Between sessions: how the last one ended; null otherwise, and before any.</summary>
    public SessionEnding? Ended { get; init; }

    /// <summary>Whether what was kept of earlier sessions could not be read, so that all begins anew; until a session is begun.</summary>
    public bool BeganAnew { get; init; }

    /// <summary>The will: what a broker says for a service that has gone.</summary>
    public static StateMessage Offline(ServiceEnvelope envelope, Pseudonym bootId, string version, string algorithm) => new()
    {
        Envelope = envelope,
        Online = false,
        BootId = bootId,
        Version = version,
        Algorithm = algorithm,
    };

    /// <inheritdoc/>
    public static StateMessage? Read(FieldReader fields)
    {
        var envelope = ServiceEnvelope.Read(fields);
        var online = fields.Flag("online");
        var boot = fields.Pseudonym("bootId");
        var version = fields.Sentence("version", 50);
        var algorithm = fields.Sentence("algorithm", 50);
        var state = new StateMessage
        {
            Envelope = envelope,
            Online = online,
            BootId = boot ?? Pseudonym.Parse("unread"),
            Version = version ?? "",
            Algorithm = algorithm ?? "",
            Step = fields.Word<SessionStep>("step"),
            Pause = fields.WordOrNull<PauseReason>("pause"),
            Question = fields.WordOrNull<Question>("question"),
            Notice = fields.WordOrNull<Notice>("notice"),
            Prescription = fields.PrescriptionOrNull(),
            Set = fields.CountOrNull("set", 1, 1000),
            Sets = fields.CountOrNull("sets", 1, 10),
            Done = fields.CountOrNull("done", 0, 100_000),
            Repetitions = fields.CountOrNull("reps", 1, 50),
            Hold = fields.DurationOrNull("holdS"),
            Left = fields.DurationOrNull("leftS"),
            Support = fields.WordOrNull<Support>("support"),
            Feedback = fields.FlagOrNull("feedback"),
            Sound = fields.Word<Sound>("sound"),
            Calibration = fields.Word<Confidence>("calibration"),
            Sensor = fields.Word<SensorLink>("sensor"),
            PlanId = fields.PseudonymOrNull("planId"),
            Message = fields.SentenceOrNull("message", SessionCommand.ShowMessage.Longest),
            RecordingFault = fields.SentenceOrNull("recordingFault", LongestFault),
            Demonstration = fields.Flag("demonstration"),
            Watched = fields.Flag("watched"),
            Limits = fields.Has("limits") ? fields.Objects("limits", 1, MostLimits, LimitInForce.Read) : [],
            PaceFrom = fields.Has("paceFromT") ? fields.SampleTime("paceFromT") : null,
            HeldFrom = fields.Has("startDeg") ? fields.Angle("startDeg", 90) : null,
            ClinicCopy = fields.Has("clinicCopy") ? fields.Word<ClinicCopy>("clinicCopy") : null,
            RuledOut = fields.Has("ruledOut") ? fields.Objects("ruledOut", 1, MostRuledOut, CommonFields.Prescription) : [],
            LastSet = fields.Has("lastSet") && fields.Object("lastSet") is { } last ? Messages.LastSet.Read(last) : null,
            MayRedo = fields.Has("mayRedo") && fields.Flag("mayRedo"),
            Ended = fields.Has("ended") && fields.Object("ended") is { } ending ? SessionEnding.Read(ending) : null,
            BeganAnew = fields.Has("beganAnew") && fields.Flag("beganAnew"),
        };
        fields.Refuse(fields.Word<Recording>("recording") != state.Recording, "recording");
        fields.Refuse(state.Prescription.HasValue != state.Set.HasValue, "set");
        fields.Refuse(state.Prescription.HasValue != state.Sets.HasValue, "sets");
        fields.Refuse(state.Prescription.HasValue != state.Done.HasValue, "done");
        fields.Refuse(state.Prescription.HasValue != state.Repetitions.HasValue, "reps");
        return state;
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.Flag("online"u8, Online);
        fields.Text("bootId"u8, BootId.ToString());
        fields.Text("version"u8, Version);
        fields.Text("algorithm"u8, Algorithm);
        fields.Word<SessionStep>("step"u8, Step);
        fields.Word("pause"u8, Pause);
        fields.Word("question"u8, Question);
        fields.Word("notice"u8, Notice);
        fields.PrescriptionOrNull(Prescription);
        fields.Count("set"u8, Set);
        fields.Count("sets"u8, Sets);
        fields.Count("done"u8, Done);
        fields.Count("reps"u8, Repetitions);
        fields.Number("holdS"u8, Hold?.Value);
        fields.Number("leftS"u8, Left?.Value);
        fields.Word("support"u8, Support);
        fields.Flag("feedback"u8, Feedback);
        fields.Word<Sound>("sound"u8, Sound);
        fields.Word<Confidence>("calibration"u8, Calibration);
        fields.Word<SensorLink>("sensor"u8, Sensor);
        fields.Text("planId"u8, PlanId?.ToString());
        fields.Text("message"u8, Message);
        fields.Word<Recording>("recording"u8, Recording);
        fields.Text("recordingFault"u8, RecordingFault);
        fields.Flag("demonstration"u8, Demonstration);
        fields.Flag("watched"u8, Watched);
        if (!Limits.IsEmpty)
        {
            fields.Objects("limits"u8, Limits, (inside, limit) => limit.Write(inside));
        }

        if (PaceFrom is { } since)
        {
            fields.SampleTime("paceFromT"u8, since);
        }

        if (HeldFrom is { } start)
        {
            fields.Number("startDeg"u8, start.Value);
        }

        if (ClinicCopy is { } copy)
        {
            fields.Word<ClinicCopy>("clinicCopy"u8, copy);
        }

        if (!RuledOut.IsEmpty)
        {
            fields.Objects("ruledOut"u8, RuledOut, (inside, one) => inside.PrescriptionOrNull(one));
        }

        if (LastSet is { } last)
        {
            fields.Object("lastSet"u8, last, (inside, one) => one.Write(inside));
        }

        if (MayRedo)
        {
            fields.Flag("mayRedo"u8, true);
        }

        if (Ended is { } ended)
        {
            fields.Object("ended"u8, ended, (inside, one) => one.Write(inside));
        }

        if (BeganAnew)
        {
            fields.Flag("beganAnew"u8, true);
        }
    }
}
