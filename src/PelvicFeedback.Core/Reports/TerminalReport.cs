using System.Globalization;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports;

/// <summary>The report that a person reads in a terminal: plain text, no line longer than 80 characters.</summary>
public static class TerminalReport
{
    /// <summary>No line is longer.</summary>
    public const int Width = 80;

    private const int ShownAlerts = 12;

    /// <summary>Writes it.</summary>
    /// <param name="to">Lines end with its own new line.</param>
    /// <param name="summary">What the recording has come to.</param>
    public static void Write(TextWriter to, AnalysisSummary summary)
    {
        Heading(to, summary);
        Section(to, "Calibration", ReportSentences.Calibration(summary));
        Sets(to, summary);
        Section(to, "Walking", ReportSentences.Walking(summary));
        Section(to, "30 s one-leg tests", ReportSentences.Tests(summary));
        Alerts(to, summary);
        Section(to, "Not judged", ReportSentences.NotJudged(summary));
        Section(to, "Recording", ReportSentences.Recording(summary));
        Section(to, "What one pelvis sensor cannot see", ReportSentences.CannotSee(summary));
        Section(to, "Remarks", summary.Remarks.Select(remark => $"{ReportWords.Moment(remark.Elapsed)}  {Printable(remark.Words)}"));
        to.WriteLine();
        Wrap(to, ReportWords.IntendedUse, "");
        to.WriteLine($"Algorithm {Algorithm.Version}.");
    }

    private static void Heading(TextWriter to, AnalysisSummary summary)
    {
        Wrap(to, Printable(summary.Recording.Name), "");
        to.WriteLine(new string('─', Width));
        var rate = summary.Recording.RateHz is { } hertz
            ? string.Create(CultureInfo.InvariantCulture, $"{hertz:0.#} Hz") : "rate unknown";
        Wrap(
            to,
            $"{ReportWords.Length(summary.Duration.Value)}, {ReportWords.Count(summary.Samples, "sample", "samples")}, {rate}; " +
            $"the sensor gave: {ReportWords.Content(summary.Recording.Content)}",
            "");
        var (left, right, both, unknown) = summary.Stance;
        Wrap(
            to,
            $"Stood on the LEFT leg {ReportWords.Length(left)}, on the RIGHT leg {ReportWords.Length(right)}, on both " +
            $"{ReportWords.Length(both)}, unknown {ReportWords.Length(unknown)}",
            "");
    }

