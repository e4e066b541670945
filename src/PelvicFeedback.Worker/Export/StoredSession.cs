using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Export;

/// <summary>A session as the record has it.</summary>
/// <param name="Facts">All but its motion.</param>
/// <param name="Bands">The limits in force, a set each.</param>
/// <param name="LeftAxis">The sensor axis nearest the patient's left.</param>
internal sealed record StoredSession(SessionFacts Facts, IReadOnlyList<BandInForce> Bands, SensorAxis LeftAxis)
{
    /// <summary>Reads it; what is not on record stays unknown.</summary>
    public static StoredSession Read(SessionArchive archive, Pseudonym id)
    {
        var known = archive.Session(id) ?? new(id);
        var told = new List<ToldAt>();
        PatientTopics? whose = null;
        var synced = false;
        foreach (var (topic, payload) in archive.Events(id))
        {
            if (PatientTopics.TryParse(topic, out whose, out var rest) && rest == "session"
                && MessageReader.TryRead(payload, out SessionMessage? message) is null)
            {
                told.Add(new(message!.Envelope.Time, message.Envelope.SensorTime, message.Event));
                synced = message.Envelope.ClockSynced;
            }
        }

        var plan = known.Plan is { } json && MessageReader.TryRead(Encoding.UTF8.GetBytes(json), out Plan? read) is null ? read : null;
        var facts = new SessionFacts
        {
            Id = id,
            Whose = whose,
            Began = told.Count > 0 && told[0].Told.Phase == SessionPhase.Start ? told[0].Time : known.Began,
            ClockSynced = synced,
            IsSimulated = told.Any(one => one.Told.Demonstration == true) || plan?.PlanId == DemoPlan.Plan.PlanId,
            Plan = plan,
            Told = told,
            Algorithm = known.Algorithm,
            LeftAxis = known.LeftAxis,
        };
        return new(facts, SessionPapers.ReadBands(known.Bands), SessionPapers.ReadAxis(known.LeftAxis));
    }
}
