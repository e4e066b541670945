using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Stored;

/// <summary>A set as it was told.</summary>
/// <param name="Number">Counts the sets of the session from 1.</param>
/// <param name="Start">Its beginning.</param>
/// <param name="End">Its end; null where that is not on record.</param>
/// <param name="Band">The limits in force; null where nobody knows them.</param>
public sealed record ToldSet(int Number, LoggedEvent Start, LoggedEvent? End, Band? Band)
{
    /// <summary>What was done.</summary>
    public Prescription Prescription => Start.Told!.Prescription!.Value;
}

/// <summary>
/// The durable events of a session, in order: streams by the time of their first event, within one by sequence. What is not on record stays unknown.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Whose">Whose it is.</param>
/// <param name="Events">The events; without raw motion.</param>
public sealed record SessionLog(Pseudonym Id, PatientTopics? Whose, ImmutableArray<LoggedEvent> Events)
{
    /// <summary>Reads a session's events, in any order; what cannot be read is left out.</summary>
    /// <param name="id">The session.</param>
    /// <param name="whose">Whose it is.</param>
    /// <param name="events">The first word of each one's topic, and its payload.</param>
    public static SessionLog Read(Pseudonym id, PatientTopics? whose, IEnumerable<(string Kind, ReadOnlyMemory<byte> Payload)> events) => new(
        id,
        whose,
        [
            .. events.Select(one => LoggedEvent.Read(one.Kind, one.Payload)).OfType<LoggedEvent>()
                .GroupBy(one => one.Id.Stream)
                .OrderBy(stream => stream.Min(one => one.Time.UnixMilliseconds)).ThenBy(stream => stream.Key.ToString(), StringComparer.Ordinal)
                .SelectMany(stream => stream.OrderBy(one => one.Id.Sequence)),
        ]);

    /// <summary>What happened to the session.</summary>
    public IEnumerable<LoggedEvent> Told => Events.Where(one => one.Told is not null);

    /// <summary>Its beginning; null where that is not on record.</summary>
    public LoggedEvent? Start => Told.FirstOrDefault(one => one.Told!.Phase == SessionPhase.Start);

    /// <summary>Its end; null where that is not on record.</summary>
    public LoggedEvent? End => Told.LastOrDefault(one => one.Told!.Phase == SessionPhase.End);

    /// <summary>Its sets, in order; the 30 s test, which has no band, is none.</summary>
    public IReadOnlyList<ToldSet> Sets
    {
        get
        {
            var told = Told.ToList();
            return
            [
                .. told.Index().Where(one => one.Item.Told is { Phase: SessionPhase.SetStart, Prescription: { } what } && Bands.For(what.Exercise, default) is not null)
                    .Select((one, number) => Of(number + 1, one.Item, told.Skip(one.Index + 1).TakeWhile(later => later.Told!.Phase != SessionPhase.SetStart))),
            ];
        }
    }

    /// <summary>What is on record besides motion.</summary>
    /// <param name="plan">The plan that was followed; null where it is not known.</param>
    public SessionFacts Facts(Plan? plan) => new()
    {
        Id = Id,
        Whose = Whose,
        Began = Start?.Time,
        ClockSynced = Told.LastOrDefault()?.ClockSynced ?? false,
        IsSimulated = Told.Any(one => one.Told!.Demonstration == true) || (plan?.PlanId ?? Start?.Told!.PlanId) == DemoPlan.Plan.PlanId,
        Plan = plan,
        Told = [.. Told.Select(one => new ToldAt(one.Time, one.SensorTime, one.Told!))],
        Algorithm = Start?.Told!.Algorithm,
        LeftAxis = Start?.Told!.LeftAxis?.Word(),
    };

    /// <summary>What its motion is to be held against once more.</summary>
    /// <param name="plan">The plan that was followed; null where it is not known.</param>
    public StoredSession Stored(Plan? plan) => new(
        Facts(plan),
        [.. from set in Sets where set is { Band: not null, Start.SensorTime: not null } select new BandInForce(set.Start.SensorTime!.Value, set.Prescription, set.Band!)],
        Start?.Told!.LeftAxis ?? SensorAxis.PlusY);

    private static ToldSet Of(int number, LoggedEvent start, IEnumerable<LoggedEvent> after)
    {
        var what = start.Told!.Prescription!.Value;
        var end = after.FirstOrDefault(one => one.Told is { Phase: SessionPhase.SetEnd } over && over.Prescription == what);
        var setting = start.Told.Band;

        // A squat on one leg is held against the patient's own repetitions, which only the end of the set tells.
        var known = what.Exercise == Exercise.SingleLegSquat ? null : Bands.For(what.Exercise, default)!.With(setting?.Alert, setting?.Dwell);
        return new(number, start, end, end?.Told!.InForce ?? known);
    }
}
