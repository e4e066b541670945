using System.Globalization;
using System.Text;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>Text and numbers as they may stand in a page that is also well-formed XML.</summary>
internal static class HtmlText
{
    /// <summary>Free text for an element or a quoted attribute; what XML does not know becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                < ' ' or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ when Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A coordinate of a drawing: one decimal, a point.</summary>
    public static string N(double coordinate) => coordinate.ToString("0.#", CultureInfo.InvariantCulture);
}
