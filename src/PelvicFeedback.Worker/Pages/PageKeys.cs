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
    private readonly List<(string Key, long Made)> _out = [];

    /// <summary>A new key: 256 random bits, as hexadecimal digits.</summary>
    public string New()
    {
        var key = RandomNumberGenerator.GetHexString(64, lowercase: true);
        lock (_gate)
        {
            Forget();
            if (_out.Count == Most)
            {
                _out.RemoveAt(0);
            }

            _out.Add((key, clock.GetTimestamp()));
        }

        return key;
    }

    /// <summary>Uses a key up.</summary>
    /// <returns>False when it is none, was used, or is too old.</returns>
    public bool Take(string? key)
    {
        lock (_gate)
        {
            Forget();
            return _out.RemoveAll(one => one.Key == key) > 0;
        }
    }

    private void Forget() => _out.RemoveAll(one => clock.GetElapsedTime(one.Made) >= Life);
}
