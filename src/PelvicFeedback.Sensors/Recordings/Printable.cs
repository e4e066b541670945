using System.Text;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>Text from a file, made fit for one line of a terminal: a recording may hold any bytes, escape sequences too.</summary>
internal static class Printable
{
    private const int Shown = 48;

    public static string Excerpt(ReadOnlySpan<byte> bytes) =>
        OneLine(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Shown + 4)]), Shown);

    public static string OneLine(string text, int atMost)
    {
        var clean = new StringBuilder(Math.Min(text.Length, atMost));
        foreach (var letter in text)
        {
            if (clean.Length == atMost)
            {
                return clean.Append('…').ToString();
            }

            clean.Append(char.IsControl(letter) || letter is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') ? ' ' : letter);
        }

        return clean.ToString();
    }
}
