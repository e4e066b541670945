using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>What happened to a session.</summary>
public enum SessionPhase
{
    /// <summary>It began; the answers go with it.</summary>
    Start,

    /// <summary>A set began.</summary>
    SetStart,

    /// <summary>A set is over.</summary>
    SetEnd,

    /// <summary>The patient said how much it hurts.</summary>
    Pain,

    /// <summary>A person stopped it.</summary>
    Stop,

    /// <summary>It is over.</summary>
    End,
}

/// <summary>Why a set, or a session, is over.</summary>
public enum SessionReason
{
    /// <summary>All of it was done.</summary>
    Done,

    /// <summary>The patient went on before it was.</summary>
    Skipped,

    /// <summary>The patient stood by, or something made the patient stand by.</summary>
    Paused,

    /// <summary>Too painful.</summary>
    Pain,

    /// <summary>Dizzy or unwell.</summary>
    Unwell,

    /// <summary>Nearly fell.</summary>
    NearlyFell,

    /// <summary>Fell.</summary>
    Fell,

    /// <summary>Tired.</summary>
    Tired,

    /// <summary>The sensor.</summary>
    Sensor,

    /// <summary>Something else.</summary>
    Other,

    /// <summary>An answer before the session stands against it.</summary>
    NotToday,

    /// <summary>The other side of the pelvis came down, twice: the sensor's left is not the patient's.</summary>
    WrongSide,

    /// <summary>The service was restarted.</summary>
    Interrupted,

    /// <summary>Nobody did anything for a long time.</summary>
    LeftAlone,
}

/// <summary>A question that is asked before or during a session.</summary>
public enum Question
{
    /// <summary>How much does it hurt now? 0–10.</summary>
    PainNow,

    /// <summary>How much did it hurt in the night after the last session? 0–10.</summary>
    PainNight,

    /// <summary>How much did it hurt in the morning after the last session? 0–10.</summary>
    PainMorning,

    /// <summary>Dizzy, unwell, or fallen since the last session?</summary>
    Unwell,

    /// <summary>
    /// Cannot put weight on the leg, new numbness or weakness, fever or a wound, a swollen calf, chest pain or breathlessness?
    /// </summary>
    DoNotStart,

    /// <summary>A counter or rail in reach, the floor clear and dry, shoes or bare feet, step and band safe?</summary>
    SupportReady,

    /// <summary>Are you all right? Asked when the pelvis lies down in a standing task.</summary>
    AllRight,

    /// <summary>How hard was it? 0–10, asked when everything is done. Nothing waits for the answer.</summary>
    Effort,
}

/// <summary>What kind of answer a question wants.</summary>
public static class Questions
{
    /// <summary>Whether the answer is a number from 0 to 10.</summary>
    public static bool AsksForNumber(this Question question) => question is <= Question.PainMorning or Question.Effort;
}

/// <summary>The answers given before a session; null where none was given.</summary>
/// <param name="PainNow">0–10.</param>
/// <param name="PainNight">0–10.</param>
/// <param name="PainMorning">0–10.</param>
/// <param name="Unwell">Dizzy, unwell or fallen since.</param>
/// <param name="DoNotStart">Something of the list that no session starts with.</param>
/// <param name="SupportReady">Support in reach and floor clear.</param>
public sealed record Answers(int? PainNow, int? PainNight, int? PainMorning, bool? Unwell, bool? DoNotStart, bool? SupportReady)
{
    /// <summary>None yet.</summary>
    public static Answers None { get; } = new(null, null, null, null, null, null);

    internal static Answers Read(FieldReader fields) => new(
        fields.CountOrNull("painNow", 0, 10),
        fields.CountOrNull("painNight", 0, 10),
        fields.CountOrNull("painMorning", 0, 10),
        fields.FlagOrNull("unwell"),
        fields.FlagOrNull("doNotStart"),
        fields.FlagOrNull("supportReady"));

    internal void Write(FieldWriter fields)
    {
        fields.Count("painNow"u8, PainNow);
        fields.Count("painNight"u8, PainNight);
        fields.Count("painMorning"u8, PainMorning);
        fields.Flag("unwell"u8, Unwell);
        fields.Flag("doNotStart"u8, DoNotStart);
        fields.Flag("supportReady"u8, SupportReady);
    }
}

