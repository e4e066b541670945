using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace PelvicFeedback.Tests.Analysis;

public sealed class AnalyzeCommandTests : IDisposable
{
    private const string Header = "t,qw,qx,qy,qz,event\n";

    private readonly Command _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void A_recording_becomes_a_report()
    {
        var (exit, output, error) = _command.Run("analyze", _command.Write("standing.csv", Standing(8)));

        Assert.Equal((0, ""), (exit, error));
        Assert.StartsWith("standing.csv\n", output);
        Assert.Contains("Not for diagnosis", Flat(output));
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void Json_is_a_line_for_every_sample_and_a_result_last()
    {
        var (exit, output, _) = _command.Run("analyze", _command.Write("standing.csv", Standing(8)), "--json");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var types = lines.Select(line => line.GetProperty("type").GetString()).ToList();

        Assert.Equal(0, exit);
        Assert.Equal(800, types.Count(type => type == "tilt"));
        Assert.Equal("result", types[^1]);
        Assert.Equal(800, lines[^1].GetProperty("samples").GetInt32());
        Assert.Single(types, type => type == "calibration");
        Assert.False(lines[0].TryGetProperty("qw", out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_recording_that_says_when_to_calibrate_is_not_calibrated_before(bool packed)
    {
        var text = Standing(14).Replace("\n8.00,1,0,0,0,\n", "\n8.00,1,0,0,0,calibrate:static\n", StringComparison.Ordinal);
        var file = packed ? _command.Write("marked.csv.gz", Packed(text)) : _command.Write("marked.csv", text);

        var (_, output, _) = _command.Run("analyze", file, "--json");
        var calibration = Assert.Single(output.Split('\n'), line => line.Contains("\"type\":\"calibration\"", StringComparison.Ordinal));

        Assert.InRange(JsonDocument.Parse(calibration).RootElement.GetProperty("t").GetDouble(), 10.9, 11.2);
    }

    [Fact]
    public void The_orientation_goes_along_on_request()
    {
        var (_, output, _) = _command.Run("analyze", _command.Write("standing.csv", Standing(1)), "--json", "--emit", "orientation");

        Assert.Contains("\"qw\":1.0000000,\"qx\":0.0000000,\"qy\":0.0000000,\"qz\":0.0000000}", output.Split('\n')[0]);
    }

    [Fact]
    public void Each_recording_gets_a_file_of_its_own_even_when_two_share_a_name()
    {
        Directory.CreateDirectory(Path.Combine(_command.Folder, "other"));
        _command.Write("a.csv", Standing(1));
        _command.Write("other/a.csv.gz", Packed(Standing(2)));

        var (exit, output, error) = _command.Run("analyze", "a.csv", "other/a.csv.gz", "--json", "--out", "results");

        Assert.Equal((0, "", ""), (exit, output, error));
        Assert.Equal(100, Samples("results/a.jsonl"));
        Assert.Equal(200, Samples("results/a-2.jsonl"));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_command.Folder, "results")).Length);
    }

    [Fact]
    public void A_bad_file_does_not_stop_the_others()
    {
        _command.Write("a.csv", Standing(1));
        _command.Write("c.csv", Standing(1));

        var (exit, output, error) = _command.Run("analyze", "a.csv", "b.csv", "c.csv", "--json");

        Assert.Equal(2, exit);
        Assert.Equal(2, output.Split('\n').Count(line => line.Contains("\"type\":\"result\"")));
        OneLine(error, "b.csv", "no such file");
    }

    [Fact]
    public void A_page_is_written_beside_the_report()
    {
        var (exit, output, _) = _command.Run("analyze", _command.Write("standing.csv", Standing(8)), "--html", "page.html");

        Assert.Equal(0, exit);
        Assert.Contains("page.html", output);
        var page = File.ReadAllText(Path.Combine(_command.Folder, "page.html"));
        Assert.NotEmpty(XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Descendants("svg"));
        Assert.Empty(Directory.GetFiles(_command.Folder, "*.unfinished"));
    }

    public static TheoryData<string, string> Unreadable { get; } = new()
    {
        { "", "is empty" },
        { "Dear diary,\ntoday I stood on one leg.\n", "names no column" },
        { Header, "no samples" },
        { "t,qw,qx\n0,1,0\n0.01,1,0\n", "" },
        { Header + "0,nan,0,0,0,\n0.01,nan,0,0,0,\n", "no usable line" },
        { Header + "0,0,0,0,0,\n0.01,0,0,0,0,\n", "no usable line" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_is_no_recording_is_one_line_and_exit_2(string text, string says)
    {
        var (exit, output, error) = _command.Run("analyze", _command.Write("bad.csv", text), "--json");

        Assert.Equal((2, ""), (exit, output));
        OneLine(error, "bad.csv", says);
    }

    [Fact]
    public void What_is_not_gzip_is_one_line_and_exit_2()
    {
        var (exit, _, error) = _command.Run("analyze", _command.Write("bad.csv.gz", Standing(1)));

        Assert.Equal(2, exit);
        OneLine(error, "bad.csv.gz", "not gzip");
    }

    [Fact]
    public void A_folder_is_one_line_and_exit_2()
    {
        var (exit, _, error) = _command.Run("analyze", _command.Folder);

        Assert.Equal(2, exit);
        OneLine(error, "is a folder", "");
    }

    [Fact]
    public void Bad_lines_are_left_out_and_counted()
    {
        var text = Standing(1)
            + "1.00,1,0,0,0,\n0.90,1,0,0,0,\n"
            + "1.00,1,0,0,0,\n1.01,NaN,0,0,0,\n1.02,0,0,0,0,\n1.03,one,0,0,0,\n1.04,1\n"
            + new string('7', 70_000) + "\n1.05,1,0,0,0,\n";
        var (exit, output, error) = _command.Run("analyze", _command.Write("some.csv", text), "--json");
        var result = JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
        var bad = result.GetProperty("badLines").EnumerateArray()
            .ToDictionary(kind => kind.GetProperty("kind").GetString()!, kind => kind.GetProperty("count").GetInt32());

        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(102, result.GetProperty("samples").GetInt32());
        Assert.All(
            ["time-goes-back", "repeated-time", "not-finite", "quaternion-norm", "not-a-number", "too-few-columns", "too-long"],
            kind => Assert.Equal(1, bad[kind]));
    }

    [Theory]
    [InlineData("--threshold", "0.4", "0.5 to 45 degrees")]
    [InlineData("--threshold", "high", "0.5 to 45 degrees")]
    [InlineData("--dwell", "11", "0 to 10 seconds")]
    [InlineData("--exercise", "dancing:left", "single-leg-stance")]
    [InlineData("--exercise", "squat", "NAME:SIDE")]
    [InlineData("--left-axis", "up", "+x, -x, +y, -y, +z or -z")]
    [InlineData("--emit", "orientation", "--json")]
    [InlineData("--emit", "heat", "--emit")]
    [InlineData("--out", "results", "--json")]
    public void A_senseless_option_is_one_line_and_exit_2(string option, string value, string says)
    {
        var (exit, output, error) = _command.Run("analyze", _command.Write("a.csv", Standing(1)), option, value);

        Assert.Equal((2, ""), (exit, output));
        OneLine(error, says, "");
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("+z")]
    [InlineData("y")]
    public void An_axis_may_begin_with_its_sign(string axis) =>
        Assert.Equal(0, _command.Run("analyze", _command.Write("a.csv", Standing(1)), "--left-axis", axis).Exit);

    [Fact]
    public void A_page_has_no_place_where_there_is_no_folder()
    {
        var (exit, output, error) = _command.Run("analyze", _command.Write("a.csv", Standing(1)), "--html", "nowhere/page.html");

        Assert.Equal((2, ""), (exit, output));
        OneLine(error, "nowhere/page.html", "create it first");
    }

    [Fact]
    public void A_recording_is_never_overwritten()
    {
        var text = Standing(1);
        var path = _command.Write("a.csv", text);

        var (exit, _, error) = _command.Run("analyze", path, "--html", "./a.csv");

        Assert.Equal(2, exit);
        OneLine(error, "is the recording itself", "");
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void Several_recordings_need_a_folder_for_their_pages()
    {
        var path = _command.Write("a.csv", Standing(1));

        OneLine(_command.Run("analyze", path, path, "--html", "page.html").Error, "page.html", "folder");
        Assert.Equal(0, _command.Run("analyze", path, path, "--html", "pages/").Exit);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_command.Folder, "pages"), "*.html").Length);
    }

    [Fact]
    public void A_reader_that_goes_away_ends_it_quietly()
    {
        using var process = _command.Start("analyze", _command.Write("long.csv", Standing(600)), "--json");
        process.StandardOutput.ReadLine();
        process.StandardOutput.Close();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal((0, ""), (process.ExitCode, error));
    }

    private static string Standing(int seconds)
    {
        var text = new StringBuilder(Header);
        for (var i = 0; i < seconds * 100; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i / 100.0:0.00},1,0,0,0,\n");
        }

        return text.ToString();
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionMode.Compress))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static void OneLine(string error, params string[] says)
    {
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.All(says, words => Assert.Contains(words, error));
        Assert.DoesNotContain("   at ", error);
    }

    private static string Flat(string report) => string.Join(' ', report.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private int Samples(string file) =>
        File.ReadLines(Path.Combine(_command.Folder, file)).Count(line => line.StartsWith("{\"type\":\"tilt\"", StringComparison.Ordinal));
}
