using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Alarms;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Wall;

/// <summary>An alarm that nobody has taken yet.</summary>
/// <param name="Alarm">Its key, unique for the patient.</param>
/// <param name="Kind">What about.</param>
/// <param name="Priority">How soon: <c>low</c>, <c>medium</c>, <c>high</c>.</param>
/// <param name="At">When it happened, by the home's clock.</param>
/// <param name="SnoozedUntil">Until when it is put off; null for not.</param>
public sealed record OpenAlarm(string Alarm, string Kind, string Priority, string At, string? SnoozedUntil);

/// <summary>What is known of how much it hurts; null where it was not said.</summary>
/// <param name="Before">Before the last session.</param>
/// <param name="During">When it was last said in one.</param>
/// <param name="Night">In the night before the last session.</param>
/// <param name="Morning">In the morning of it.</param>
public sealed record PainFacts(int? Before, int? During, int? Night, int? Morning);

/// <summary>What goes on now.</summary>
/// <param name="AgeS">How old that is, seconds.</param>
/// <param name="Step">Where the session stands.</param>
/// <param name="Pause">Why it stands by; null while it goes on.</param>
/// <param name="Exercise">The exercise; null for none.</param>
/// <param name="Side">Its side.</param>
/// <param name="Set">Which set.</param>
/// <param name="Sets">Sets prescribed.</param>
/// <param name="Done">Repetitions done.</param>
/// <param name="Repetitions">Repetitions prescribed.</param>
/// <param name="InBandPercent">Share of the judged time in band; null when nothing was judged.</param>
/// <param name="BeamDeg">How far the beam leans, left end up positive; null when that is not known.</param>
/// <param name="Zone">Where it lies; null when nothing is judged, which is not the same as not level.</param>
/// <param name="Confidence">How far the angles can be believed.</param>
/// <param name="Sensor">How the sensor is.</param>
/// <param name="Support">What the patient holds on to; null for unknown.</param>
/// <param name="Paced">Repetitions of this set where a pace was given; null, as of the next three, when the hub has not seen the set begin.</param>
/// <param name="Seen">Those that were seen in the motion.</param>
/// <param name="Judged">Those that read level or not level.</param>
/// <param name="Level">Those that read level.</param>
public sealed record LiveFacts(
    double AgeS, string Step, string? Pause, string? Exercise, string? Side, int? Set, int? Sets, int? Done, int? Repetitions, double? InBandPercent, double? BeamDeg,
    string? Zone, string Confidence, string Sensor, string? Support, int? Paced, int? Seen, int? Judged, int? Level);

/// <summary>The limits of the set under way, of its exercise's first quantity.</summary>
/// <param name="WarnDeg">From here on the bar changes; null for a limit without.</param>
/// <param name="AlertDeg">From here on an alert is raised.</param>
public sealed record BandFacts(double? WarnDeg, double AlertDeg);

/// <summary>How often a patient practises.</summary>
/// <param name="SessionsThisWeek">Sessions begun in the last seven days.</param>
/// <param name="PlannedThisWeek">How many were agreed on; null for none.</param>
/// <param name="LastSessionAt">When the last one began; null for never.</param>
public sealed record IdleFacts(int SessionsThisWeek, int? PlannedThisWeek, string? LastSessionAt);

/// <summary>A card of the wall.</summary>
/// <param name="Patient">The pseudonym.</param>
/// <param name="Name">What the clinic calls the patient.</param>
/// <param name="Standing">How the patient stands to the hub.</param>
/// <param name="Online">Whether the home is there.</param>
/// <param name="Demonstration">Whether the last session was a simulated patient's.</param>
/// <param name="Live">What goes on; null when the home is not there, or said nothing for 5 s.</param>
/// <param name="Pain">How much it hurts.</param>
/// <param name="Stopped">Why the patient last stopped; null for never.</param>
/// <param name="MissingEvents">Over 0, the record is incomplete.</param>
/// <param name="Battery">Of the sensor, percent; null when it is not known.</param>
/// <param name="Alarms">Those that nobody has taken, the most urgent first.</param>
/// <param name="Sparkline">The last minute, the oldest first: for each second its age in seconds, how far the beam leant in degrees (left end up positive; null for unknown), and the zone (null for not judged).</param>
/// <param name="Band">The limits of the set under way; null outside of one.</param>
/// <param name="Idle">How often the patient practises.</param>
public sealed record WallCard(
    string Patient, string Name, string Standing, bool Online, bool Demonstration, LiveFacts? Live, PainFacts Pain, string? Stopped, long MissingEvents, double? Battery,
    IReadOnlyList<OpenAlarm> Alarms, IReadOnlyList<object?[]> Sparkline, BandFacts? Band, IdleFacts Idle);

