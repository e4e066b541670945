using System.Security.Cryptography;

namespace PelvicFeedback.Worker.Pages;

/// <summary>
/// Keys that open the page's way to the broker: each once, and soon. A page fetches one for every connection, so that what another
/// program saw of an earlier one opens nothing. The few that are out at a time are kept in memory only.
/// </summary>
/// <param name="clock">For when they expire; its wall time does not matter.</param>
internal sealed class PageKeys(TimeProvider clock)
{
    /// <summary>How long a key is good for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    /// <summary>Keys out at a time; with one more the oldest is void.</summary>
    public const int Most = 16;

    private readonly Lock _gate = new();
    private readonly List<(string Key, Visit For, long Made)> _out = [];

    /// <summary>A new key: 256 random bits, as hexadecimal digits.</summary>
    /// <param name="visit">Whose; nobody else can use it.</param>
    public string New(Visit visit = default)
    {
        var key = RandomNumberGenerator.GetHexString(64, lowercase: true);
        lock (_gate)
        {
            Forget();
            if (_out.Count == Most)
            {
                _out.RemoveAt(0);
            }

            _out.Add((key, visit, clock.GetTimestamp()));
        }

        return key;
    }

    /// <summary>Uses a key up.</summary>
    /// <returns>Whose it was; null when it is none, was used, or is too old.</returns>
    public Visit? Take(string? key)
    {
        lock (_gate)
        {
            Forget();
            var at = _out.FindIndex(one => one.Key == key);
            if (at < 0)
            {
                return null;
            }

            var visit = _out[at].For;
            _out.RemoveAt(at);
            return visit;
        }
    }

    private void Forget() => _out.RemoveAll(one => clock.GetElapsedTime(one.Made) >= Life);
}
