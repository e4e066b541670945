using System.Net;

namespace PelvicFeedback.Worker.Lan;

/// <summary>How often somebody may try a code: a person mistypes, a program guesses.</summary>
/// <param name="clock">Its wall time does not matter.</param>
internal sealed class Attempts(TimeProvider clock)
{
    /// <summary>Attempts from one address in a <see cref="Window"/>.</summary>
    public const int MostOfOne = 5;

    /// <summary>Attempts of all together: a network has more addresses than people.</summary>
    public const int MostOfAll = 30;

    /// <summary>Over which they are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Queue<(IPAddress From, long At)> _made = new();

    /// <summary>Counts one, unless there were too many; those that were refused do not count.</summary>
    public bool Allow(IPAddress from)
    {
        lock (_gate)
        {
            while (_made.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At) >= Window)
            {
                _made.Dequeue();
            }

            if (_made.Count >= MostOfAll || _made.Count(one => one.From.Equals(from)) >= MostOfOne)
            {
                return false;
            }

            _made.Enqueue((from, clock.GetTimestamp()));
            return true;
        }
    }
}