/// <summary>The wall of one site: a card for each patient, those first who need somebody, and otherwise always in the same order.</summary>
public static class WallView
{
    /// <summary>Older than this, what a home said is not what goes on.</summary>
    public static readonly TimeSpan Freshest = TimeSpan.FromSeconds(5);

    /// <summary>The cards.</summary>
    public static List<WallCard> Of(Database database, LiveBoard board, Pseudonym site, UtcInstant now)
    {
        var alarms = database.Rows(
            "SELECT patient, alarm, kind, priority, at, snoozed FROM alarm WHERE acknowledged IS NULL AND patient IN (SELECT number FROM patient WHERE site = $1) ORDER BY priority DESC, at, alarm",
            row => (Patient: row.GetInt64(0), Alarm: new OpenAlarm(row.GetString(1), row.GetString(2), Words.Of((AlarmPriority)row.GetInt64(3)), new UtcInstant(row.GetInt64(4)).ToString(), Later(row.NumberOrNull(5), now))), site.ToString())
            .ToLookup(row => row.Patient, row => row.Alarm);
        var missing = database.Rows("SELECT patient, through, islands FROM stream WHERE motion = 0 AND islands <> '' AND patient IN (SELECT number FROM patient WHERE site = $1)", row =>
            (Patient: row.GetInt64(0), new StreamReceipt(false, row.GetInt64(1), StreamReceipt.ReadIslands(row.GetString(2)), default).Missing), site.ToString()).ToLookup(row => row.Patient, row => row.Missing);
        var weekly = database.Weekly(site).ToDictionary(one => one.Patient, one => one.Sessions);
        return
        [
            .. database.Patients(site).Where(patient => patient.Standing != PatientStanding.Erased)
                .Select(patient => Card(patient, board, [.. alarms[patient.Number]], missing[patient.Number].Sum(), Idle(patient.Facts, weekly.TryGetValue(patient.Number, out var planned) ? planned : null, now)))
                .OrderBy(Need).ThenBy(card => card.Name, StringComparer.OrdinalIgnoreCase).ThenBy(card => card.Patient, StringComparer.Ordinal),
        ];
    }

    // Alarms that are put off wait with those of low priority.
    private static int Need(WallCard card) =>
        card.Alarms.Where(alarm => alarm.SnoozedUntil is null).Select(alarm => alarm.Priority).FirstOrDefault() switch
        {
            "high" => 0,
            "medium" => 1,
            "low" => 2,
            _ => card.Online ? 3 : 4,
        };

    private static string? Later(long? snoozed, UtcInstant now) => snoozed > now.UnixMilliseconds ? new UtcInstant(snoozed.Value).ToString() : null;

    private static WallCard Card(PatientRecord patient, LiveBoard board, List<OpenAlarm> alarms, long missing, IdleFacts idle)
    {
        var live = board.Of(patient.Topics);
        var now = board.Now;
        var (isOnline, facts) = (live.Presence.IsOnline(now), patient.Facts);
        return new(
            patient.Topics.Patient.ToString(), patient.Name ?? "", Words.Of(patient.Standing), isOnline, facts.Started?.Value.Demonstration ?? false,
            isOnline && live.Summary is { } summary && now - live.SummaryAt <= Freshest ? Facts(live, summary, now - live.SummaryAt) : null,
            new(facts.PainBefore?.Value, facts.Pain?.Value, facts.PainNight?.Value, facts.PainMorning?.Value),
            facts.Stopped is { } stopped ? Words.Of(stopped.Value) : null, missing, isOnline ? live.Sensor?.Facts.Battery?.Percent : null, alarms,
            [.. live.Beam.Where(point => now - point.At < LivePatient.Shown).Select(point => new object?[] { Math.Round((now - point.At).TotalSeconds, 1), point.BeamDeg, Word(point.Zone) })],
            isOnline && live.State?.Limits is [var limit, ..] ? new(limit.Warn?.Value, limit.Alert.Value) : null, idle);
    }

    private static IdleFacts Idle(PatientFacts facts, int? planned, UtcInstant now) => new(
        facts.Begun.Since(new(now.UnixMilliseconds - (long)TimeSpan.FromDays(7).TotalMilliseconds)), planned, facts.Begun.Last?.ToString());

    private static LiveFacts Facts(LivePatient live, SummaryMessage summary, TimeSpan age) => new(
        Math.Round(age.TotalSeconds, 1), Words.Of(summary.Step), Word(summary.Pause), Word(summary.Prescription?.Exercise), Word(summary.Prescription?.Side),
        summary.Set, summary.Sets, summary.Done, summary.Repetitions, summary.InBandPercent, summary.Beam?.Value, Word(summary.Zone), Words.Of(summary.Confidence), Words.Of(summary.Sensor),
        Word(live.State?.Support), live.Counts?.Paced, live.Counts?.Seen, live.Counts?.Judged, live.Counts?.Level);

    private static string? Word<T>(T? value)
        where T : struct, Enum => value is { } known ? Words.Of(known) : null;
}
