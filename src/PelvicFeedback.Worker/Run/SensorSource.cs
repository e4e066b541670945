using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Recordings;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Run;

/// <summary>The chosen sensor, opened: its samples come on one thread of their own, from the sensor to the alert.</summary>
internal sealed class SensorSource : IDisposable
{
    private const int Seed = 1;
    private static readonly TimeSpan HalfASecond = TimeSpan.FromSeconds(0.5);

    private readonly SensorThread _thread = new();
    private readonly RecordingReader? _reader;
    private readonly AirSensor? _air;
    private readonly IDisposable _turning;
    private long _turns;
    private bool _disposed;

    /// <param name="choice">Which.</param>
    /// <param name="speed">How many times as fast as life.</param>
    /// <param name="arrived">Told of every sample before anything else is; for measuring.</param>
    /// <param name="air">Where a sensor over Bluetooth is looked for; null for one that is not.</param>
    /// <exception cref="CommandException">The recording cannot be used, or there is no Bluetooth.</exception>
    public SensorSource(SensorChoice choice, double speed, Action<MotionSample>? arrived = null, AirChoice? air = null)
    {
        _turning = _thread.SchedulePeriodic(HalfASecond, () => Volatile.Write(ref _turns, _turns + 1));
        try
        {
            if (choice.IsBluetooth)
            {
                _air = new(air!, choice.Address, _thread);
                (Samples, Name) = (Seen(_air.Samples, arrived), "a sensor over Bluetooth");
            }
            else if (choice.Replay is { } file)
            {
                _reader = RecordingReader.Open(file);
                (Samples, SamplePeriod, Name) = (Seen(_reader.AtItsOwnPace(speed, _thread), arrived), _reader.SamplePeriod, $"the recording {file}");
            }
            else
            {
                var sensor = new SimulatedSensor();
                var body = LiveSimulation.Asked(SimulatedPatient.Demonstration, sensor, Seed, () => Asked(), speed, _thread);
                (Samples, SamplePeriod, Name) = (Seen(body, arrived), new(1 / sensor.Rate), "a simulated patient");
            }
        }
        catch (RecordingException unusable)
        {
            _thread.Dispose();
            throw new CommandException(ExitCode.Unusable, unusable.Message, unusable);
        }
        catch (CommandException)
        {
            _thread.Dispose();
            throw;
        }
    }

    /// <summary>For a person at this machine.</summary>
    public string Name { get; }

    /// <summary>For everybody: a file's name may say who somebody is.</summary>
    public string PublicName => _reader is null ? Name : "a recording";

    /// <summary>Time between two samples; null while it is not known what sensor it will be.</summary>
    public Seconds? SamplePeriod { get; private set; }

    /// <summary>The samples, once it is open; for one subscription.</summary>
    public IObservable<MotionSample> Samples { get; }

    /// <summary>What a sensor's notifications came to, for the sensor's thread; null for what notifies nothing.</summary>
    public DecodeTally? Tally => _air?.Tally;

    /// <summary>What a simulated patient is asked to do now; called on the sensor's thread. Set before anybody subscribes.</summary>
    public Func<SimulatedTask> Asked { get; set; } = () => SimulatedTask.Stand;

    /// <summary>Grows twice a second on the sensor's thread, as long as that is not held up.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>Has something done on the sensor's thread, between two samples. From any thread; never waits.</summary>
    /// <returns>Whether it will be; not once this is disposed of.</returns>
    public bool Post(Action work)
    {
        try
        {
            _thread.Schedule(work);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Has something done on the sensor's thread again and again, until the result is disposed of.</summary>
    public IDisposable Every(TimeSpan period, Action work) => _thread.SchedulePeriodic(period, work);

    /// <summary>Opens it: for a sensor over Bluetooth that is whenever one is found. On the sensor's thread; what is told comes on it too.</summary>
    /// <param name="told">What is known of a sensor over Bluetooth, whenever that changes.</param>
    /// <param name="opened">Once, before the first sample, when <see cref="SamplePeriod"/> is known.</param>
    /// <param name="broke">What ends it, which is a fault of the program.</param>
    public IDisposable Open(Action<SensorFacts> told, Action<Seconds> opened, Action<Exception> broke)
    {
        if (_air is not null)
        {
            return _air.Begin(told, Known, broke);
        }

        opened(SamplePeriod!.Value);
        return Disposable.Empty;

        void Known(Seconds period)
        {
            SamplePeriod = period;
            opened(period);
        }
    }

    /// <summary>
    /// After this returns no handler runs any more, but for one that has been held up for half a second already. For a thread other
    /// than the sensor's, when nobody subscribes any longer.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _air?.Dispose();
        _turning.Dispose();
        var last = new TaskCompletionSource();
        _thread.Schedule(last.SetResult);
        if (last.Task.Wait(HalfASecond))
        {
            _reader?.Dispose();
        }

        _thread.Dispose();
    }

    private static IObservable<MotionSample> Seen(IObservable<MotionSample> samples, Action<MotionSample>? arrived) =>
        arrived is null ? samples : samples.Do(arrived);
}
