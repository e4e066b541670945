using System.Security.Cryptography;
using System.Text;

namespace PelvicFeedback.Worker.Lan;

/// <summary>
/// The one-time code by which a device is let in: shown on this machine's own page, scanned, or typed on a television. One is out at a time, for ten
/// minutes, for one device.
/// </summary>
/// <param name="clock">For when it expires; its wall time does not matter.</param>
internal sealed class LanCode(TimeProvider clock)
{
    /// <summary>How long one is good for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Letters of a code: 50 bits. At thirty attempts a minute ten minutes find one of them with a chance of 3 in 10¹³.</summary>
    public const int Letters = 10;

    // Crockford's: no I, L, O, U.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly Lock _gate = new();
    private (string Text, long Made)? _out;

    /// <summary>A new one; the one before is void.</summary>
    public string New()
    {
        var text = RandomNumberGenerator.GetString(Alphabet, Letters);
        lock (_gate)
        {
            _out = (text, clock.GetTimestamp());
        }

        return text;
    }

    /// <summary>Uses it up, as a person types it: in small letters too, with dashes and blanks, O for 0, I and L for 1.</summary>
    /// <returns>False when it is not the one that is out, was used, or is too old.</returns>
    public bool Take(string typed)
    {
        lock (_gate)
        {
            if (_out is not { } code || clock.GetElapsedTime(code.Made) >= Life || !IsSame(code.Text, Plain(typed)))
            {
                return false;
            }

            _out = null;
            return true;
        }
    }

    private static bool IsSame(string code, string typed) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(typed));

    private static string Plain(string typed) => string.Concat(typed.Where(letter => letter is not ('-' or ' ')).Select(letter => char.ToUpperInvariant(letter) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var other => other,
    }));
}
