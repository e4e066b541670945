using System.Diagnostics;
using System.Reactive.Concurrency;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>A sample that came.</summary>
/// <param name="Number">Which of the sensor's it is, as the sensor itself wrote into it.</param>
/// <param name="Time">The time it was given, s.</param>
/// <param name="Delay">From its being sent by the Bluetooth service to its being decoded, s.</param>
internal readonly record struct Heard(long Number, double Time, double Delay);

/// <summary>A gap that was reported.</summary>
/// <param name="After">Place in the samples of the first one after it.</param>
/// <param name="Length">As reported, s.</param>
internal readonly record struct ReportedGap(int After, double Length);

/// <summary>A sensor of the project's own protocol on a scripted BlueZ, connected and streaming as a patient's would, and what comes of it.</summary>
internal sealed class SensorOnAir : IAsyncDisposable
{
    public const int Rate = 100;
    public const double Period = 1.0 / Rate;
    private const double ForceUnit = 0.005;
    private const double RateUnit = 0.001;
    private const int FieldBits = 15;
    private const long StampMask = (1L << (2 * FieldBits)) - 1;

    private readonly SensorThread _thread = new();
    private readonly IBluetooth _bluetooth;
    private readonly IDisposable _subscription;
    private readonly bool _keeps;
    private Continuity _continuity;
    private TaskCompletionSource? _awaited;
    private long _count;

    private SensorOnAir(ScriptedBluez bluez, Func<string, IScheduler, IBluetooth> open, bool keeps)
    {
        Bluez = bluez;
        _keeps = keeps;
        _bluetooth = open(bluez.Address, TaskPoolScheduler.Default);
        Sensor = new(_bluetooth, ScriptedBluez.Sensor, _thread, TimeProvider.System, () => 0.5);
        _subscription = Sensor.Samples.Subscribe(Take);
    }

    /// <summary>What it is on.</summary>
    public ScriptedBluez Bluez { get; }

    /// <summary>The sensor.</summary>
    public BluetoothSensor Sensor { get; }

    /// <summary>Samples so far.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Every sample; to be looked at when it is stopped.</summary>
    public List<Heard> Samples { get; } = [];

    /// <summary>Every gap that was reported; to be looked at when it is stopped.</summary>
    public List<ReportedGap> Gaps { get; } = [];

    /// <summary>Begins, and waits for the first sample.</summary>
    /// <param name="open">The adapter, on that bus.</param>
    /// <param name="keeps">Whether the samples are kept; without, the memory stays what the sensor itself takes.</param>
    public static async Task<SensorOnAir> Started(Func<string, IScheduler, IBluetooth> open, bool keeps = true)
    {
        var bluez = await ScriptedBluez.Started();
        await bluez.Do("hush");
        await bluez.Do("adapter back");
        await bluez.Do($"pelvis {ScriptedBluez.Sensor} {Rate}");
        var here = new SensorOnAir(bluez, open, keeps);
        await here.Next();
        return here;
    }

    /// <summary>Waits for the next sample from now.</summary>
    public async Task Next()
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _awaited, next);
        await next.Task.WaitAsync(ScriptedBluez.Patience);
    }

    /// <summary>Ends the sensor, and asks which samples were sent at all.</summary>
    /// <returns>First and last of each stretch without interruption.</returns>
    public async Task<IReadOnlyList<(long First, long Last)>> Stop()
    {
        _subscription.Dispose();
        await Bluez.Do("sent");
        return
        [
            .. Bluez.Heard.Last(line => line.StartsWith("sent", StringComparison.Ordinal)).Split(' ')[1..].Select(stretch => stretch.Split('-'))
                .Select(ends => (long.Parse(ends[0], System.Globalization.CultureInfo.InvariantCulture), long.Parse(ends[1], System.Globalization.CultureInfo.InvariantCulture)))
                .Where(ends => ends.Item2 >= ends.Item1),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _bluetooth.DisposeAsync();
        await Bluez.DisposeAsync();
        _thread.Dispose();
        Sensor.Dispose();
    }

    // On the sensor's thread.
    private void Take(MotionSample sample)
    {
        Interlocked.Increment(ref _count);
        if (_keeps)
        {
            Keep(sample);
        }

        Interlocked.Exchange(ref _awaited, null)?.TrySetResult();
    }

    private void Keep(in MotionSample sample)
    {
        var now = Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);
        var sent = Field(sample.SpecificForce.X, ForceUnit) | Field(sample.SpecificForce.Y, ForceUnit) << FieldBits;
        var number = Field(sample.AngularRate.X, RateUnit) | Field(sample.AngularRate.Y, RateUnit) << FieldBits;
        Samples.Add(new(number, sample.Time.Seconds, (now - sent & StampMask) * 1e-6));
        _continuity = _continuity.Next(sample, new(Period), out var accepted);
        foreach (var gap in accepted.Events?.OfType<SensorGap>() ?? [])
        {
            Gaps.Add(new(Samples.Count - 1, gap.Length.Value));
        }
    }

    private static long Field(double value, double unit) => (long)Math.Round(value / unit);
}
