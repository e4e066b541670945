using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Plans;

/// <summary>What a home proposed at the end of the last session. Nothing follows from it by itself.</summary>
/// <param name="Id">Unique for the patient.</param>
/// <param name="Session">The session.</param>
/// <param name="At">Its end.</param>
/// <param name="Exercise">Which exercise.</param>
/// <param name="Side">On which side.</param>
/// <param name="Proposal"><c>harder</c> or <c>easier</c>.</param>
/// <param name="Reason">Why, a word.</param>
public sealed record OpenProposal(string Id, string Session, string At, string Exercise, string Side, string Proposal, string? Reason);

/// <summary>Reads them from the durable events.</summary>
public static class Proposals
{
    /// <summary>Those of the last session that has ended which nobody has decided yet; to keep something as it is needs no decision.</summary>
    public static List<OpenProposal> Open(Database database, long patient)
    {
        var decided = database.Decided(patient);
        return [.. OfLastSession(database, patient).Where(one => !decided.Contains(one.Id))];
    }

    private static IEnumerable<OpenProposal> OfLastSession(Database database, long patient)
    {
        var came = database.Came(patient);
        var end = database.Each(
                "SELECT payload FROM event WHERE patient = $1 AND kind = 'session' AND received BETWEEN $2 AND $3 ORDER BY at DESC, stream, seq DESC",
                row => row.Bytes(0), patient, came.From, came.Until)
            .Select(payload => MessageReader.TryRead<SessionMessage>(payload, out var message) is null ? message : null)
            .FirstOrDefault(message => message?.Event.Phase == SessionPhase.End);
        if (end?.Event.Proposals is not { } proposals)
        {
            return [];
        }

        var session = end.Envelope.SessionId?.ToString() ?? end.EventId.ToString();
        return from one in proposals
               where one.Proposal != Proposal.Keep
               let exercise = Words.Of(one.Prescription.Exercise)
               let side = Words.Of(one.Prescription.Side)
               select new OpenProposal(
                   $"{session}.{exercise}.{side}", session, end.Envelope.Time.ToString(), exercise, side, Words.Of(one.Proposal), one.Reason is { } reason ? Words.Of(reason) : null);
    }
}
