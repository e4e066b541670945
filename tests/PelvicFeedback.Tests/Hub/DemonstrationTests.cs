using System.Diagnostics;
using System.Net;
using System.Text.Json;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Hub;

/// <summary>What <c>./run</c> starts, with the programs as they are built: both pages, a patient who moves on the wall, and nothing that stays behind.</summary>
[Trait("runs", "edges")]
public sealed class DemonstrationTests : IDisposable
{
    private const string Demonstrated = "/api/patients/demo/";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BashFact]
    public async Task A_home_and_a_clinic_start_show_each_other_and_end_together()
    {
        string site;
        using (var first = new Demonstration(_folder.Path))
        {
            var (address, password) = first.Therapist();
            var coach = new Uri(new(first.Line("Metrics and health: ").Split(' ')[^1]), "/").ToString();

            // Where the pages were not built both say so.
            Assert.All(new[] { await Status(coach), await Status(address) }, status => Assert.True(status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));
            using var therapist = new Visitor(address);
            await therapist.SignIn("admin", password);
            site = (await therapist.Json("GET", "/api/me")).GetProperty("site").GetString()!;

            // He answers the questions and practises by himself: the beam is told, and moves.
            var card = await Card(therapist, card => card.GetProperty("demonstration").GetBoolean() && Beams(card).Distinct().Count() > 1);
            Assert.Equal(("demo", "Demonstration", true), (card.GetProperty("patient").GetString(), card.GetProperty("name").GetString(), card.GetProperty("online").GetBoolean()));

            // The session that is over first says what another band would have meant; the home takes it.
            var preview = await Preview(therapist);
            Assert.InRange(preview.GetProperty("beforePercent").GetDouble(), 0, preview.GetProperty("afterPercent").GetDouble());
            var band = await therapist.Json("POST", Demonstrated + "band", new { exercise = "single-leg-stance", side = "left", alertDeg = 9, basedOn = 1 });
            Assert.Equal("accepted", band.GetProperty("state").GetString());
            first.Signal("INT");
            Assert.Equal(0, first.ExitCode());
        }

        await NothingIsLeft();
        using var second = new Demonstration(_folder.Path);
        var again = second.Therapist();
        using var back = new Visitor(again.Address);
        await back.SignIn("admin", again.Password);
        Assert.Equal(site, (await back.Json("GET", "/api/me")).GetProperty("site").GetString());
        await Card(back, card => card.GetProperty("online").GetBoolean());
        Assert.Single((await back.Json("GET", "/api/audit")).GetProperty("newest").EnumerateArray(), entry => entry.GetProperty("what").GetString() == "paired");

        Kill(Assert.Single(Left(), process => process.Command.Contains("pelvicfeedback-hub")).Id);
        Assert.Equal(1, second.ExitCode());
        Assert.Contains("The clinic's hub was ended by signal 9: the home is ended too.", second.Errors);
        await NothingIsLeft();
    }

    // A broker is ended by the kernel when its hub was killed, and takes a moment to write its file.
    private async Task NothingIsLeft()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var left = BrokerProcess.Patience; Left() is { Count: > 0 } stay; left -= timer.Period)
        {
            Assert.True(left > TimeSpan.Zero, string.Join('\n', stay));
            await timer.WaitForNextTickAsync();
        }
    }

    private static IEnumerable<double?> Beams(JsonElement card) =>
        card.GetProperty("sparkline").EnumerateArray().Select(point => point[1].ValueKind == JsonValueKind.Null ? (double?)null : point[1].GetDouble()).Where(beam => beam is not null);

    private static async Task<JsonElement> Card(Visitor therapist, Func<JsonElement, bool> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var left = BrokerProcess.Patience * 2; ; left -= timer.Period)
        {
            var card = (await therapist.Json("GET", "/api/wall")).EnumerateArray().Single();
            if (holds(card))
            {
                return card;
            }

            Assert.True(left > TimeSpan.Zero, "It never came so far: " + card.GetRawText());
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<JsonElement> Preview(Visitor therapist)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var left = BrokerProcess.Patience * 2; ; left -= timer.Period)
        {
            var preview = await therapist.Json("POST", Demonstrated + "band/preview", new { exercise = "single-leg-stance", side = "left", alertDeg = 9 });
            if (preview.GetProperty("why").ValueKind == JsonValueKind.Null)
            {
                return preview;
            }

            Assert.True(left > TimeSpan.Zero, "It never came so far: " + preview.GetRawText());
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<HttpStatusCode> Status(string address)
    {
        using var http = new HttpClient();
        return (await http.GetAsync(address)).StatusCode;
    }

    // Whoever has the folder in its command line.
    private List<(int Id, string Command)> Left() =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(process => (int.TryParse(Path.GetFileName(process), out var id) ? id : 0, Command(process)))
            .Where(process => process.Item2.Contains(_folder.Path, StringComparison.Ordinal)),
    ];

    private static string Command(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    /// <summary>The script's part after the building, with ports that nobody has.</summary>
    private sealed class Demonstration : IDisposable
    {
        private static readonly int BrokerPort = Ports.Free();
        private readonly Process _process;
        private readonly Task<string> _errors;

        public Demonstration(string folder)
        {
            const string script = """
                root=$1
                for functions in common prerequisites demonstration; do . "$root/.config/shell/$functions.sh"; done
                need_dotnet "$root"
                status=0
                demonstrate "$root/src/PelvicFeedback.Hub/bin/Release/net10.0/pelvicfeedback-hub" "$root/src/PelvicFeedback.Worker/bin/Release/net10.0/pelvicfeedback" --port 0 --speed 20 || status=$?
                exit "$status"
                """;
            var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script, "demonstration", Repository.Path(".")]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PELVIC_DATA"] = folder;
            start.Environment["PELVIC_HUB_PORT"] = start.Environment["PELVIC_HUB_HOME_PORT"] = "0";
            start.Environment["PELVIC_HUB_BROKER_PORT"] = $"{BrokerPort}";
            _process = Process.Start(start)!;
            _errors = _process.StandardError.ReadToEndAsync();
        }

        public string Errors => _errors.Result;

        public (string Address, string Password) Therapist()
        {
            var words = Line("The therapist: ").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (words[2].TrimEnd('/'), words[Array.IndexOf(words, "password") + 1].TrimEnd(','));
        }

        public string Line(string with)
        {
            while (Next() is { } line)
            {
                if (line.Contains(with, StringComparison.Ordinal))
                {
                    return line;
                }
            }

            throw new Xunit.Sdk.XunitException($"No line with '{with}' came. {Errors}");
        }

        private string? Next()
        {
            var line = _process.StandardOutput.ReadLineAsync();
            Assert.True(line.Wait(BrokerProcess.Patience), "Nothing more was said.");
            return line.Result;
        }

        public void Signal(string name)
        {
            using var kill = Process.Start("kill", ["-" + name, $"{_process.Id}"]);
            kill.WaitForExit();
        }

        public int ExitCode()
        {
            Assert.True(_process.WaitForExit(BrokerProcess.Patience), "It does not end.");
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                Signal("TERM");
                _process.WaitForExit(BrokerProcess.Patience);
            }

            _process.Dispose();
        }
    }
}
