using System.Reactive.Concurrency;
using System.Reactive.Linq;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
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
    private readonly IDisposable _turning;
    private long _turns;
    private bool _disposed;

    /// <param name="choice">Which.</param>
    /// <param name="speed">How many times as fast as life.</param>
    /// <param name="arrived">Told of every sample before anything else is; for measuring.</param>
    /// <exception cref="CommandException">The recording cannot be used.</exception>
    public SensorSource(SensorChoice choice, double speed, Action<MotionSample>? arrived = null)
    {
        _turning = _thread.SchedulePeriodic(HalfASecond, () => Volatile.Write(ref _turns, _turns + 1));
        if (choice.Replay is not { } file)
        {
            var sensor = new SimulatedSensor();
            var body = LiveSimulation.Asked(SimulatedPatient.Demonstration, sensor, Seed, () => Asked(), speed, _thread);
            (Samples, SamplePeriod, Name) = (Seen(body, arrived), new(1 / sensor.Rate), "a simulated patient");
            return;
        }

        try
        {
            _reader = RecordingReader.Open(file);
        }
        catch (RecordingException unusable)
        {
            _thread.Dispose();
            throw new CommandException(ExitCode.Unusable, unusable.Message, unusable);
        }

        (Samples, SamplePeriod, Name) = (Seen(_reader.AtItsOwnPace(speed, _thread), arrived), _reader.SamplePeriod, $"the recording {file}");
    }

    /// <summary>For a person at this machine.</summary>
    public string Name { get; }

    /// <summary>For everybody: a file's name may say who somebody is.</summary>
    public string PublicName => _reader is null ? Name : "a recording";

    /// <summary>Time between two samples.</summary>
    public Seconds SamplePeriod { get; }

    /// <summary>The samples; for one subscription.</summary>
    public IObservable<MotionSample> Samples { get; }

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