    private static void Sets(TextWriter to, AnalysisSummary summary)
    {
        if (summary.Sets.Count == 0)
        {
            return;
        }

        Title(to, "Sets");
        Row(to, "", "", "", "", "", "not", "not", "in");
        Row(to, "", "exercise", "leg", "counted", "level", "level", "judged", "band");
        foreach (var set in summary.Sets)
        {
            var counts = set.Counts;
            Row(
                to,
                set.Number.ToString(CultureInfo.InvariantCulture),
                ReportWords.Name(set.Prescription.Exercise),
                ReportWords.Leg(set.Prescription.Exercise, counts.Side),
                ReportWords.Done(counts)[0],
                Number(counts.Level),
                Number(counts.NotLevel),
                Number(counts.NotJudged),
                ReportWords.Share(counts.InBandShare));
            Besides(to, counts);
            var withdrawn = counts.AlertsWithdrawn > 0 ? $" ({counts.AlertsWithdrawn} taken back)" : "";
            Wrap(to, $"{ReportWords.Limits(set)}{(set.Band.FromBaseline ? " (from the patient's own repetitions)" : "")}", "    ");
            Wrap(
                to,
                $"{ReportWords.Moment(set.StartElapsed)}–{ReportWords.Moment(set.EndElapsed)}, " +
                (counts.Steps > 0 ? "" : $"{ReportWords.Length(counts.Judged.Value)} judged, ") + $"{ReportWords.Peak(set)}, " +
                $"{ReportWords.Count(counts.Alerts, "alert", "alerts")}{withdrawn}",
                "    ");
            Wrap(to, $"the set: {ReportWords.Verdict(set)}", "    ");
        }

        if (summary.Sets.Count <= 1)
        {
            return;
        }

        to.WriteLine();
        foreach (var side in summary.Sides)
        {
            Row(
                to,
                "",
                "together",
                side.Side switch
                {
                    ExerciseSide.Left => "LEFT",
                    ExerciseSide.Right => "RIGHT",
                    ExerciseSide.Both => "both legs",
                    _ => "leg unknown",
                },
                ReportWords.Done(side)[0],
                Number(side.Level),
                Number(side.NotLevel),
                Number(side.NotJudged),
                ReportWords.Share(side.InBandShare));
            Besides(to, side);
        }

        Wrap(to, "In band: the share of the judged time under warn.", "");
    }

    // Repetitions and holds are judged alike and counted apart: the second kind stands under the first.
    private static void Besides(TextWriter to, SetCounts counts)
    {
        if (ReportWords.Done(counts) is [_, var holds])
        {
            to.WriteLine($"{"",-43}{holds}");
        }
    }

    private static void Row(
        TextWriter to, string number, string exercise, string leg, string counted, string level, string notLevel, string notJudged, string band) =>
        to.WriteLine($"{number,-3} {exercise,-23} {leg,-14} {counted,-10}{level,6}{notLevel,6}{notJudged,7}{band,7}");

    private static void Alerts(TextWriter to, AnalysisSummary summary)
    {
        if (summary.Alerts.Count == 0)
        {
            return;
        }

        Title(to, $"Alerts ({summary.Alerts.Count.ToString("#,0", CultureInfo.InvariantCulture)})");
        foreach (var alert in summary.Alerts.Take(ShownAlerts))
        {
            Wrap(to, Sentence(alert), "    ", first: "");
        }

        if (summary.Alerts.Count > ShownAlerts)
        {
            to.WriteLine($"and {ReportWords.Count(summary.Alerts.Count - ShownAlerts, "more", "more")}; --json and --html have them.");
        }
    }

    private static string Sentence(AlertResult alert)
    {
        var duration = alert.Duration is { } known ? ReportWords.Length(known.Value) : "open";
        var withdrawn = alert.Withdrawn is { } reason ? $"; {ReportWords.Why(reason)}" : "";
        return $"{ReportWords.Moment(alert.Elapsed)}  {ReportWords.Kind(alert.Kind)}, {ReportWords.Standing(alert.Stance)}: up to " +
            $"{alert.Peak} (limit {alert.Threshold}), {duration}, {ReportWords.Ended(alert.Reason)}{withdrawn}";
    }

    private static void Section(TextWriter to, string title, IEnumerable<string> sentences)
    {
        var any = false;
        foreach (var sentence in sentences)
        {
            if (!any)
            {
                Title(to, title);
                any = true;
            }

            Wrap(to, sentence, "  ", first: "· ");
        }
    }

    private static void Title(TextWriter to, string title)
    {
        to.WriteLine();
        to.WriteLine(title.ToUpperInvariant());
    }

    private static void Wrap(TextWriter to, string text, string indent, string? first = null)
    {
        var line = first ?? indent;
        var empty = true;
        foreach (var piece in text.Split(' ').SelectMany(Pieces))
        {
            if (!empty && line.Length + 1 + piece.Length > Width)
            {
                to.WriteLine(line);
                (line, empty) = (indent, true);
            }

            line += empty ? piece : " " + piece;
            empty = false;
        }

        to.WriteLine(line);
    }

    // A word longer than a line, such as a file's name, is cut.
    private static IEnumerable<string> Pieces(string word)
    {
        const int longest = Width - 4;
        return word.Length <= longest ? [word] : word.Chunk(longest).Select(chunk => new string(chunk));
    }

    // A name or a remark must not steer the terminal.
    private static string Printable(string text) =>
        string.Concat(text.Select(letter =>
            char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format ? '\uFFFD' : letter));

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
