namespace PelvicFeedback.Hub.Ingest;

/// <summary>
/// How many messages each home may send: so many a second, and after a pause so many at once. A home that keeps to the contract has at most 100
/// events on their way, and never meets the limit. Not for several threads at once.
/// </summary>
/// <param name="perSecond">Messages a second, for good.</param>
/// <param name="atOnce">Messages at once.</param>
internal sealed class Allowance(double perSecond, double atOnce)
{
    private readonly Dictionary<string, (double Left, TimeSpan At)> _homes = [];

    /// <summary>Takes one.</summary>
    /// <param name="home">Whose.</param>
    /// <param name="now">Monotonic time.</param>
    /// <returns>False when the home has sent too much.</returns>
    public bool Take(string home, TimeSpan now)
    {
        var (left, at) = _homes.GetValueOrDefault(home, (atOnce, now));
        left = Math.Min(atOnce, left + ((now - at).TotalSeconds * perSecond));
        _homes[home] = (left < 1 ? left : left - 1, now);
        return left >= 1;
    }
}
