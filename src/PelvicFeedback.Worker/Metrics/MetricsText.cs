using System.Globalization;
using System.Text;

namespace PelvicFeedback.Worker.Metrics;

/// <summary>
/// Writes the text that Prometheus reads (exposition format 0.0.4): for each metric a line of help, a line with its type, and its
/// values. Names are the caller's to get right.
/// </summary>
internal sealed class MetricsText
{
    /// <summary>How the text is announced in HTTP.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>A number that only grows; by custom its name ends in <c>_total</c>.</summary>
    public MetricsText Counter(string name, string help, double value) => Plain(name, "counter", help, value);

    /// <summary>A number that goes up and down.</summary>
    public MetricsText Gauge(string name, string help, double value) => Plain(name, "gauge", help, value);

    /// <summary>A histogram: how many were at or under each bound, their sum and their number.</summary>
    public MetricsText Histogram(string name, string help, Histogram values)
    {
        Head(name, "histogram", help);
        var (counts, sum) = values.Read();
        var total = 0L;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            total += counts[bucket];
            var bound = bucket < values.Bounds.Length ? Number(values.Bounds[bucket]) : "+Inf";
            Line($"{name}_bucket{{le=\"{bound}\"}}", total);
        }

        return Line($"{name}_sum", sum).Line($"{name}_count", total);
    }

    /// <summary>The text so far.</summary>
    public override string ToString() => _text.ToString();

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private MetricsText Plain(string name, string type, string help, double value) => Head(name, type, help).Line(name, value);

    private MetricsText Head(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n').Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private MetricsText Line(string name, double value)
    {
        _text.Append(name).Append(' ').Append(Number(value)).Append('\n');
        return this;
    }
}
