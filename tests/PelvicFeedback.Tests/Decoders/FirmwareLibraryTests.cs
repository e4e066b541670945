using System.Diagnostics;
using System.Globalization;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Simulated;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>The C library for the sensor's side: it passes the vectors wherever it runs, and what it sends is read back here.</summary>
public class FirmwareLibraryTests
{
    private const MotionContent Everything = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;

    private static int Shown => PelvisVectors.All.Count(vector =>
        vector.Kind is "quantise" or "capacity"
        || (vector.Kind is "stream" or "description" or "battery" or "control" && vector.Valid && !vector.Json.TryGetProperty("writes", out _)));

    [HostCompilerTheory]
    [InlineData("host")]
    [InlineData("sanitized")]
    public void The_library_passes_every_vector_of_the_sensor(string what) => PassesEveryVector(what);

    [Fact]
    [Trait("runs", "edges")]
    public void It_passes_them_on_a_microcontroller()
    {
        Assert.Null(FirmwareTools.SkipWithout(FirmwareTools.CortexM4));
        PassesEveryVector("cortex-m4");
    }

    [Fact]
    [Trait("runs", "edges")]
    public void Its_sizes_are_those_that_are_written_down()
    {
        Assert.Null(FirmwareTools.SkipWithout(FirmwareTools.CortexM4));
        using TemporaryFolder folder = new();
        var sizes = FirmwareTools.Check("sizes", folder.Path).Run();
        Assert.True(sizes.ExitCode == 0, sizes.Output);

        // Another compiler makes other sizes; much more is something else.
        var total = sizes.Output.Split('\n').Single(line => line.Contains("(TOTALS)", StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(int.Parse(total[0], CultureInfo.InvariantCulture), 1000, 3000);
        Assert.Equal(("0", "0"), (total[1], total[2]));
    }

    [HostCompilerFact]
    public void Events_in_any_order_break_no_rule() => Fuzzes("100000");

    [HostCompilerFact]
    [Trait("runs", "edges")]
    public void Many_more_events_break_none_either() => Fuzzes("20000000");

    [HostCompilerTheory]
    [InlineData(23, MotionContent.Orientation, 60)]
    [InlineData(185, Everything, 100)]
    [InlineData(247, Everything, 200)]
    [InlineData(247, MotionContent.Orientation | MotionContent.AngularRate, 100)]
    public void A_simulated_session_comes_through_to_the_last_bit(int mtu, MotionContent content, int rate)
    {
        // The clock wraps about a minute into the session.
        var sensor = new SimulatedSensor { Rate = rate, ClockStart = new(4_230), LossProbability = 0.01, GapsPerMinute = 1 };
        var sent = Simulation.Run(SimulatedPatient.Weak, sensor, Sessions.Everything, 7).Samples.Select(one => Fixed.Of(one.Sample, rate)).ToList();
        var notifications = Encoded(sent, mtu, content, rate);
        var (samples, tally) = PelvisVectors.Decode(new PelvisStream(), notifications);

        Assert.Equal(sent.Count, samples.Count);
        Assert.Equal(0, tally.Faults);
        Assert.Equal(sent[^1].Index - sent[0].Index + 1 - sent.Count, tally.Lost);
        Assert.InRange(tally.Lost, 1, sent.Count);
        Assert.True(sent[0].Time < 1L << 32 && sent[^1].Time > 1L << 32);
        Sessions.Each(sent.Zip(samples), pair =>
        {
            // Within a notification a sample's time is reckoned with the mean step, in whole microseconds.
            Assert.InRange((pair.Second.Time.Seconds * 1e6) - pair.First.Time, -3, 3);
            Assert.Equal(pair.First.OnTheWire(content), pair.Second with { Time = default });
        });
    }

    private static void PassesEveryVector(string what)
    {
        using TemporaryFolder folder = new();
        var outcome = FirmwareTools.Check(what, folder.Path).Run();
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        Assert.EndsWith($"{Shown} vectors, 0 checks failed", outcome.Output.TrimEnd());
    }

    private static void Fuzzes(string rounds)
    {
        using TemporaryFolder folder = new();
        var outcome = FirmwareTools.Check("fuzz", folder.Path).With("ROUNDS", rounds).Run();
        Assert.True(outcome.ExitCode == 0, outcome.Output);
    }

    private static List<byte[]> Encoded(IEnumerable<Fixed> samples, int mtu, MotionContent content, int rate)
    {
        using TemporaryFolder folder = new();
        var built = FirmwareTools.Check("session", folder.Path).Run();
        Assert.True(built.ExitCode == 0, built.Output);
        var start = new ProcessStartInfo(Path.Combine(folder.Path, "encode_session"), [$"{mtu}", $"{(int)content}", $"{rate}", "4660"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var sensor = Process.Start(start)!;
        var writing = Task.Run(() =>
        {
            foreach (var sample in samples)
            {
                sensor.StandardInput.WriteLine(sample.Line);
            }

            sensor.StandardInput.Close();
        });
        using var sent = new MemoryStream();
        sensor.StandardOutput.BaseStream.CopyTo(sent);
        writing.GetAwaiter().GetResult();
        sensor.WaitForExit();
        Assert.Equal(0, sensor.ExitCode);

        var (notifications, bytes) = (new List<byte[]>(), sent.ToArray());
        for (var at = 0; at < bytes.Length; at += bytes[at] + 1)
        {
            notifications.Add(bytes[(at + 1)..(at + 1 + bytes[at])]);
        }

        return notifications;
    }

    /// <summary>A sample in the whole numbers in which a sensor has it.</summary>
    private sealed record Fixed(long Index, long Time, int[] Quaternion, int[] Force, int[] Rate)
    {
        public string Line => string.Create(CultureInfo.InvariantCulture, $"{Index % 65536} {Time % (1L << 32)} {Text(Quaternion)} {Text(Force)} {Text(Rate)}");

        public static Fixed Of(in MotionSample sample, int rate)
        {
            var (q, a, w) = (sample.SensorToEarth, sample.SpecificForce, sample.AngularRate);
            return new(
                (long)Math.Round(sample.Time.Seconds * rate),
                (long)Math.Round(sample.Time.Seconds * 1e6),
                Whole(1 << 30, q.W, q.X, q.Y, q.Z),
                Whole(1e6, a.X, a.Y, a.Z),
                Whole(1e6, w.X, w.Y, w.Z));
        }

        public MotionSample OnTheWire(MotionContent content)
        {
            var q = Quaternion.Select(part => Rounded(part, 65536) * PelvisStream.QuaternionUnit).ToArray();
            return new()
            {
                SensorToEarth = new Rotation(q[0], q[1], q[2], q[3]).Normalized,
                SpecificForce = content.HasFlag(MotionContent.SpecificForce) ? Vector(Force, 5000, PelvisStream.ForceUnit) : default,
                AngularRate = content.HasFlag(MotionContent.AngularRate) ? Vector(Rate, 1000, PelvisStream.RateUnit) : default,
                Content = content,
            };
        }

        private static Vector3D Vector(int[] values, int unit, double size) =>
            new(Rounded(values[0], unit) * size, Rounded(values[1], unit) * size, Rounded(values[2], unit) * size);

        private static double Rounded(int value, int unit) => (double)Math.Round((decimal)value / unit, MidpointRounding.AwayFromZero);

        private static int[] Whole(double scale, params double[] values) => [.. values.Select(value => (int)Math.Round(value * scale))];

        private static string Text(int[] values) => string.Join(' ', values);
    }
}
