using System.Collections.Immutable;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>Hears which sensors are in reach.</summary>
public static class SensorSearch
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    /// <summary>The next sensor to connect; searches for as long as it takes.</summary>
    /// <param name="bluetooth">Where.</param>
    /// <param name="which">Which one it may be.</param>
    /// <param name="scheduler">Times the waiting for nearer ones.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task<HeardSensor> Next(IBluetooth bluetooth, WhichSensor which, IScheduler scheduler, CancellationToken cancellation) =>
        bluetooth.Search([])
            .Select(Known)
            .Merge(Observable.Interval(AskAgain, scheduler).Select(_ => default(HeardSensor)))
            .Scan(new Heard(ImmutableDictionary<string, HeardSensor>.Empty, null), (heard, one) => heard.With(one, scheduler.Now))
            .Select(heard => which.Pick([.. heard.Sensors.Values], heard.Listened(scheduler.Now)))
            .Where(picked => picked is not null)
            .Select(picked => picked!.Value)
            .FirstAsync()
            .ToTask(cancellation);

    /// <summary>The kind of an advertised sensor; null where the program knows none such.</summary>
    public static SensorModel? ModelOf(Advertisement heard) => SensorModels.Of(new(heard.Name ?? "", [.. heard.Services]));

    // Default for what the program does not know.
    private static HeardSensor Known(Advertisement heard) => ModelOf(heard) is { } model ? new(heard.Id, model, heard.Rssi) : default;

    private sealed record Heard(ImmutableDictionary<string, HeardSensor> Sensors, DateTimeOffset? First)
    {
        public Heard With(HeardSensor one, DateTimeOffset now) => one.Model is null ? this : new(Sensors.SetItem(one.Address, one), First ?? now);

        public Seconds Listened(DateTimeOffset now) => First is { } first ? new(Math.Max(0, (now - first).TotalSeconds)) : Seconds.Zero;
    }
}
