using System.Globalization;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>Writes docs/validation.md: what the pipeline says of public recordings and of simulated patients, held against the truth.</summary>
public static class ValidationReport
{
    /// <summary>Runs everything and writes the page.</summary>
    /// <param name="args">A path to write to, default docs/validation.md; <c>--notes</c> prints each miss too.</param>
    public static int Run(string[] args)
    {
        var notes = args.Contains("--notes");
        var path = args.FirstOrDefault(arg => !arg.StartsWith('-')) ?? Path.Combine("docs", "validation.md");
        using var page = new StringWriter(CultureInfo.InvariantCulture);
        page.NewLine = "\n";
        page.WriteLine("# Validation");
        page.WriteLine();
        page.WriteLine("Made by one command, from the repository's root:");
        page.WriteLine();
        page.WriteLine("```");
        page.WriteLine("PELVIC_RECORDINGS=<folder of the public recordings> dotnet run -c Release --project tests/PelvicFeedback.Benchmarks -- validate");
        page.WriteLine("```");
        page.WriteLine();
        page.WriteLine("Nothing here was measured on a patient. The first part scores the orientation filter on public recordings with an optical");
        page.WriteLine("reference; the second scores the whole pipeline on the simulated patient, which shares no code with what it tests.");
        page.WriteLine();
        OrientationValidation.WriteMarkdown(page);
        page.WriteLine();
        WriteSimulated(page, notes);
        File.WriteAllText(path, page.ToString().TrimEnd('\n') + "\n");
        Console.WriteLine($"Written: {path}");
        return 0;
    }

    private static void WriteSimulated(TextWriter page, bool notes)
    {
        page.WriteLine("## The whole pipeline on the simulated patient");
        page.WriteLine();
        page.WriteLine("Sessions of about ten minutes with all exercises, left and right, by every kind of simulated patient. A bow is part of each calibration.");
        page.WriteLine();
        var scores = new List<(SimulatedScenario Scenario, MovementScore Score)>();
        foreach (var (scenario, sessions) in SimulatedScenario.All)
        {
            var score = scenario.Play(sessions);
            scores.Add((scenario, score));
            Console.WriteLine(Line($"{scenario.Name}: {score.Hours:0.0} h"));
            foreach (var note in notes ? score.Notes : [])
            {
                Console.WriteLine("  " + note);
            }
        }

        foreach (var (scenario, _) in scores)
        {
            page.WriteLine($"- **{scenario.Name}**: {scenario.About}.");
        }

        page.WriteLine();
        page.WriteLine("| | hours | obliquity RMSE | drops found | false alerts | alerts off their dwell | repetitions found | invented | holds found | within 0.2 s | invented | slips found | false slips |");
        page.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (scenario, s) in scores)
        {
            page.WriteLine(Line(
                $"| {scenario.Name} | {s.Hours:0.0} | {(s.Slips > 0 ? "–" : Line($"{s.Rmse:0.000}°"))} | {Of(s.DropsFound, s.Drops)} | {s.FalseAlerts} of {s.Alerts} | {s.LateAlerts} | {Of(s.RepetitionsFound, s.Repetitions)} | {s.RepetitionsInvented} | {Of(s.HoldsFound, s.Holds)} | {Of(s.HoldsWithin, s.Holds)} | {s.HoldsInvented} | {(s.Slips > 0 ? Of(s.SlipsFound, s.Slips) : "–")} | {s.FalseSlips} |"));
        }

        page.WriteLine();
        var auto = scores.Single(one => one.Scenario == SimulatedScenario.Auto).Score;
        page.WriteLine(Line($"The leg found by itself (`auto`): {Of(auto.SidesRight, auto.Sides)} right, {auto.SidesWrong} wrong, the rest unknown."));
        page.WriteLine();
        page.WriteLine("What is counted:");
        page.WriteLine();
        page.WriteLine("- *Obliquity RMSE*: over all samples that claim high confidence, against the true pelvis, not the true sensor.");
        page.WriteLine("- *Drops*: intervals in which the true drop was at least 1° over the alert limit in force for at least the dwell + 50 ms, with high confidence and no gap in them; found if an alert on that leg overlaps.");
        page.WriteLine("- *False alerts*: alerts with high confidence, not withdrawn, before which the true quantity had not come within 0.5° of the limit.");
        page.WriteLine("- *Alerts off their dwell*: alerts that do not begin within one sample of the end of the dwell, reckoned anew from the published tilt.");
        page.WriteLine("- *Repetitions* with a gap in them may be counted or not, as the contract says, and are left out. *Holds* with half a second or more missing are left out too.");
        page.WriteLine("- *Within 0.2 s*: the duration said, against lift-off to foot-down. A foot put down in the middle of a hold and lifted again ends a hold and begins another, in the truth and in what is said.");
        page.WriteLine("- *Slips* of 3–8° against gravity; found if said at any later rest or stance.");
    }

    private static string Of(int some, int all) => all == 0 ? "–" : Line($"{some} of {all} ({100.0 * some / all:0.0} %)");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
