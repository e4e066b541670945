using System.Diagnostics;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Worker;

namespace PelvicFeedback.Tests.Docs;

/// <summary>The lamp of docs/build-a-display.md, taken from there and run against the running worker.</summary>
public sealed class LampTests
{
    [BashFact]
    public void The_documented_lamp_shows_the_zones_and_goes_dark_when_nothing_comes()
    {
        using var folder = new TemporaryFolder();
        var recording = Path.Combine(folder.Path, "tiny.csv");
        TinyRecording.Write(recording);
        folder.Add("lamp.sh", File.ReadAllText(Repository.Path("docs", "build-a-display.md")).Split("```bash\n")[1].Split("```")[0]);

        using var worker = new WorkerProcess("run", "--sensor", "replay:" + recording, "--patient", "p7", "--speed", "0.5");
        var line = worker.Line("Watch with");
        using var lamp = Process.Start(new ProcessStartInfo("bash", [Path.Combine(folder.Path, "lamp.sh"), "pelvic/v1/demo/p7"])
        {
            RedirectStandardOutput = true,
            Environment = { ["XDG_CONFIG_HOME"] = line.Split("XDG_CONFIG_HOME=")[1].Split(' ')[0] },
        })!;
        try
        {
            var colours = new List<string>();
            while (!(colours.Contains("red") && colours[^1] == "off"))
            {
                var shown = lamp.StandardOutput.ReadLineAsync().WaitAsync(BrokerProcess.Patience).GetAwaiter().GetResult();
                colours.Add(shown!.Split(' ')[1]);
            }

            Assert.Equal("green", colours[colours.IndexOf("red") - 1]);
        }
        finally
        {
            lamp.Kill(entireProcessTree: true);
        }
    }
}
