using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>What a limit has to say at a sample.</summary>
public enum LimitChange : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The dwell is complete: an alert begins.</summary>
    Began,

    /// <summary>The quantity came back under the limit less the hysteresis: the alert ends.</summary>
    Recovered,
}

/// <summary>
/// Watches one quantity against one limit. A pure step on the sample's own time: late or bursty arrival changes nothing.
/// <c>default</c> is a limit that nothing was held against yet.
/// </summary>
public readonly record struct LimitWatch
{
    // Sample times written with four decimals must not make 300 ms come out as 299.99999.
    private const double Tolerance = 1e-6;

    /// <summary>Since when the quantity has been at or over the limit (in an alert: since before its dwell); null while under.</summary>
    public SampleTime? Since { get; init; }

    /// <summary>Whether an alert is open.</summary>
    public bool Open { get; init; }

    /// <summary>Largest value since <see cref="Since"/>, degrees.</summary>
    public double Peak { get; init; }

    /// <summary>The last value that was watched, degrees.</summary>
    public double Last { get; init; }

    /// <summary>What happened at the last sample; with <see cref="LimitChange.Recovered"/> the other values are the ended alert's.</summary>
    public LimitChange Change { get; init; }

    /// <summary>Takes the next value.</summary>
    /// <param name="time">The sample's time.</param>
    /// <param name="value">The quantity, degrees.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="hysteresis">How far under the limit it must come for an alert to end.</param>
    public LimitWatch Next(SampleTime time, double value, in Limit limit, Degrees hysteresis)
    {
        if (Open)
        {
            var recovered = value < limit.Alert.Value - hysteresis.Value;
            return this with
            {
                Open = !recovered,
                Last = value,
                Peak = Math.Max(Peak, value),
                Change = recovered ? LimitChange.Recovered : LimitChange.None,
            };
        }

        if (value < limit.Alert.Value)
        {
            return new() { Last = value };
        }

        var over = Change == LimitChange.Recovered ? default : this;
        var since = over.Since ?? time;
        var began = (time - since).Value >= limit.Dwell.Value - Tolerance;
        return new()
        {
            Since = since,
            Peak = over.Since is null ? value : Math.Max(over.Peak, value),
            Last = value,
            Open = began,
            Change = began ? LimitChange.Began : LimitChange.None,
        };
    }
}
