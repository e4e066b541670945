using System.Diagnostics;
using System.Globalization;
using System.Reactive.Concurrency;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Sensors.Bluetooth.Bluez;
using PelvicFeedback.Tests.Bluetooth;

namespace PelvicFeedback.Benchmarks.Bluetooth;

/// <summary>What the way over BlueZ costs and bears: a sensor of the project's own protocol on a scripted BlueZ, a process of its own on a bus of its own.</summary>
internal static class BluetoothFigures
{
    private const int Seed = 2026;
    private const int Faults = 50;
    private const int Reconnects = 1000;
    private const double WarmSeconds = 5;

    /// <returns>0: it reports, and judges nothing.</returns>
    public static async Task<int> Run(string what, double minutes)
    {
        Console.WriteLine($"{Machine.Description()}; load {Machine.Load()} when this began");
        if (what is "all" or "stream")
        {
            await Stream(minutes);
        }

        if (what is "all" or "faults")
        {
            await Survive();
        }

        if (what is "all" or "reconnects")
        {
            await Reconnect();
        }

        Console.WriteLine($"load {Machine.Load()} when this ended");
        return 0;
    }

    private static IBluetooth Open(string address, IScheduler scheduler) => new BluezBluetooth(scheduler, address);

    private static async Task Stream(double minutes)
    {
        await using var air = await SensorOnAir.Started(Open);
        await Task.Delay(TimeSpan.FromSeconds(WarmSeconds));
        var from = (int)air.Count;
        var (clock, cpu) = (Stopwatch.StartNew(), Cpu());
        await Task.Delay(TimeSpan.FromMinutes(minutes));
        var share = (Cpu() - cpu) / clock.Elapsed.TotalSeconds;
        var sent = await air.Stop();
        var wrongs = AirFaults.Wrongs(air, sent);
        var steps = air.Samples.Zip(air.Samples.Skip(1), (one, next) => next.Number - one.Number).ToList();
        var delays = air.Samples.Skip(from).Select(sample => sample.Delay * 1000).Order().ToList();
        Say($"{SensorOnAir.Rate} Hz, {minutes:0.#} min: {air.Samples.Count} samples, lost {steps.Sum(step => Math.Max(0, step - 1))}, out of order {steps.Count(step => step < 1)}, wrong {wrongs.Count}");
        Say($"sent by the Bluetooth service → decoded sample, ms: p50 {At(delays, 0.5):0.000}, p90 {At(delays, 0.9):0.000}, p99 {At(delays, 0.99):0.000}, longest {delays[^1]:0.000}");
        Say($"CPU {100 * share:0.00} % of one core");
    }

    private static async Task Survive()
    {
        await using var air = await SensorOnAir.Started(Open);
        var survived = await AirFaults.Run(air, Seed, Faults);
        var sent = await air.Stop();
        foreach (var kind in survived.GroupBy(one => one.Fault).OrderBy(kind => kind.Key))
        {
            var back = kind.Select(one => one.Back).Order().ToList();
            Say($"{kind.Key}: {back.Count}, lasted {kind.Min(one => one.Lasted):0.0}–{kind.Max(one => one.Lasted):0.0} s; streaming again after {At(back, 0.5):0.00} s (median), {back[^1]:0.00} s (longest)");
        }

        var wrongs = AirFaults.Wrongs(air, sent);
        Say($"{survived.Count} faults (seed {Seed}), longest back {survived.Max(one => one.Back):0.00} s; gaps reported {air.Gaps.Count}, {air.Gaps.Sum(gap => gap.Length):0.0} s in all; samples {air.Samples.Count}; out of order and left out {air.Sensor.Tally.Count(DecodeFault.OutOfOrder)}");
        Say($"never sent, twice, out of order, or a gap without its length: {wrongs.Count}{string.Concat(wrongs.Take(5).Select(wrong => "\n  " + wrong))}");
    }

    private static async Task Reconnect()
    {
        await using var air = await SensorOnAir.Started(Open, keeps: false);
        for (var i = 0; i <= Reconnects; i++)
        {
            if (i % (Reconnects / 10) == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
                using var self = Process.GetCurrentProcess();
                Say($"{i,5} reconnects: {Directory.GetFileSystemEntries("/proc/self/fd").Length} descriptors, {self.Threads.Count} threads, managed {GC.GetTotalMemory(false) / 1e6:0.00} MB, resident {self.WorkingSet64 / 1e6:0.0} MB");
            }

            await air.Bluez.Do("drop " + ScriptedBluez.Sensor);
            await air.Next();
        }
    }

    private static double Cpu()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    private static double At(List<double> ordered, double share) => ordered[(int)Math.Min(ordered.Count - 1, share * ordered.Count)];

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
