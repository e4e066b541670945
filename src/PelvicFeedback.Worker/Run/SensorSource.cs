using System.Reactive.Concurrency;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Run;

/// <summary>The chosen sensor, opened: its samples come on one thread of their own, from the sensor to the alert.</summary>
internal sealed class SensorSource : IDisposable
{
    private readonly EventLoopScheduler _thread = new(run => new Thread(run) { Name = "sensor", IsBackground = true });
    private readonly RecordingReader? _reader;
    private bool _disposed;

    /// <exception cref="CommandException">The recording cannot be used.</exception>
    public SensorSource(SensorChoice choice, double speed)
    {
        if (choice.Replay is not { } file)
        {
            var sensor = new SimulatedSensor();
            (Samples, SamplePeriod, Name) = (LiveSimulation.Demonstration(sensor, speed, _thread), new(1 / sensor.Rate), "a simulated patient");
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

        (Samples, SamplePeriod, Name) = (_reader.AtItsOwnPace(speed, _thread), _reader.SamplePeriod, $"the recording {file}");
    }

    /// <summary>For a person.</summary>
    public string Name { get; }

    /// <summary>Time between two samples.</summary>
    public Seconds SamplePeriod { get; }

    /// <summary>The samples; for one subscription.</summary>
    public IObservable<MotionSample> Samples { get; }

    /// <summary>After this returns no handler runs any more. For a thread other than the sensor's, when nobody subscribes any longer.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            using var last = new ManualResetEventSlim();
            _thread.Schedule(last.Set);
            last.Wait();
            _thread.Dispose();
            _reader?.Dispose();
        }
    }
}
