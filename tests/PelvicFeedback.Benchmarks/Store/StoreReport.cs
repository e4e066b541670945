using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Motion;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Store;

/// <summary>How fast events and raw motion get onto the disk that the folder lies on.</summary>
internal static class StoreReport
{
    private const int Commits = 3000;
    private const int Seconds = 600;
    private const int Rate = 100;
    private static readonly Pseudonym Session = Pseudonym.Parse("s1");
    private static readonly byte[] Payload = new byte[400];

    public static int Run(string folder)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "pelvicfeedback-" + Path.GetRandomFileName())).FullName;
        try
        {
            using var store = HomeStore.Open(new() { Path = Path.Combine(own, StoreOptions.FileName), Paired = true }, TimeProvider.System);
            Say($"Folder {folder}, {DiskOf(folder)}");
            Events(store, 1);
            Events(store, 100);
            Motion(store, MotionContent.Orientation, rounded: true);
            Motion(store, MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate, rounded: true);
            Motion(store, MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate, rounded: false);
            return 0;
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }

    private static void Events(HomeStore store, int atOnce)
    {
        var draft = new EventDraft("pelvic/v1/clinic/p7/rep", (output, _, _) => output.Write(Payload));
        var batch = new StoreBatch { Events = [.. Enumerable.Repeat(draft, atOnce)] };
        var times = new double[Commits / atOnce];
        var clock = Stopwatch.StartNew();
        for (var at = 0; at < times.Length; at++)
        {
            var began = clock.Elapsed;
            store.Commit(batch);
            times[at] = (clock.Elapsed - began).TotalMilliseconds;
        }

        var all = clock.Elapsed.TotalSeconds;
        Array.Sort(times);
        Say($"Events, {atOnce} a transaction: {times.Length * atOnce / all:0} events/s, a commit p50 {times[times.Length / 2]:0.00} ms, p99 {times[times.Length * 99 / 100]:0.00} ms");
    }

    private static void Motion(HomeStore store, MotionContent content, bool rounded)
    {
        var seconds = Of(content, rounded);
        var clock = Stopwatch.StartNew();
        foreach (var second in seconds)
        {
            store.AddMotion(Session, second);
        }

        var all = clock.Elapsed.TotalSeconds;
        var bytes = seconds.Sum(second => (long)MotionBlob.Encode(second).Length);
        var samples = seconds.Sum(second => second.Length);
        Say($"Motion, {content}, {(rounded ? "singles" : "doubles")}: {samples / all:0} samples/s, {(double)bytes / samples:0.0} B a sample");
    }

    private static List<MotionSample[]> Of(MotionContent content, bool rounded)
    {
        var run = Simulation.Run(SimulatedPatient.Weak, new() { Rate = Rate, Content = content }, SimulatedSession.Random(5, new(Seconds * 1.2)), 5);
        var (seconds, second) = (new List<MotionSample[]>(), new MotionSecond());
        foreach (var one in run.Samples.Take(Seconds * Rate))
        {
            if (second.Add(rounded ? AsSingles(one.Sample) : one.Sample) is { } over)
            {
                seconds.Add(over);
            }
        }

        return seconds;
    }

    // Most sensors give singles.
    private static MotionSample AsSingles(in MotionSample sample) => sample with
    {
        SensorToEarth = new((float)sample.SensorToEarth.W, (float)sample.SensorToEarth.X, (float)sample.SensorToEarth.Y, (float)sample.SensorToEarth.Z),
        SpecificForce = new((float)sample.SpecificForce.X, (float)sample.SpecificForce.Y, (float)sample.SpecificForce.Z),
        AngularRate = new((float)sample.AngularRate.X, (float)sample.AngularRate.Y, (float)sample.AngularRate.Z),
    };

    private static string DiskOf(string folder) => new DriveInfo(Path.GetFullPath(folder)) is var drive ? $"{drive.DriveFormat}, {drive.AvailableFreeSpace >> 30} GiB free" : "";

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
