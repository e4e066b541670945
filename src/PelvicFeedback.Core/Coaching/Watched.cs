using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Coaching;

/// <summary>An alert that is open; one is made when an alert begins, so that a limit under which all is well stays small.</summary>
/// <param name="Ordinal">Counts alerts from 1.</param>
/// <param name="Limit">The limit that was passed.</param>
/// <param name="Stance">The stance when it began.</param>
public sealed record OpenAlert(int Ordinal, Limit Limit, Stance Stance);

/// <summary>A limit of the set's band with the alert it may have open.</summary>
public readonly record struct Watched
{
    /// <summary>The quantity against its limit.</summary>
    public LimitWatch Limit { get; init; }

    /// <summary>The open alert; null for none.</summary>
    public OpenAlert? Alert { get; init; }

    /// <summary>Takes the next value of the quantity.</summary>
    /// <param name="set">The set under way.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="value">The quantity, degrees; null where it is not judged, which ends an open alert.</param>
    /// <param name="hysteresis">How far under the limit an alert ends.</param>
    /// <param name="lost">Why the alert ends when the quantity is not judged.</param>
    /// <param name="alerts">Alerts begun so far; counted on here.</param>
    /// <param name="events">What was decided at this sample; added to here.</param>
    public Watched Next(
        OpenSet set, in Moment moment, in Limit limit, double? value, Degrees hysteresis, AlertEnd lost, ref int alerts, ref EventChain? events)
    {
        var time = moment.Pelvis.Time;
        if (value is not { } known)
        {
            return Stop(set, time, time, lost, ref events);
        }

        var next = Limit.Next(time, known, limit, hysteresis);
        switch (next.Change)
        {
            case LimitChange.Began:
                alerts++;
                events = events.With(new AlertStarted(
                    time, alerts, limit.Kind, moment.Stance, set.Prescription.Exercise, limit.Alert, new(known), new(next.Peak)));
                return new() { Limit = next, Alert = new(alerts, limit, moment.Stance) };
            case LimitChange.Recovered:
                events = events.With(End(set, Alert!, next, time, time, AlertEnd.Recovered));
                return new() { Limit = next };
            default:
                return new() { Limit = next, Alert = Alert };
        }
    }

    /// <summary>Ends what is open, and forgets a dwell that had begun.</summary>
    /// <param name="set">The set under way.</param>
    /// <param name="time">The sample at which it is said.</param>
    /// <param name="lastSeen">The last sample that was held against the limit.</param>
    /// <param name="reason">Why.</param>
    /// <param name="events">What was decided at this sample; added to here.</param>
    public Watched Stop(OpenSet set, SampleTime time, SampleTime lastSeen, AlertEnd reason, ref EventChain? events)
    {
        if (Alert is { } alert)
        {
            events = events.With(End(set, alert, Limit, time, lastSeen, reason));
        }

        return default;
    }

    private static AlertEnded End(OpenSet set, OpenAlert alert, in LimitWatch limit, SampleTime time, SampleTime lastSeen, AlertEnd reason) => new(
        time, alert.Ordinal, alert.Limit.Kind, alert.Stance, set.Prescription.Exercise, alert.Limit.Alert, new(limit.Last), new(limit.Peak),
        lastSeen - limit.Since!.Value, reason);
}
