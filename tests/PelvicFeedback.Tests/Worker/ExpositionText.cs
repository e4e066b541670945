using System.Globalization;
using System.Text.RegularExpressions;

namespace PelvicFeedback.Tests.Worker;

/// <summary>
/// A strict reader of Prometheus' text format 0.0.4: help, type and samples of each metric together and once, names and numbers as the format has them, and
/// the naming conventions (prometheus.io/docs/practices/naming): counters end in <c>_total</c>, nothing else does, and units are base units.
/// </summary>
internal static partial class ExpositionText
{
    /// <returns>Type and samples of each metric.</returns>
    public static Dictionary<string, (string Type, Dictionary<string, double> Samples)> Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var metrics = new Dictionary<string, (string Type, Dictionary<string, double> Samples)>();
        var (name, helped) = ("", "");
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help)
            {
                helped = help.Groups[1].Value;
                Assert.False(metrics.ContainsKey(helped), $"{helped} twice");
            }
            else if (Type().Match(line) is { Success: true } type)
            {
                name = type.Groups[1].Value;
                Assert.Equal(helped, name);
                Assert.Equal(type.Groups[2].Value == "counter", name.EndsWith("_total", StringComparison.Ordinal));
                Assert.DoesNotMatch("_(ms|millis|milliseconds|us|kb|mb|percent)(_|$)", name);
                metrics.Add(name, (type.Groups[2].Value, []));
            }
            else
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, $"'{line}' is no line of the format");
                var (full, labels) = (sample.Groups[1].Value, sample.Groups[2].Value);
                Assert.Equal(name, metrics[name].Type == "histogram" ? Suffix().Replace(full, "") : full);
                Assert.True(metrics[name].Samples.TryAdd(full + labels, Number(sample.Groups[3].Value)), $"'{line}' twice");
            }
        }

        Assert.All(metrics, metric => Assert.NotEmpty(metric.Value.Samples));
        Assert.All(metrics.Where(metric => metric.Value.Type == "histogram"), metric => Histogram(metric.Key, metric.Value.Samples));
        return metrics;
    }

    private static void Histogram(string name, Dictionary<string, double> samples)
    {
        var buckets = samples.Where(sample => sample.Key.StartsWith(name + "_bucket", StringComparison.Ordinal)).ToList();
        var bounds = buckets.Select(bucket => Number(Bound().Match(bucket.Key).Groups[1].Value)).ToList();
        Assert.Equal(bounds.Order(), bounds);
        Assert.Equal(double.PositiveInfinity, bounds[^1]);
        Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
        Assert.Equal(samples[name + "_count"], buckets[^1].Value);
        Assert.Contains(name + "_sum", samples.Keys);
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^# HELP ([a-z][a-z0-9_]*) \S.*\.$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE ([a-z][a-z0-9_]*) (counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex(@"^([a-z][a-z0-9_]*)(\{le=""[^""\\]+""\})? ([+-]Inf|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$")]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"le=""([^""]+)""")]
    private static partial Regex Bound();
}
