using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using System.Runtime.ExceptionServices;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>
/// A sensor on the patient, over Bluetooth: found, connected, started, read, and whenever it is lost looked for again. One loop owns it.
/// The first time the nearest sensor that the program knows is taken, once it was tapped twice; from then on only that one, never silently another.
/// </summary>
public sealed class BluetoothSensor : IDisposable
{
    // The first time its services are asked for one by one. Later they are known, and one that was just heard answers within two seconds, or not at all.
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KnownPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan BatteryPeriod = TimeSpan.FromMinutes(1);

    // A patient who exercises waits; a sensor that has been away for long saves its battery, and this machine its air.
    private static readonly TimeSpan AMoment = TimeSpan.FromMinutes(2);
    private static readonly Backoff Soon = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2));
    private static readonly Backoff Again = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));

    private readonly IBluetooth _bluetooth;
    private readonly IScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly BehaviorSubject<BluetoothSensorState> _state = new(new(SensorStage.Searching));
    private readonly Lock _changing = new();
    private Task _loop = Task.CompletedTask;
    private WhichSensor _which;
    private string? _id;
    private string? _streamed;
    private SensorModel? _model;
    private SensorTimeline _timeline;

    private const string OutOfReach = "The sensor is out of reach, or its battery is empty.";

    /// <summary>A serial number, of the Device Information service that the Bluetooth SIG has defined.</summary>
    private static readonly GattUuid SerialNumber = GattUuid.Sig(0x2A25);

    /// <param name="bluetooth">The adapter; the caller's.</param>
    /// <param name="id">The only sensor that is taken, because somebody named it; null for one that nobody knows yet.</param>
    /// <param name="scheduler">The sensor's thread, on which the samples come.</param>
    /// <param name="time">For waits.</param>
    /// <param name="random">From 0 to 1, for the jitter of the waits between attempts.</param>
    public BluetoothSensor(IBluetooth bluetooth, string? id, IScheduler scheduler, TimeProvider time, Func<double> random)
        : this(bluetooth, id is null ? WhichSensor.Unknown : WhichSensor.At(id), scheduler, time, random)
    {
    }

    /// <param name="bluetooth">The adapter; the caller's.</param>
    /// <param name="which">Which one it may be.</param>
    /// <param name="scheduler">The sensor's thread, on which the samples come.</param>
    /// <param name="time">For waits.</param>
    /// <param name="random">From 0 to 1, for the jitter of the waits between attempts.</param>
    public BluetoothSensor(IBluetooth bluetooth, WhichSensor which, IScheduler scheduler, TimeProvider time, Func<double> random)
    {
        (_bluetooth, _which, _scheduler, _time, _random) = (bluetooth, which, scheduler, time, random);
        Samples = Observable.Create<MotionSample>((observer, cancellation) => _loop = Task.Run(() => Run(observer, cancellation), CancellationToken.None));
    }

    /// <summary>Its samples, on the sensor's thread, for one subscription; they never end by themselves.</summary>
    public IObservable<MotionSample> Samples { get; }

    /// <summary>How it is: now, then every change.</summary>
    public IObservable<BluetoothSensorState> State => _state.DistinctUntilChanged();

    /// <summary>What its notifications came to; counted on the sensor's thread.</summary>
    public DecodeTally Tally { get; } = new();

    /// <summary>Completes, never faults, once nobody is subscribed any more and the sensor was left in peace.</summary>
    public Task Over => _loop.ContinueWith(_ => { }, TaskScheduler.Default);

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
                var found = await SensorSearch.Next(_bluetooth, _which, _scheduler, cancellation);
                (_id, _model) = (found.Address, found.Model);
                if (await Live(observer, cancellation))
                {
                    (failures, there) = (0, _time.GetTimestamp());
                }
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
        var ready = _bluetooth.State.Do(state =>
        {
            var (stage, words) = state switch
            {
                BluetoothState.Off => (SensorStage.Off, "Bluetooth is switched off: switch it on."),
                BluetoothState.NoAdapter => (SensorStage.NoAdapter, "This machine has no Bluetooth adapter, or it was unplugged."),
                BluetoothState.NoService => (SensorStage.NoService, "The Bluetooth service (bluetoothd) does not run."),
                _ => (SensorStage.Searching, null),
            };
            Say(stage, words);
        });
        await ready.FirstAsync(state => state == BluetoothState.On).ToTask(cancellation);
    }

    // Whether it got on, so that the next attempt need not wait for longer.
    private async Task<bool> Live(IObserver<MotionSample> observer, CancellationToken cancellation)
    {
        var model = _model!;
        Say(SensorStage.Starting, null);
        await using var link = await _bluetooth.Connect(_id!, _streamed == _id ? KnownPatience : ConnectPatience, cancellation);
        var steps = new GattSteps(link, model, _time);
        var identity = new SensorIdentity(model.Name, _id!, await steps.ReadIfThere(SerialNumber, cancellation) is { } serial ? SensorIdentity.ReadSerial(serial) : null);
        var meeting = _which.Met(identity);
        if (meeting == Meeting.PassOver)
        {
            _which = _which.WithoutLuck(_id!);
            Say(SensorStage.Searching, $"{identity} is in reach, and is another one.");
            return true;
        }

        if (meeting == Meeting.Refuse)
        {
            throw new SensorRefusedException($"{identity} is in reach, where {_which.Pinned} was confirmed. If it was replaced: pelvicfeedback scan --forget");
        }

        var ask = await steps.Choose(cancellation);
        var start = model.Start(ask);
        await steps.Do(start.Start, cancellation);
        var isStranger = meeting == Meeting.AskForTaps;
        _which = isStranger ? _which : _which.Found(identity);
        var battery = await Battery(link, model, cancellation);
        Change(_ => new(isStranger ? SensorStage.TapTwice : SensorStage.Live, isStranger ? "Tap the sensor twice, so that it is not a neighbour's." : null, model.Name, _id, battery, link.IsBonded)
        {
            Identity = identity,
            Asked = ask,
            Loss = start.Decoder.Loss,
        });

        var silence = TimeSpan.FromSeconds(Math.Max(1, 10.0 / ask.Rate));
        var reader = steps.Heard(start.Stream);
        var samples = new MotionSample[SensorDecoder.MostSamples];
        var before = Tally.Samples;
        var taps = default(TapWatch);
        _timeline = _timeline.Reconnected();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var watch = new SilenceWatch(silence, _time, () => reader.Count > 0, Silent);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var minding = MindTheBattery(link, model, over.Token);
        try
        {
            await new ScheduledContext(_scheduler).Run(Pump);
            if (taps.Outcome == TapOutcome.GivenUp)
            {
                _which = _which.WithoutLuck(_id!);
                Say(SensorStage.Searching, $"Nobody tapped {identity}: the next nearest is tried.");
                await Leave();
            }
            else
            {
                Say(SensorStage.Lost, OutOfReach);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Silent for too long: the surest sign of a link that is gone, whatever Bluetooth says.
            Say(SensorStage.Lost, OutOfReach);
        }
        catch (OperationCanceledException)
        {
            await Leave();
            throw;
        }
        finally
        {
            await over.CancelAsync();
            await minding;
        }

        _streamed = Tally.Samples > before ? _id : _streamed;
        return Tally.Samples > before;

        // A sensor that is left streaming empties its battery; it may be out of reach by now.
        async Task Leave()
        {
            using var briefly = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
            await Quietly(steps.Do(start.Stop, briefly.Token));
        }

        // On the sensor's thread from the first notification to the last.
        async Task Pump()
        {
            try
            {
                while (taps.Outcome != TapOutcome.GivenUp && await reader.WaitToReadAsync(either.Token))
                {
                    Take();
                    watch.Heard();
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                _scheduler.Schedule(() => ExceptionDispatchInfo.Throw(broken));
                throw;
            }
        }

        void Silent()
        {
            try
            {
                either.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It was over meanwhile.
            }
        }

        void Take()
        {
            while (reader.TryRead(out var notification))
            {
                var arrived = new Seconds(notification.At / (double)Stopwatch.Frequency);
                var decoded = start.Decoder.Decode(notification.Value.Span, arrived, samples);
                Tally.Add(decoded);
                for (var i = 0; i < decoded.Samples; i++)
                {
                    if (isStranger)
                    {
                        Listen(samples[i]);
                    }
                    else
                    {
                        _timeline = _timeline.Next(samples[i], arrived, out var placed);
                        observer.OnNext(placed);
                    }
                }
            }
        }

        // Nobody's samples until somebody has said whose.
        void Listen(in MotionSample sample)
        {
            taps = taps.Next(sample);
            if (taps.Outcome == TapOutcome.Tapped)
            {
                isStranger = false;
                _which = _which.Found(identity);
                Change(state => state with { Stage = SensorStage.Live, Words = null });
            }
        }
    }

    private async Task MindTheBattery(IGattLink link, SensorModel model, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(BatteryPeriod, _time, cancellation);
                var battery = await Battery(link, model, cancellation);
                Change(state => state with { Battery = battery ?? state.Battery });
            }
        }
        catch (OperationCanceledException)
        {
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

    private void Say(SensorStage stage, string? words) => Change(state =>
        (state.Id == _id ? state : new(stage)) with { Stage = stage, Words = words, Name = _model?.Name, Id = _id });

    // The link's loop and the sensor's thread both do.
    private void Change(Func<BluetoothSensorState, BluetoothSensorState> change)
    {
        lock (_changing)
        {
            _state.OnNext(change(_state.Value));
        }
    }
}
