using System.Diagnostics;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>What can go wrong between a sensor and its host.</summary>
internal enum AirFault
{
    /// <summary>The connection breaks.</summary>
    Drop,

    /// <summary>The sensor goes out of reach, and BlueZ forgets it.</summary>
    Vanish,

    /// <summary>The connection breaks, and for a while every new one is refused.</summary>
    Refuse,

    /// <summary>BlueZ does nothing for a while.</summary>
    Freeze,

    /// <summary>The adapter is switched off and on.</summary>
    AdapterOff,

    /// <summary>The adapter is unplugged and plugged in again.</summary>
    AdapterGone,

    /// <summary>BlueZ ends and is started again.</summary>
    ServiceRestart,

    /// <summary>The sensor goes out of reach without a word, and comes back.</summary>
    Silence,

    /// <summary>Notifications are held back, then come all at once.</summary>
    Burst,

    /// <summary>Two notifications change places.</summary>
    Reorder,
}

/// <summary>A fault that was survived.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Lasted">How long it lasted, s.</param>
/// <param name="Back">From its end to the next sample, s.</param>
internal readonly record struct Survived(AirFault Fault, double Lasted, double Back);

/// <summary>Random faults, from a seed: each kind once, in any order, then any.</summary>
internal static class AirFaults
{
    private const string Sensor = ScriptedBluez.Sensor;

    public static async Task<List<Survived>> Run(SensorOnAir air, int seed, int count)
    {
        var random = new Random(seed);
        var faults = Enum.GetValues<AirFault>().OrderBy(_ => random.Next()).ToList();
        var survived = new List<Survived>();
        for (var i = 0; i < count; i++)
        {
            var fault = i < faults.Count ? faults[i] : faults[random.Next(faults.Count)];
            var milliseconds = random.Next(200, 3000);
            var began = Stopwatch.GetTimestamp();
            await Inflict(air.Bluez, fault, milliseconds);
            var over = Stopwatch.GetTimestamp();
            await air.Next();
            survived.Add(new(fault, Stopwatch.GetElapsedTime(began, over).TotalSeconds, Stopwatch.GetElapsedTime(over).TotalSeconds));

            // Some samples in peace, so that two faults are two.
            for (var (until, at) = (air.Count + random.Next(50, 150), 0L); at < until; at = air.Count)
            {
                await air.Next();
            }
        }

        return survived;
    }

    /// <summary>What is wrong with what came: empty when every sample was sent, came once and in order, and every gap was reported with its length.</summary>
    public static IReadOnlyList<string> Wrongs(SensorOnAir air, IReadOnlyList<(long First, long Last)> sent)
    {
        var (samples, gaps) = (air.Samples, air.Gaps.ToDictionary(gap => gap.After, gap => gap.Length));
        var wrongs = new List<string>();
        for (var i = 0; i < samples.Count; i++)
        {
            var number = samples[i].Number;
            if (!sent.Any(stretch => stretch.First <= number && number <= stretch.Last))
            {
                wrongs.Add($"sample {number} was never sent");
            }

            if (i == 0)
            {
                continue;
            }

            var missing = number - samples[i - 1].Number;
            var (length, reported) = (missing * SensorOnAir.Period, gaps.GetValueOrDefault(i));
            if (missing <= 0)
            {
                wrongs.Add($"sample {number} came after {samples[i - 1].Number}");
            }
            else if (length >= Continuity.LeastGap.Value && Math.Abs(reported - length) > SensorOnAir.Period / 2)
            {
                wrongs.Add($"a gap of {length:0.00} s before sample {number} was reported as {reported:0.00} s");
            }
            else if (length < Continuity.LeastGap.Value && reported > 0)
            {
                wrongs.Add($"a gap of {reported:0.00} s before sample {number} was none");
            }
        }

        return wrongs;
    }

    private static async Task Inflict(ScriptedBluez bluez, AirFault fault, int milliseconds)
    {
        var (begin, end) = fault switch
        {
            AirFault.Drop => ([$"drop {Sensor}"], []),
            AirFault.Vanish => (["reach off", $"vanish {Sensor}"], ["reach on"]),
            AirFault.Refuse => ([$"refuse_for {milliseconds} Connect org.bluez.Error.Failed le-connection-abort-by-local", $"drop {Sensor}"], ["reach on"]),
            AirFault.Freeze => ([$"stop {milliseconds}"], []),
            AirFault.AdapterOff => (["adapter off"], ["adapter on"]),
            AirFault.AdapterGone => (["adapter gone"], ["adapter back"]),
            AirFault.ServiceRestart => (["service stop"], ["service start", "adapter back"]),
            AirFault.Silence => (["reach off"], ["reach on"]),
            AirFault.Burst => ([$"hold {milliseconds}"], ["reach on"]),
            _ => (new[] { "swap" }, Array.Empty<string>()),
        };
        foreach (var command in begin)
        {
            await bluez.Do(command);
        }

        if (end.Length > 0)
        {
            // How long the fault lasts.
            await Task.Delay(milliseconds);
        }

        foreach (var command in end)
        {
            await bluez.Do(command);
        }
    }
}
