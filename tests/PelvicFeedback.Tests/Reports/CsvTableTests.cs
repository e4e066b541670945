using System.Text;
using PelvicFeedback.Core.Reports;

namespace PelvicFeedback.Tests.Reports;

/// <summary>A table that a spreadsheet opens and nothing happens.</summary>
public sealed class CsvTableTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")", "\"'=HYPERLINK(\"\"http://evil\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("a=b", "a=b")]
    public void A_text_is_never_a_formula(string text, string field) => Assert.Equal($"\uFEFFname\r\n{field}\r\n", Written(text));

    [Fact]
    public void Numbers_are_numbers_whatever_the_country()
    {
        Assert.Equal("\uFEFFname\r\n-3.25,0,7,true,\r\n", Written(-3.25, -0.0001, 7, true, null));
    }

    private static string Written(params object?[] values)
    {
        using var file = new MemoryStream();
        using (var table = new CsvTable(file, "name"))
        {
            table.Row(values);
        }

        return Encoding.UTF8.GetString(file.ToArray());
    }
}
