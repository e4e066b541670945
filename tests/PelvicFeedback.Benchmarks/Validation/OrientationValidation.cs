using System.Globalization;
using System.IO.Compression;
using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>How far the estimated direction up was from the optical reference's in one trial.</summary>
/// <param name="Trial">Its number in BROAD.</param>
/// <param name="Rmse">Root mean square of the angle between the two over the samples that count, at the recorded 286 Hz.</param>
/// <param name="RmseOfThirds">The same with every third sample only, 95 Hz.</param>
/// <param name="Published">The same of the published VQF, without magnetometer, at its default parameters.</param>
/// <param name="Samples">How many samples count: in motion, and the reference was visible.</param>
public readonly record struct TrialScore(string Trial, Degrees Rmse, Degrees RmseOfThirds, Degrees Published, int Samples);

/// <summary>
/// The orientation filter against BROAD's optical reference (Laidig, Caruso, Cereatti, Seel, Data 2021, 6(7), 72; CC BY 4.0): the
/// inclination part of its benchmark, on six of its trials. Nothing here is fitted: all trials run with the default parameters.
/// </summary>
public static class OrientationValidation
{
    private static readonly (string Trial, double Published)[] Trials =
        [("03", 0.420), ("07", 1.023), ("11", 0.420), ("15", 0.470), ("27", 0.370), ("36", 0.877)];

    /// <summary>Scores every trial.</summary>
    /// <param name="folder">Where <c>broad-NN.csv.gz</c> are.</param>
    public static IReadOnlyList<TrialScore> Run(string folder) => [.. Trials.Select(trial => Run(folder, trial.Trial, trial.Published))];

    /// <summary>One section of the validation report.</summary>
    /// <param name="writer">Where it goes.</param>
    public static void WriteMarkdown(TextWriter writer)
    {
        writer.WriteLine("## Orientation: inclination on BROAD");
        writer.WriteLine();
        var folder = Path.Combine(Environment.GetEnvironmentVariable("PELVIC_RECORDINGS") ?? string.Empty, "orientation");
        if (!Directory.Exists(folder))
        {
            writer.WriteLine("skipped: no public recordings");
            return;
        }

        Write(writer, Run(folder));
    }

    /// <summary>The table of the section.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<TrialScore> scores)
    {
        writer.WriteLine("Angle between the true and the estimated direction up, root mean square over the samples in motion, default parameters.");
        writer.WriteLine();
        writer.WriteLine("| Trial | Samples | This filter, 286 Hz | every third sample, 95 Hz | VQF, published defaults, 286 Hz |");
        writer.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var score in scores)
        {
            writer.WriteLine(FormattableString.Invariant(
                $"| {score.Trial} | {score.Samples} | {score.Rmse.Value:0.000}° | {score.RmseOfThirds.Value:0.000}° | {score.Published.Value:0.000}° |"));
        }

        writer.WriteLine(FormattableString.Invariant(
            $"| mean | | {Mean(scores, s => s.Rmse):0.000}° | {Mean(scores, s => s.RmseOfThirds):0.000}° | {Mean(scores, s => s.Published):0.000}° |"));
    }

    private static TrialScore Run(string folder, string trial, double published)
    {
        var rows = Read(Path.Combine(folder, $"broad-{trial}.csv.gz")).ToList();
        var thirds = rows.Where((_, i) => i % 3 == 0).ToList();
        return new(trial, Rmse(rows), Rmse(thirds), new(published), rows.Count(row => row.TrueUp is not null));
    }

    private static Degrees Rmse(List<(MotionSample Sample, Vector3D? TrueUp)> rows)
    {
        var filter = new OrientationFilter(new((rows[^1].Sample.Time - rows[0].Sample.Time).Value / (rows.Count - 1)));
        var state = default(OrientationState);
        var (sum, count) = (0.0, 0);
        foreach (var (sample, trueUp) in rows)
        {
            state = filter.Next(state, sample);
            if (trueUp is { } up)
            {
                var error = state.SensorToEarth.UpInSource.AngleTo(up).Value;
                sum += error * error;
                count++;
            }
        }

        return new(Math.Sqrt(sum / count));
    }

    private static double Mean(IEnumerable<TrialScore> scores, Func<TrialScore, Degrees> of) => scores.Average(score => of(score).Value);

    /// <summary>
    /// Each line's sample, and the true direction up in the sensor's frame where the line counts. Columns: t, a x y z, g x y z,
    /// reference w x y z, moving.
    /// </summary>
    private static IEnumerable<(MotionSample Sample, Vector3D? TrueUp)> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            var sample = new MotionSample
            {
                Time = new(Number(0)),
                SpecificForce = new(Number(1), Number(2), Number(3)),
                AngularRate = new(Number(4), Number(5), Number(6)),
                Content = MotionContent.SpecificForce | MotionContent.AngularRate,
            };
            var counts = cells[7].Length > 0 && cells[11] == "1";
            yield return (sample, counts ? new Rotation(Number(7), Number(8), Number(9), Number(10)).UpInSource : null);

            double Number(int column) => double.Parse(cells[column], CultureInfo.InvariantCulture);
        }
    }
}
