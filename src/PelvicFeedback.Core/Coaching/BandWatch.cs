using System.Text.Json.Serialization;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Coaching;

/// <summary>The limits of the set's band, each with the alert it may have open. A value, with a place for each limit that a band can have.</summary>
public readonly record struct BandWatch
{
    /// <summary>The exercise's first quantity against its limit.</summary>
    public Watched First { get; init; }

    /// <summary>The second quantity against its limit; untouched where the band has none.</summary>
    public Watched Second { get; init; }

    /// <summary>The third.</summary>
    public Watched Third { get; init; }

    /// <summary>The fourth.</summary>
    public Watched Fourth { get; init; }

    /// <summary>Whether any alert is open.</summary>
    [JsonIgnore]
    public bool IsAlerting => First.Limit.Open || Second.Limit.Open || Third.Limit.Open || Fourth.Limit.Open;

    /// <summary>Takes the next moment.</summary>
    /// <param name="set">The set under way; it has a band.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="trusted">Whether the angles can be believed; otherwise nothing is judged.</param>
    /// <param name="hysteresis">How far under the limit an alert ends.</param>
    /// <param name="lost">Why an alert ends when its quantity is not judged.</param>
    /// <param name="first">The first quantity, degrees; null where it is not judged.</param>
    /// <param name="alerts">Alerts begun so far; counted on here.</param>
    /// <param name="events">What was decided at this sample; added to here.</param>
    public BandWatch Next(
        OpenSet set, in Moment moment, bool trusted, Degrees hysteresis, AlertEnd lost, double? first, ref int alerts, ref EventChain? events)
    {
        var band = set.Band!;
        return new()
        {
            First = First.Next(set, moment, band.First, first, hysteresis, lost, ref alerts, ref events),
            Second = Further(Second, band.Second, moment, ref alerts, ref events),
            Third = Further(Third, band.Third, moment, ref alerts, ref events),
            Fourth = Further(Fourth, band.Fourth, moment, ref alerts, ref events),
        };

        Watched Further(in Watched watched, in Limit? limit, in Moment moment, ref int alerts, ref EventChain? events) => limit is { } one
            ? watched.Next(set, moment, one, trusted ? Quantity.Of(one.Kind, moment) : null, hysteresis, lost, ref alerts, ref events)
            : default;
    }

    /// <summary>Ends what is open, and forgets every dwell that had begun.</summary>
    /// <param name="set">The set under way.</param>
    /// <param name="time">The sample at which it is said.</param>
    /// <param name="lastSeen">The last sample that was held against the limits.</param>
    /// <param name="reason">Why.</param>
    /// <param name="events">What was decided at this sample; added to here.</param>
    public BandWatch Stop(OpenSet set, SampleTime time, SampleTime lastSeen, AlertEnd reason, ref EventChain? events) => new()
    {
        First = First.Stop(set, time, lastSeen, reason, ref events),
        Second = Second.Stop(set, time, lastSeen, reason, ref events),
        Third = Third.Stop(set, time, lastSeen, reason, ref events),
        Fourth = Fourth.Stop(set, time, lastSeen, reason, ref events),
    };
}
