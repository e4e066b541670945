using System.Data.Common;
using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Plans;

/// <summary>What a home said to a plan.</summary>
public enum PlanAnswer
{
    /// <summary>Nothing yet: it was not there, or did not answer.</summary>
    Waiting,

    /// <summary>It follows it, from the next session on where one is under way.</summary>
    Accepted,

    /// <summary>It does not, and said why.</summary>
    Refused,
}

/// <summary>A plan as it was saved once. None is ever changed: another is saved after it.</summary>
/// <param name="Number">From 1; the largest of a patient is the one that counts.</param>
/// <param name="Json">As in <c>docs/messages/plan.schema.json</c>.</param>
/// <param name="At">When it was saved.</param>
/// <param name="Who">By which account.</param>
/// <param name="Answer">What the home said to it.</param>
/// <param name="Reason">Of a refusal; else null.</param>
public sealed record PlanRevision(long Number, string Json, UtcInstant At, string Who, PlanAnswer Answer, string? Reason)
{
    /// <summary>The plan, read; it was well-formed when it was saved.</summary>
    public Plan Plan => MessageReader.TryRead(Encoding.UTF8.GetBytes(Json), out Plan? plan) is null ? plan! : throw new HubStoreException($"revision {Number} of a plan cannot be read");
}

/// <summary>Plans in the record, and what was decided of proposals. What writes is given the transaction it writes in.</summary>
public static class PlanRecords
{
    private const string Columns = "SELECT revision, plan, at, who, answer, reason FROM plan WHERE patient = $1 ";

    /// <summary>Every plan of a patient, the oldest first.</summary>
    public static List<PlanRevision> Plans(this Database database, long patient) => database.Rows(Columns + "ORDER BY revision", Read, patient);

    /// <summary>The plan that counts; null while there is none.</summary>
    public static PlanRevision? Plan(this Database database, long patient) => database.Rows(Columns + "ORDER BY revision DESC LIMIT 1", Read, patient).SingleOrDefault();

    /// <summary>The plan that counts; null while there is none.</summary>
    public static PlanRevision? Plan(this Writing writing, long patient) => writing.Rows(Columns + "ORDER BY revision DESC LIMIT 1", Read, patient).SingleOrDefault();

    /// <summary>The newest plan that the home follows; null for none.</summary>
    public static long? Followed(this Database database, long patient) => database.Rows(
        "SELECT MAX(revision) FROM plan WHERE patient = $1 AND answer = $2", row => row.NumberOrNull(0), patient, Words.Of(PlanAnswer.Accepted)).Single();

    /// <summary>The patients whose newest plan the home has not answered.</summary>
    public static List<long> WithUnansweredPlans(this Database database) => database.Rows(
        "SELECT patient FROM plan AS newest WHERE answer = $1 AND revision = (SELECT MAX(revision) FROM plan WHERE plan.patient = newest.patient)",
        row => row.GetInt64(0), Words.Of(PlanAnswer.Waiting));

    /// <summary>Saves a plan after those there are.</summary>
    /// <returns>0 where somebody else has saved that revision this moment.</returns>
    public static int AddPlan(this Writing writing, long patient, long revision, Plan plan, UtcInstant now, string who) => writing.Do(
        "INSERT INTO plan (patient, revision, plan, at, who, answer) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        patient, revision, JsonOf(plan), now.UnixMilliseconds, who, Words.Of(PlanAnswer.Waiting));

    /// <summary>Notes what the home said to a plan. One that was accepted once stays so.</summary>
    public static void AnswerPlan(this Writing writing, long patient, long revision, PlanAnswer answer, string? reason, UtcInstant now) => writing.Do(
        "UPDATE plan SET answer = $3, reason = $4, answered = $5 WHERE patient = $1 AND revision = $2 AND answer <> $6",
        patient, revision, Words.Of(answer), reason, now.UnixMilliseconds, Words.Of(PlanAnswer.Accepted));

    /// <summary>The proposals of a patient that somebody has decided.</summary>
    public static HashSet<string> Decided(this Database database, long patient) =>
        [.. database.Rows("SELECT proposal FROM decision WHERE patient = $1", row => row.GetString(0), patient)];

    /// <summary>A plan as its payload.</summary>
    public static string JsonOf(Plan plan)
    {
        using var writer = new MessageWriter();
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        writer.Write(output, plan);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static PlanRevision Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), new(row.GetInt64(2)), row.GetString(3), Enum.GetValues<PlanAnswer>().Single(answer => Words.Of(answer) == row.GetString(4)), row.TextOrNull(5));
}
