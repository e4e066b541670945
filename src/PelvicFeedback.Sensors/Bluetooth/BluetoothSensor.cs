using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>
/// A sensor on the patient, over Bluetooth: found, connected, started, read, and whenever it is lost looked for again. One loop owns it.
/// The first time the nearest sensor that the program knows is taken; from then on only that one, never silently another.
/// </summary>
public sealed class BluetoothSensor : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ListeningForTheNearest = TimeSpan.FromSeconds(3);

    // A patient who exercises waits; a sensor that has been away for long saves its battery, and this machine its air.
    private static readonly TimeSpan AMoment = TimeSpan.FromMinutes(2);
    private static readonly Backoff Soon = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2));
    private static readonly Backoff Again = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));

    private readonly IBluetooth _bluetooth;
    private readonly IScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly BehaviorSubject<BluetoothSensorState> _state = new(new(SensorStage.Searching));
    private string? _id;
    private SensorModel? _model;
    private SensorTimeline _timeline;

    /// <param name="bluetooth">The adapter; the caller's.</param>
    /// <param name="id">The only sensor that is taken; null for the nearest at the first time.</param>
    /// <param name="scheduler">The sensor's thread, on which the samples come.</param>
    /// <param name="time">For waits.</param>
    /// <param name="random">From 0 to 1, for the jitter of the waits between attempts.</param>
    public BluetoothSensor(IBluetooth bluetooth, string? id, IScheduler scheduler, TimeProvider time, Func<double> random)
    {
        (_bluetooth, _id, _scheduler, _time, _random) = (bluetooth, id, scheduler, time, random);
        Samples = Observable.Create<MotionSample>((observer, cancellation) => Task.Run(() => Run(observer, cancellation), cancellation));
    }

    /// <summary>Its samples, on the sensor's thread, for one subscription; they never end by themselves.</summary>
    public IObservable<MotionSample> Samples { get; }

    /// <summary>How it is: now, then every change.</summary>
    public IObservable<BluetoothSensorState> State => _state.DistinctUntilChanged();

    /// <summary>What its notifications came to; counted on the sensor's thread.</summary>
    public DecodeTally Tally { get; } = new();

    /// <summary>When nobody is subscribed any more.</summary>
    public void Dispose() => _state.Dispose();

    private async Task Run(IObserver<MotionSample> observer, CancellationToken cancellation)
    {
        var there = _time.GetTimestamp();
        for (var failures = 0; !cancellation.IsCancellationRequested;)
        {
            try
            {
                await Ready(cancellation);
                await Find(cancellation);
                if (await Live(observer, cancellation))
                {
                    (failures, there) = (0, _time.GetTimestamp());
                }

                Say(SensorStage.Lost, "The sensor is out of reach, or its battery is empty.");
            }
            catch (BluetoothException failed)
            {
                Say(SensorStage.Lost, failed.Message);
            }
            catch (SensorRefusedException refused)
            {
                Say(SensorStage.Refused, refused.Message);
            }

            var backoff = _time.GetElapsedTime(there) < AMoment ? Soon : Again;
            await Task.Delay(backoff.Wait(++failures, _random()), _time, cancellation);
        }
    }

    private async Task Ready(CancellationToken cancellation)
    {
        var ready = _bluetooth.State.Do(state => Say(
            state == BluetoothState.On ? SensorStage.Searching : SensorStage.Unavailable,
            state switch
            {
                BluetoothState.Off => "Bluetooth is switched off: switch it on.",
                BluetoothState.NoAdapter => "This machine has no Bluetooth adapter, or it was unplugged.",
                BluetoothState.NoService => "The Bluetooth service (bluetoothd) does not run.",
                _ => null,
            }));
        await ready.FirstAsync(state => state == BluetoothState.On).ToTask(cancellation);
    }

    // The nearest is the one heard loudest in the seconds after the first.
    private async Task Find(CancellationToken cancellation)
    {
        var known = _bluetooth.Search([])
            .Select(heard => (Heard: heard, Model: SensorModels.Of(new(heard.Name ?? "", [.. heard.Services]))))
            .Where(one => one.Model is not null && (_id is null || one.Heard.Id == _id))
            .Publish();
        var found = _id is null
            ? known.TakeUntil(known.Take(1).Delay(ListeningForTheNearest, _scheduler)).MaxBy(one => one.Heard.Rssi ?? int.MinValue).Select(loudest => loudest[0])
            : known.Take(1);

        // Waiting before the search begins: what is heard at once counts too.
        var waiting = found.ToTask(cancellation);
        using var searching = known.Connect();
        var (nearest, model) = await waiting;
        (_id, _model) = (nearest.Id, model);
    }

    // Whether samples came.
    private async Task<bool> Live(IObserver<MotionSample> observer, CancellationToken cancellation)
    {
        var model = _model!;
        var ask = new SensorAsk(model.Rates[0], model.Contents[0]);
        var start = model.Start(ask);
        Say(SensorStage.Starting, null);
        await using var link = await _bluetooth.Connect(_id!, ConnectPatience, cancellation);
        var steps = new GattSteps(link, model, ask, _time);
        await steps.Do(start.Start, cancellation);
        var battery = await Battery(link, model, cancellation);
        _state.OnNext(new(SensorStage.Live, null, model.Name, _id, battery, link.IsBonded));

        var silence = TimeSpan.FromSeconds(Math.Max(1, 10.0 / ask.Rate));
        var reader = steps.Heard(start.Stream);
        var samples = new MotionSample[SensorDecoder.MostSamples];
        var before = Tally.Samples;
        _timeline = _timeline.Reconnected();
        using var watch = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(watch.Token, cancellation);
        try
        {
            watch.CancelAfter(silence);
            while (await reader.WaitToReadAsync(either.Token))
            {
                await OnTheSensorsThread(Take);
                watch.CancelAfter(silence);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Silent for too long: the surest sign of a link that is gone, whatever Bluetooth says.
        }
        catch (OperationCanceledException)
        {
            // A sensor that is left streaming empties its battery; it may be out of reach by now.
            using var briefly = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
            await Quietly(steps.Do(start.Stop, briefly.Token));
            throw;
        }

        return Tally.Samples > before;

        void Take()
        {
            while (reader.TryRead(out var notification))
            {
                var arrived = new Seconds(notification.At / (double)Stopwatch.Frequency);
                var decoded = start.Decoder.Decode(notification.Value.Span, arrived, samples);
                Tally.Add(decoded);
                for (var i = 0; i < decoded.Samples; i++)
                {
                    _timeline = _timeline.Next(samples[i], arrived, out var placed);
                    observer.OnNext(placed);
                }
            }
        }
    }

    private static async Task<SensorBattery?> Battery(IGattLink link, SensorModel model, CancellationToken cancellation)
    {
        try
        {
            return model.ReadBattery(await link.Read(model.Battery, TimeSpan.FromSeconds(2), cancellation));
        }
        catch (BluetoothException)
        {
            return link.BatteryPercent is { } percent ? new(percent) : null;
        }
    }

    private Task OnTheSensorsThread(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scheduler.Schedule(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception broken)
            {
                done.SetException(broken);
                throw;
            }
        });
        return done.Task;
    }

    private static async Task Quietly(Task leaving)
    {
        try
        {
            await leaving;
        }
        catch (Exception gone) when (gone is BluetoothException or SensorRefusedException or OperationCanceledException)
        {
        }
    }

    private void Say(SensorStage stage, string? words) =>
        _state.OnNext(_state.Value with { Stage = stage, Words = words, Name = _model?.Name, Id = _id });
}
