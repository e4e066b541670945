using System.Globalization;

namespace PelvicFeedback.Benchmarks.Fleet.Measured;

/// <summary>Processor time, s, by part; children and those that have ended are counted.</summary>
/// <param name="Brokers">All three.</param>
/// <param name="Database">PostgreSQL.</param>
/// <param name="Workers">All of them.</param>
/// <param name="Web">Web nodes.</param>
/// <param name="Fleet">The fleet itself, which is no part of a clinic, and takes its share of the same machine.</param>
internal readonly record struct FleetCpu(double Brokers, double Database, double Workers, double Web, double Fleet)
{
    public static FleetCpu operator -(FleetCpu one, FleetCpu other) =>
        new(one.Brokers - other.Brokers, one.Database - other.Database, one.Workers - other.Workers, one.Web - other.Web, one.Fleet - other.Fleet);

    public double Sum => Brokers + Database + Workers + Web + Fleet;

    /// <summary>Columns of a table: ms for each thousand.</summary>
    public string Per(int messages) => FormattableString.Invariant($"{Each(Brokers, messages):0} | {Each(Database, messages):0} | {Each(Workers, messages):0} | {Each(Web, messages):0} | {Each(Fleet, messages):0}");

    private static double Each(double seconds, int messages) => seconds / Math.Max(messages, 1) * 1e6;
}

/// <summary>Waits, s, the shortest first.</summary>
internal readonly record struct FleetWaits(double[] Sorted)
{
    public double Median => At(0.5);

    public double Ninety5 => At(0.95);

    public override string ToString() => Sorted.Length == 0 ? "–" : FormattableString.Invariant($"{Median * 1000:0} / {Ninety5 * 1000:0} / {At(1) * 1000:0}");

    private double At(double share) => Sorted.Length == 0 ? double.NaN : Sorted[Math.Min((int)(Sorted.Length * share), Sorted.Length - 1)];
}

/// <summary>What came of some seconds of some load.</summary>
/// <param name="Workers">How many there were.</param>
/// <param name="Offered">Events a second that homes began to say.</param>
/// <param name="Events">How many.</param>
/// <param name="Seconds">Until the last was confirmed.</param>
/// <param name="Confirmed">From the first time an event was said until its home had the hub's word.</param>
/// <param name="Stored">Until its transaction was on the disk.</param>
/// <param name="Summaries">Summaries beside them.</param>
/// <param name="Walls">From a summary's sending until an open wall showed it; empty where none was open.</param>
/// <param name="Cpu">What all that took.</param>
internal sealed record FleetFigure(int Workers, double Offered, int Events, double Seconds, FleetWaits Confirmed, FleetWaits Stored, SummaryFigure Summaries, FleetWaits Walls, FleetCpu Cpu)
{
    /// <summary>The most that an event may wait, s, of 95 in 100.</summary>
    public const double Bearable = 1;

    public static string Head =>
        """
        | workers | events offered a second | stored a second | until stored, ms: median / 95 % / all | until confirmed, ms | summaries a second: sent / heard | until heard, ms | until on a wall, ms | ms of processor for 1,000 messages: brokers | PostgreSQL | workers | web nodes | the fleet itself | cores busy |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
        """;

    /// <summary>Whether it kept up.</summary>
    public bool IsBorne => Confirmed.Ninety5 <= Bearable && Seconds <= (Events / Offered) + (2 * Bearable);

    public double PerSecond => Events / Seconds;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Workers} | {(Events == 0 ? "–" : Offered.ToString("0", CultureInfo.InvariantCulture))} | {(Events == 0 ? "–" : PerSecond.ToString("0", CultureInfo.InvariantCulture))}{(IsBorne || Events == 0 ? "" : " (does not keep up)")} | {Stored} | {Confirmed} | {Summaries.PerSecond(Seconds)} | {Summaries.Waits} | {Walls} | {Cpu.Per(Events + Summaries.Sent)} | {Cpu.Sum / Seconds:0.00} |");
}

/// <summary>What became of summaries.</summary>
/// <param name="Sent">Said by homes.</param>
/// <param name="Heard">By somebody who listens to all of them, as a wall of all sites would.</param>
/// <param name="Waits">From the one to the other, of some of them, s; to a millisecond.</param>
internal sealed record SummaryFigure(int Sent, int Heard, FleetWaits Waits)
{
    public static SummaryFigure None { get; } = new(0, 0, new([]));

    /// <summary>A column of a table.</summary>
    public string PerSecond(double seconds) => Sent == 0 ? "–" : FormattableString.Invariant($"{Sent / seconds:0} / {Heard / seconds:0}");
}
