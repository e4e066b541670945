using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Coaching;

/// <summary>A limit of the set's band with the alert it may have open.</summary>
public readonly record struct Watched
{
    /// <summary>The quantity against its limit.</summary>
    public LimitWatch Limit { get; init; }

    /// <summary>Ordinal of the open alert; 0 for none.</summary>
    public int Ordinal { get; init; }

    /// <summary>What the limit is.</summary>
    public Limit Of { get; init; }

    /// <summary>The stance when the alert began.</summary>
    public Stance Stance { get; init; }

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
                return new() { Limit = next, Ordinal = alerts, Of = limit, Stance = moment.Stance };
            case LimitChange.Recovered:
                events = events.With(End(set, next, time, time, AlertEnd.Recovered));
                return new() { Limit = next };
            default:
                return this with { Limit = next };
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
        if (Limit.Open)
        {
            events = events.With(End(set, Limit, time, lastSeen, reason));
        }

        return default;
    }

    private AlertEnded End(OpenSet set, in LimitWatch limit, SampleTime time, SampleTime lastSeen, AlertEnd reason) => new(
        time, Ordinal, Of.Kind, Stance, set.Prescription.Exercise, Of.Alert, new(limit.Last), new(limit.Peak), lastSeen - limit.Since!.Value, reason);
}
