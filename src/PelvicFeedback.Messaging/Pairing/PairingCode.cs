using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PelvicFeedback.Messaging.Pairing;

/// <summary>
/// What a clinic gives a home so that it finds it, knows it, and may come in once: <c>HOST:PORT/</c> and 9 groups of 5 letters. See
/// <c>docs/pairing.md</c>.
/// </summary>
public sealed record PairingCode
{
    /// <summary>Bytes of the one-time secret: 80 bits.</summary>
    public const int SecretBytes = 10;

    /// <summary>Bytes of the authority's fingerprint: the first 128 bits of its SHA-256, against which nobody finds a second authority.</summary>
    public const int FingerprintBytes = 16;

    private const int CheckBytes = 2;
    private const int Letters = 45;
    private const int Group = 5;

    // Crockford's: no I, L, O, U.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly byte[] _fingerprint;
    private readonly byte[] _secret;

    private PairingCode(string host, int port, byte[] fingerprint, byte[] secret) => (Host, Port, _fingerprint, _secret) = (host, port, fingerprint, secret);

    /// <summary>The hub's name or address, in lower case.</summary>
    public string Host { get; }

    /// <summary>Its HTTPS port.</summary>
    public int Port { get; }

    /// <summary>The one-time secret, 20 hexadecimal digits in lower case. Never printed but within the code.</summary>
    public string Secret => Convert.ToHexStringLower(_secret);

    /// <summary>A new one, with a secret that nobody else has.</summary>
    /// <param name="host">As in the hub's certificate.</param>
    /// <param name="port">Its HTTPS port.</param>
    /// <param name="authority">Which vouches for that certificate.</param>
    public static PairingCode New(string host, int port, X509Certificate2 authority) =>
        new(host.ToLowerInvariant(), port, Fingerprint(authority), RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Reads one as a person types it: upper or lower case, with or without dashes and blanks, O for 0, I and L for 1.</summary>
    /// <returns>Null when it is none, or one was mistyped.</returns>
    public static PairingCode? Parse(string text)
    {
        var slash = text.LastIndexOf('/');
        var colon = slash < 0 ? -1 : text.LastIndexOf(':', slash);
        if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1, slash - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            return null;
        }

        var host = text[..colon].Trim().Trim('[', ']').ToLowerInvariant();
        return Uri.CheckHostName(host) is not UriHostNameType.Unknown && Bytes(text[(slash + 1)..]) is { } bytes
            && bytes.AsSpan(FingerprintBytes + SecretBytes).SequenceEqual(Check(host, port, bytes.AsSpan(0, FingerprintBytes + SecretBytes)))
            ? new(host, port, bytes[..FingerprintBytes], bytes[FingerprintBytes..^CheckBytes])
            : null;
    }

    /// <summary>Whether that is the authority that the code names.</summary>
    public bool Names(X509Certificate2 authority) => Fingerprint(authority).AsSpan().SequenceEqual(_fingerprint);

    /// <summary>The code, as it is read out or scanned. Whoever has it can pair once.</summary>
    public string Text()
    {
        byte[] body = [.. _fingerprint, .. _secret];
        var letters = Encode([.. body, .. Check(Host, Port, body)]);
        var groups = Enumerable.Range(0, Letters / Group).Select(group => letters.Substring(group * Group, Group));
        return string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}/{string.Join('-', groups)}");
    }

    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static byte[] Fingerprint(X509Certificate2 authority) => SHA256.HashData(authority.RawData)[..FingerprintBytes];

    // It covers the address too, and the version of the form by its first word.
    private static byte[] Check(string host, int port, ReadOnlySpan<byte> body) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"pelvic-pairing-1 {host}:{port} ")), .. body])[..CheckBytes];

    // Five bits a letter, the highest first; the last letter has one bit to spare, which is 0.
    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(Letters);
        var (bits, held) = (0, 0);
        foreach (var one in bytes)
        {
            (bits, held) = (((bits << 8) | one) & 0xFFFF, held + 8);
            for (; held >= 5; held -= 5)
            {
                text.Append(Alphabet[(bits >> (held - 5)) & 31]);
            }
        }

        return text.Append(Alphabet[(bits << (5 - held)) & 31]).ToString();
    }

    private static byte[]? Bytes(string text)
    {
        var bytes = new List<byte>(FingerprintBytes + SecretBytes + CheckBytes);
        var (bits, held, letters) = (0, 0, 0);
        foreach (var letter in text.Where(letter => letter is not ('-' or ' ')).Select(char.ToUpperInvariant))
        {
            var value = Alphabet.IndexOf(letter switch { 'O' => '0', 'I' or 'L' => '1', _ => letter }, StringComparison.Ordinal);
            if (value < 0 || ++letters > Letters)
            {
                return null;
            }

            (bits, held) = (((bits << 5) | value) & 0xFFFF, held + 5);
            if (held >= 8)
            {
                held -= 8;
                bytes.Add((byte)(bits >> held));
            }
        }

        return letters == Letters && (bits & ((1 << held) - 1)) == 0 ? [.. bytes] : null;
    }
}
