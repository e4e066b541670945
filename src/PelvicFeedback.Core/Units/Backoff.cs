namespace PelvicFeedback.Core.Units;

/// <summary>
/// How long to wait before trying again: doubling up to a limit, and each time a random part of the upper half, so that many who lost
/// the same thing do not come back at once.
/// </summary>
/// <param name="First">The longest wait before the first new attempt; above zero.</param>
/// <param name="Longest">No wait is longer.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The wait before a new attempt.</summary>
    /// <param name="failures">How many attempts have failed since the last success, from 1.</param>
    /// <param name="random">From 0 to 1: half of the longest possible wait, to all of it.</param>
    public TimeSpan Wait(int failures, double random)
    {
        var limit = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Max(0, failures - 1)), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(limit * (0.5 + (0.5 * random)));
    }
}
