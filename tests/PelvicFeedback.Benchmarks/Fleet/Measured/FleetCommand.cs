using System.Globalization;

namespace PelvicFeedback.Benchmarks.Fleet.Measured;

/// <summary>
/// What a cluster on this machine takes: how many durable events and summaries a second, how long until they are stored and confirmed, what each part costs, and
/// whether all of it is in the record.
/// </summary>
internal static class FleetCommand
{
    private const int Few = 2000;
    private const int AtOnce = 5000;
    private const double StepSeconds = 8;
    private const double First = 400;
    private const double Growth = 1.5;
    private const int MostWorkers = 3;

    /// <summary>What may be asked; null where it is something else.</summary>
    public static Func<Task<int>>? Of(string[] arguments) => arguments switch
    {
        ["curve"] => Curve,
        ["hold", var events, var seconds, var workers, .. var rest] when rest.Length <= 2 && Whole(events) is { } perSecond && Whole(seconds) is { } length && Whole(workers) is >= 1 and <= 100 and var count
            && Whole(rest is [var summaries, ..] ? summaries : "0") is { } beside && Whole(rest is [_, var walls] ? walls : "0") is <= FleetMachines.Sites and var open
            => () => Hold(perSecond, length, count, beside, open),
        _ => null,
    };

    /// <summary>A rate for a time, with as many patients as practise at once, and walls of some of their sites open at a web node.</summary>
    private static async Task<int> Hold(int perSecond, int seconds, int workers, int summaries, int walls)
    {
        Begin();
        using var machines = new FleetMachines(AtOnce);
        machines.Work(workers);
        await machines.OpenWalls(walls);
        await machines.Measure(First, StepSeconds, 0);
        Console.WriteLine(FleetFigure.Head);
        var figure = await machines.Measure(perSecond, seconds, summaries);
        Console.WriteLine(figure);
        return End(machines);
    }

    /// <summary>For 1, 2 and 3 workers the highest rate that is borne, and half of it; then what summaries cost.</summary>
    private static async Task<int> Curve()
    {
        Begin();
        using var machines = new FleetMachines(Few);
        var highest = new List<FleetFigure>();
        Console.WriteLine(FleetFigure.Head);
        for (var workers = 1; workers <= MostWorkers; workers++)
        {
            machines.Work(workers);
            await machines.Measure(First, StepSeconds, 0);
            highest.Add(await Highest(machines));
            Console.WriteLine(await machines.Measure(highest[^1].Offered / 2, StepSeconds, 0));
        }

        Console.WriteLine(await machines.Measure(0, StepSeconds, 2500));
        Console.WriteLine(await machines.Measure(0, StepSeconds, 5000));
        Console.WriteLine("the highest that are borne: " + string.Join(", ", highest.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Offered:0} a second with {one.Workers}"))));
        return End(machines);
    }

    // Up by half until the wait grows, and then once between the last two.
    private static async Task<FleetFigure> Highest(FleetMachines machines)
    {
        var best = await Said(machines, First);
        if (!best.IsBorne)
        {
            return best;
        }

        while (true)
        {
            var next = await Said(machines, best.Offered * Growth);
            if (!next.IsBorne)
            {
                break;
            }

            best = next;
        }

        var between = await Said(machines, best.Offered * Math.Sqrt(Growth));
        return between.IsBorne ? between : best;
    }

    private static async Task<FleetFigure> Said(FleetMachines machines, double perSecond)
    {
        var figure = await machines.Measure(perSecond, StepSeconds, 0);
        Console.WriteLine(figure);
        return figure;
    }

    private static void Begin() => Console.WriteLine($"measured on {Machine.Description()}; load {Machine.Load()} when this began");

    private static int End(FleetMachines machines)
    {
        var isWhole = machines.IsWhole();
        Console.WriteLine($"load {Machine.Load()} when this ended");
        return isWhole ? 0 : 1;
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000 ? number : null;
}
