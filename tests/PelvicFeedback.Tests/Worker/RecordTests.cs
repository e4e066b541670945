using PelvicFeedback.Tests.Analysis;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Recordings;
using PelvicFeedback.Tests.Store;

namespace PelvicFeedback.Tests.Worker;

/// <summary>The command <c>record</c>: its file is whole or not there, and reads as what it was made from.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly Command _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void A_recording_of_the_simulated_patient_says_so_and_is_analyzed_like_a_session()
    {
        var (exit, output, error) = _command.Run("record", "out.csv.gz", "--speed", "1000");
        Assert.Equal((0, ""), (exit, error));
        Assert.Matches(@"^out\.csv\.gz: \d,\d{3} samples, 1\d\d\.\d s\n$", output);
        var report = _command.Run("analyze", "out.csv.gz").Output;
        Assert.All(["simulated patient, not a person", "confidence high", "single-leg squat"], said => Assert.Contains(said, report));
    }

    [Fact]
    public void A_recording_put_into_another_form_and_back_is_the_same_bytes_and_decides_the_same()
    {
        TinyRecording.Write(InFolder("tiny.csv"));
        Assert.Equal(0, _command.Run("record", "one.csv.gz", "--sensor", "replay:tiny.csv").Exit);
        Assert.Equal(0, _command.Run("record", "two.csv", "--sensor", "replay:one.csv.gz").Exit);
        Assert.Equal(0, _command.Run("record", "three.csv", "--sensor", "replay:two.csv", "--speed", "1000").Exit);

        Assert.Equal([0x1F, 0x8B], File.ReadAllBytes(InFolder("one.csv.gz"))[..2]);
        Assert.Equal(File.ReadAllText(InFolder("two.csv")), File.ReadAllText(InFolder("three.csv")));
        var said = _command.Run("analyze", "tiny.csv", "--json").Output;
        Assert.Equal(said, _command.Run("analyze", "two.csv", "--json").Output.Replace("two.csv", "tiny.csv", StringComparison.Ordinal));
        Assert.Contains("\"type\":\"alert\"", said);
    }

    [Fact]
    public void So_many_seconds_are_those_of_the_sensors_clock()
    {
        TinyRecording.Write(InFolder("tiny.csv"));
        Assert.Equal((0, $"out.csv: {2 * TinyRecording.Rate} samples, 2.0 s\n", ""), _command.Run("record", "out.csv", "--sensor", "replay:tiny.csv", "--seconds", "2"));
    }

    [Fact]
    public void Lines_that_were_left_out_are_counted()
    {
        _command.Write("bad.csv", "t,qw,qx,qy,qz\n" + Texts.Level(100) + "nonsense\n");
        Assert.Contains("of what was read 1 line could not be used whole", _command.Run("record", "out.csv", "--sensor", "replay:bad.csv").Output);
    }

    [Theory]
    [InlineData(2, "--sensor takes sim, ble, ble:ID or replay:FILE, not 'dot'", "out.csv", "--sensor", "dot")]
    [InlineData(2, "no.csv: there is no such file", "out.csv", "--sensor", "replay:no.csv")]
    [InlineData(2, "there is no such folder: create it first", "no/out.csv")]
    [InlineData(2, "is the recording that is read: choose another name", "own.csv", "--sensor", "replay:own.csv")]
    [InlineData(2, "--seconds takes a number above 0 and at most 86400, not '0'", "out.csv", "--seconds", "0")]
    [InlineData(2, "--speed takes a number above 0 and at most 1000, not 'fast'", "out.csv", "--speed", "fast")]
    public void What_cannot_be_recorded_is_said_in_one_line_and_leaves_no_file(int exit, string says, params string[] arguments)
    {
        var (code, output, error) = _command.Run(["record", .. arguments]);
        Assert.Equal((exit, "", 1), (code, output, error.Count(letter => letter == '\n')));
        Assert.Contains(says, error);
        Assert.Empty(Directory.GetFileSystemEntries(_command.Folder));
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_was_recorded_under_its_name()
    {
        using var recording = _command.Start("record", "out.csv", "--speed", "10");
        await Until(() => new FileInfo(InFolder("out.csv.unfinished")) is { Exists: true, Length: > 0 });
        Assert.False(File.Exists(InFolder("out.csv")));
        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{recording.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        Assert.StartsWith("out.csv: ", await recording.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.True(recording.WaitForExit(BrokerProcess.Patience));
        Assert.Equal(0, recording.ExitCode);
        Assert.EndsWith("\n", await File.ReadAllTextAsync(InFolder("out.csv")), StringComparison.Ordinal);
        Assert.DoesNotContain("left out", _command.Run("analyze", "out.csv").Output);
        Assert.Equal("out.csv", Path.GetFileName(Assert.Single(Directory.GetFiles(_command.Folder))));
    }

    [SmallDiskFact]
    public void On_a_full_disk_what_was_written_stays_beside_its_name_and_is_named()
    {
        using var disk = SmallDisk.Mounted(_command.Folder, 1 << 18);
        var (exit, _, error) = _command.Run("record", "out.csv", "--speed", "1000");
        Assert.Equal(1, exit);
        Assert.Contains("what was written until then is in out.csv.unfinished", error);
        Assert.Equal(0, _command.Run("analyze", "out.csv.unfinished", "--exercise", "squat:both").Exit);
        Assert.False(File.Exists(InFolder("out.csv")));
    }

    private string InFolder(string name) => Path.Combine(_command.Folder, name);

    // A poll, because what is waited for is in another process that cannot tell us.
    private static async Task Until(Func<bool> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(BrokerProcess.Patience);
        while (!holds())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
