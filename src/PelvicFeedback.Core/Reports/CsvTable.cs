using System.Globalization;
using System.Text;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// Rows of values separated by commas (RFC 4180), in UTF-8 with a byte order mark, so that spreadsheets read them rightly. A text that a spreadsheet would take for a formula has
/// an apostrophe before it; numbers are numbers.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private readonly StreamWriter _to;

    /// <param name="to">Goes here; stays open.</param>
    /// <param name="columns">The names in the first row.</param>
    public CsvTable(Stream to, params ReadOnlySpan<string> columns)
    {
        _to = new(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        Row([.. columns]);
    }

    /// <summary>Writes a row; a null leaves its place empty.</summary>
    public void Row(params ReadOnlySpan<object?> values)
    {
        for (var place = 0; place < values.Length; place++)
        {
            _to.Write(place > 0 ? "," : "");
            _to.Write(Field(values[place]));
        }

        _to.WriteLine();
    }

    /// <inheritdoc/>
    public void Dispose() => _to.Dispose();

    private static string Field(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        double number => (Math.Round(number, 3) + 0.0).ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(Harmless(value.ToString()!)),
    };

    // What a formula begins with (OWASP, CSV injection), full-width forms of it included.
    private static string Harmless(string text) => text.Length > 0 && "=+-@\t\r\n＝＋－＠".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
