using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Groups of fields that several messages have.</summary>
internal static class CommonFields
{
    /// <summary><c>exercise</c> and <c>side</c>, both or neither null.</summary>
    public static Prescription? PrescriptionOrNull(this FieldReader fields)
    {
        var exercise = fields.WordOrNull<Exercise>("exercise");
        var side = fields.WordOrNull<ExerciseSide>("side");
        fields.Refuse(exercise.HasValue != side.HasValue, "side");
        return exercise is { } done && side is { } on ? new Prescription(done, on) : null;
    }

    /// <summary><c>exercise</c> and <c>side</c>.</summary>
    public static Prescription Prescription(this FieldReader fields) =>
        new(fields.Word<Exercise>("exercise"), fields.Word<ExerciseSide>("side"));

    public static void PrescriptionOrNull(this FieldWriter fields, Prescription? prescription)
    {
        fields.Word("exercise"u8, prescription?.Exercise);
        fields.Word("side"u8, prescription?.Side);
    }

    /// <summary><c>verdict</c> and <c>reason</c>: a reason exactly where nothing could be judged.</summary>
    public static (Verdict Verdict, NotJudgedReason? Reason) Verdict(this FieldReader fields)
    {
        var verdict = fields.Word<Verdict>("verdict");
        var reason = fields.WordOrNull<NotJudgedReason>("reason");
        fields.Refuse(reason.HasValue != (verdict == Coaching.Verdict.NotJudged), "reason");
        return (verdict, reason);
    }

    public static void Verdict(this FieldWriter fields, Verdict verdict, NotJudgedReason? reason)
    {
        fields.Word<Verdict>("verdict"u8, verdict);
        fields.Word("reason"u8, reason);
    }

    public static EventId? EventId(this FieldReader fields) => fields.Text("eventId", Messages.EventId.Parse);

    public static void EventId(this FieldWriter fields, EventId eventId) => fields.Text("eventId"u8, eventId.ToString());
}
