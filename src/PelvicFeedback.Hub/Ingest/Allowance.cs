namespace PelvicFeedback.Hub.Ingest;

/// <summary>
/// How many messages each home may send: so many a second, and after a pause so many at once. A home that keeps to the contract has at most 100
/// events on their way, and never meets the limit. Not for several threads at once.
/// </summary>
/// <param name="perSecond">Messages a second, for good.</param>
/// <param name="atOnce">Messages at once.</param>
internal sealed class Allowance(double perSecond, double atOnce)
{
    // Whoever may have all again is as if never seen.
    private const int MostKnown = 10_000;
    private readonly Dictionary<string, (double Left, TimeSpan At)> _homes = [];

    /// <summary>Takes one.</summary>
    /// <param name="home">Whose.</param>
    /// <param name="now">Monotonic time.</param>
    /// <returns>False when the home has sent too much.</returns>
    public bool Take(string home, TimeSpan now)
    {
        if (_homes.Count >= MostKnown)
        {
            foreach (var (rested, _) in _homes.Where(one => one.Value.Left + ((now - one.Value.At).TotalSeconds * perSecond) >= atOnce).ToList())
            {
                _homes.Remove(rested);
            }
        }

        var (left, at) = _homes.GetValueOrDefault(home, (atOnce, now));
        left = Math.Min(atOnce, left + ((now - at).TotalSeconds * perSecond));
        _homes[home] = (left < 1 ? left : left - 1, now);
        return left >= 1;
    }
}