/// <summary>What came of a set.</summary>
/// <param name="Done">Repetitions or holds that count as dose.</param>
/// <param name="Level">Read level.</param>
/// <param name="NotLevel">Read not level.</param>
/// <param name="NotJudged">Could not be judged.</param>
/// <param name="Alerts">Alerts begun.</param>
/// <param name="InBandPercent">Share of the judged time under warn, 0–100; null when nothing was judged.</param>
/// <param name="Verdict">What is said of the whole set.</param>
/// <param name="Reason">Why the whole is not judged; null otherwise.</param>
public sealed record SetResult(
    int Done, int Level, int NotLevel, int NotJudged, int Alerts, double? InBandPercent, Verdict Verdict, NotJudgedReason? Reason)
{
    /// <summary>Time that was judged, s; null in messages of before it was told.</summary>
    public Seconds? Judged { get; init; }

    /// <summary>Largest value of the band's first quantity in judged time, −180–180°; null where nothing was judged, or before it was told.</summary>
    public Degrees? Peak { get; init; }

    internal static SetResult Read(FieldReader fields)
    {
        var (verdict, reason) = fields.Verdict();
        return new(
            fields.Count("done"),
            fields.Count("level"),
            fields.Count("notLevel"),
            fields.Count("notJudged"),
            fields.Count("alerts"),
            fields.NumberOrNull("inBandPercent", 0, 100),
            verdict,
            reason)
        {
            Judged = fields.Has("judgedS") ? fields.Duration("judgedS") : null,
            Peak = fields.Has("peakDeg") ? fields.Angle("peakDeg", 180) : null,
        };
    }

    internal void Write(FieldWriter fields)
    {
        fields.Count("done"u8, Done);
        fields.Count("level"u8, Level);
        fields.Count("notLevel"u8, NotLevel);
        fields.Count("notJudged"u8, NotJudged);
        fields.Count("alerts"u8, Alerts);
        fields.Number("inBandPercent"u8, InBandPercent);
        fields.Verdict(Verdict, Reason);
        if (Judged is { } judged)
        {
            fields.Number("judgedS"u8, judged.Value);
        }

        if (Peak is { } peak)
        {
            fields.Number("peakDeg"u8, peak.Value);
        }
    }
}

/// <summary>What happened to a session, as a durable event tells it; what does not belong to its phase is null.</summary>
public sealed record SessionEvent
{
    private const int LongestVersion = 50;

    /// <summary>What happened.</summary>
    public required SessionPhase Phase { get; init; }

    /// <summary>At a set's start and end, and of pain in an exercise: which.</summary>
    public Prescription? Prescription { get; init; }

    /// <summary>At a set's start and end: which set of the exercise, from 1; a repeated one has the next number.</summary>
    public int? Set { get; init; }

    /// <summary>At a set's start: what the patient holds on to.</summary>
    public Support? Support { get; init; }

    /// <summary>At a set's start: the band in force; null for the exercise's default.</summary>
    public BandSetting? Band { get; init; }

    /// <summary>Of pain: 0–10.</summary>
    public int? Pain { get; init; }

    /// <summary>At the start: what was answered.</summary>
    public Answers? Answers { get; init; }

    /// <summary>At the start: whether a simulated patient does it, and nobody's motion is shown.</summary>
    public bool? Demonstration { get; init; }

    /// <summary>At a set's end, a stop and the end: why.</summary>
    public SessionReason? Reason { get; init; }

    /// <summary>At a set's end: what came of it; null when the sensor was gone.</summary>
    public SetResult? Result { get; init; }

    /// <summary>At the end: how hard it was, 0–10; null when nobody said.</summary>
    public int? Effort { get; init; }

    /// <summary>At the end: what differs from the patient's own last time by more than the error of measuring; null for nothing.</summary>
    public Difference? Difference { get; init; }

    /// <summary>At the end: what is proposed for each exercise of which anything is known; the therapist decides. Null at every other phase.</summary>
    public ImmutableArray<ExerciseProposal>? Proposals { get; init; }

    /// <summary>At the start: the plan that is followed; null for none, or before it was told.</summary>
    public Pseudonym? PlanId { get; init; }

    /// <summary>At the start: the version of the arithmetic that judges, at most 50 characters; null before it was told.</summary>
    public string? Algorithm { get; init; }

    /// <summary>At the start: the sensor axis taken to be nearest the patient's left; null before it was told.</summary>
    public SensorAxis? LeftAxis { get; init; }

    /// <summary>At a set's end: the whole band that was in force, whatever it came from; null where nobody knows it any more.</summary>
    public Band? InForce { get; init; }

