using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Subjects;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Run;

/// <summary>Where a sensor over Bluetooth is looked for, and what is known of it from before.</summary>
/// <param name="Adapter">The implementation of Bluetooth; null where this build has none for this system.</param>
/// <param name="Folder">The data folder, which keeps which sensor it is.</param>
internal sealed record AirChoice(BluetoothAdapter? Adapter, string Folder);

/// <summary>The patient's sensor over Bluetooth, from the first search to the last drop-out; keeps which one it is.</summary>
internal sealed class AirSensor : IDisposable
{
    // The sensor is told to stop before its connection is closed.
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(2.5);

    private readonly IBluetooth _bluetooth;
    private readonly BluetoothSensor _sensor;
    private readonly IScheduler _thread;
    private readonly string _folder;
    private readonly bool _isNamed;
    private readonly Subject<MotionSample> _samples = new();
    private SensorIdentity? _pinned;
    private bool _opened;

    /// <param name="air">Where.</param>
    /// <param name="address">The one that is taken because somebody named it; null for the one that was confirmed, or the nearest.</param>
    /// <param name="thread">Everything that is told comes on it.</param>
    /// <exception cref="CommandException">There is no Bluetooth for this system.</exception>
    public AirSensor(AirChoice air, string? address, IScheduler thread)
    {
        (_thread, _folder, _isNamed, _pinned) = (thread, air.Folder, address is not null, SensorPin.Read(air.Folder));
        var which = address is not null ? WhichSensor.At(address) : _pinned is { } known ? WhichSensor.Of(known) : WhichSensor.Unknown;
        _bluetooth = Open(air.Adapter);
        _sensor = new(_bluetooth, which, thread, TimeProvider.System, Random.Shared.NextDouble);
    }

    /// <summary>The samples, once it is open.</summary>
    public IObservable<MotionSample> Samples => _samples;

    /// <summary>What its notifications came to.</summary>
    public DecodeTally Tally => _sensor.Tally;

    /// <summary>Opens Bluetooth.</summary>
    /// <exception cref="CommandException">There is none for this system.</exception>
    public static IBluetooth Open(BluetoothAdapter? adapter)
    {
        try
        {
            return adapter?.Open(TaskPoolScheduler.Default) ?? throw new CommandException(ExitCode.Failed, "this build has no Bluetooth for this system: --sensor takes sim or replay:FILE");
        }
        catch (DllNotFoundException missing)
        {
            throw new CommandException(ExitCode.Failed, "libsystemd is not on this machine, and Bluetooth needs it: apt install libsystemd0", missing);
        }
    }

    /// <summary>Looks for it, and tells of it until the result is disposed of.</summary>
    /// <param name="told">Every change.</param>
    /// <param name="opened">Once, before its first sample: the time between two of them.</param>
    /// <param name="broke">What ends it, which is a fault of the program.</param>
    public IDisposable Begin(Action<SensorFacts> told, Action<Seconds> opened, Action<Exception> broke)
    {
        return new CompositeDisposable(
            _sensor.State.Subscribe(state => _thread.Schedule(() => Take(state)), broke),
            _sensor.Samples.Subscribe(_samples.OnNext, broke));

        void Take(BluetoothSensorState state)
        {
            var fault = state is { Stage: SensorStage.Live, Identity: { } sensor } ? Pin(sensor) : null;
            if (state is { Stage: SensorStage.Live, Asked: { } asked } && !_opened)
            {
                _opened = true;
                opened(new(1.0 / asked.Rate));
            }

            told(Facts(state with { Words = state.Words ?? fault }));
        }
    }

    /// <summary>When nobody is told any more, from another thread than the sensor's: waits until it was left in peace.</summary>
    public void Dispose()
    {
        _sensor.Over.Wait(Leaving);
        _sensor.Dispose();
        _bluetooth.DisposeAsync().AsTask().Wait(Leaving);
    }

    private static SensorFacts Facts(BluetoothSensorState state) => new()
    {
        Stage = state.Stage,
        Why = state.Words is { } words ? Shortened(words) : null,
        Model = state.Name,
        Serial = state.Identity?.Serial,
        Authenticated = state.Streams ? state.IsBonded : null,
        Battery = state.Battery,
        LossKnown = state.Loss,
    };

    private static string Shortened(string words)
    {
        var line = string.Concat(words.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length <= SensorFacts.LongestWhy ? line : line[..(SensorFacts.LongestWhy - 1)] + "…";
    }

    // Who named a sensor tries it out: what was confirmed stays. Returns why it is not kept; null when it is, or is not to be.
    private string? Pin(SensorIdentity sensor)
    {
        if (_isNamed || sensor == _pinned)
        {
            return null;
        }

        try
        {
            SensorPin.Write(_folder, sensor);
            _pinned = sensor;
            return null;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            return $"Which sensor it is cannot be kept, and is asked again at the next start: {full.Message}";
        }
    }
}