    internal static SessionEvent Read(FieldReader fields)
    {
        var phase = fields.Word<SessionPhase>("phase");
        var prescription = fields.PrescriptionOrNull();
        var set = fields.CountOrNull("set", 1, 1000);
        var support = fields.WordOrNull<Support>("support");
        var band = fields.ObjectOrNull("band") is { } limits ? BandSetting.Read(limits) : null;
        var pain = fields.CountOrNull("pain", 0, 10);
        var answers = fields.ObjectOrNull("answers") is { } given ? Messages.Answers.Read(given) : null;
        var demonstration = fields.FlagOrNull("demonstration");
        var reason = fields.WordOrNull<SessionReason>("reason");
        var result = fields.ObjectOrNull("result") is { } came ? SetResult.Read(came) : null;
        int? effort = fields.Has("effort") ? fields.Count("effort", 0, 10) : null;
        var difference = fields.Has("difference") && fields.Object("difference") is { } differs ? Messages.Difference.Read(differs) : null;
        fields.Refuse(phase != SessionPhase.End && effort.HasValue, "effort");
        fields.Refuse(phase != SessionPhase.End && difference is not null, "difference");
        var proposals = fields.Has("proposals") ? ExerciseProposal.ReadAll(fields, "proposals") : default(ImmutableArray<ExerciseProposal>?);
        var ofSet = phase is SessionPhase.SetStart or SessionPhase.SetEnd;
        fields.Refuse(ofSet && prescription is null, "exercise");
        fields.Refuse(ofSet != set.HasValue, "set");
        fields.Refuse((phase == SessionPhase.SetStart) != support.HasValue, "support");
        fields.Refuse((phase == SessionPhase.Pain) != pain.HasValue, "pain");
        fields.Refuse((phase == SessionPhase.Start) != (answers is not null), "answers");
        fields.Refuse((phase == SessionPhase.Start) != demonstration.HasValue, "demonstration");
        fields.Refuse((phase is SessionPhase.SetEnd or SessionPhase.Stop or SessionPhase.End) != reason.HasValue, "reason");
        fields.Refuse(phase != SessionPhase.End && proposals is not null, "proposals");
        var plan = fields.Has("planId") ? fields.Pseudonym("planId") : null;
        var algorithm = fields.Has("algorithm") ? fields.Sentence("algorithm", LongestVersion) : null;
        var axis = fields.Has("leftAxis") ? fields.Text("leftAxis", AxisOf)?.Value : null;
        var inForce = fields.Has("inForce") && fields.Object("inForce") is { } whole ? BandFields.Read(whole) : null;
        fields.Refuse(phase != SessionPhase.Start && plan is not null, "planId");
        fields.Refuse(phase != SessionPhase.Start && algorithm is not null, "algorithm");
        fields.Refuse(phase != SessionPhase.Start && axis is not null, "leftAxis");
        fields.Refuse(phase != SessionPhase.SetEnd && inForce is not null, "inForce");
        return new()
        {
            PlanId = plan,
            Algorithm = algorithm,
            LeftAxis = axis,
            InForce = inForce,
            Phase = phase,
            Prescription = prescription,
            Set = set,
            Support = support,
            Band = band,
            Pain = pain,
            Answers = answers,
            Demonstration = demonstration,
            Reason = reason,
            Result = result,
            Effort = effort,
            Difference = difference,
            Proposals = proposals,
        };
    }

    internal void Write(FieldWriter fields)
    {
        fields.Word<SessionPhase>("phase"u8, Phase);
        fields.PrescriptionOrNull(Prescription);
        fields.Count("set"u8, Set);
        fields.Word("support"u8, Support);
        fields.Object("band"u8, Band, (inside, band) => band.Write(inside));
        fields.Count("pain"u8, Pain);
        fields.Object("answers"u8, Answers, (inside, answers) => answers.Write(inside));
        fields.Flag("demonstration"u8, Demonstration);
        fields.Word("reason"u8, Reason);
        fields.Object("result"u8, Result, (inside, result) => result.Write(inside));
        if (Effort is { } effort)
        {
            fields.Count("effort"u8, effort);
        }

        if (Difference is { } difference)
        {
            fields.Object("difference"u8, difference, (inside, differs) => differs.Write(inside));
        }

        if (Proposals is { } proposals)
        {
            fields.Objects("proposals"u8, proposals, (inside, proposal) => proposal.Write(inside));
        }

        WriteWhatCameLater(fields);
    }

    // Absent where it says nothing: without them the message reads as it did before.
    private void WriteWhatCameLater(FieldWriter fields)
    {
        if (PlanId is { } plan)
        {
            fields.Text("planId"u8, plan.ToString());
        }

        if (Algorithm is { } algorithm)
        {
            fields.Text("algorithm"u8, algorithm);
        }

        if (LeftAxis is { } axis)
        {
            fields.Text("leftAxis"u8, axis.Word());
        }

        if (InForce is { } band)
        {
            fields.Object("inForce"u8, band, (inside, whole) => BandFields.Write(inside, whole));
        }
    }

    private static AxisWord? AxisOf(string word) => SensorAxes.Read(word) is { } axis ? new(axis) : null;

    private sealed record AxisWord(SensorAxis Value);
}

/// <summary>Topic <c>session</c>: something happened to a session. A durable event.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="EventId">The durable event's name.</param>
/// <param name="Event">What happened.</param>
public sealed record SessionMessage(ServiceEnvelope Envelope, EventId EventId, SessionEvent Event) : IMessage<SessionMessage>
{
    /// <inheritdoc/>
    public static SessionMessage? Read(FieldReader fields)
    {
        var envelope = ServiceEnvelope.Read(fields);
        var eventId = fields.EventId();
        var happened = SessionEvent.Read(fields);
        return eventId is null ? null : new(envelope, eventId, happened);
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.EventId(EventId);
        Event.Write(fields);
    }
}
