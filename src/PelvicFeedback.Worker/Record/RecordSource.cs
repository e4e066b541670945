using System.Reactive.Linq;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Record;

/// <summary>A sensor, opened to be recorded.</summary>
internal sealed class RecordSource : IDisposable
{
    private const int Seed = 1;

    private readonly SensorThread? _thread;
    private readonly RecordingReader? _reader;

    /// <param name="sensor">Which.</param>
    /// <param name="speed">How many times as fast as life; null for life's, and for a recording without waiting.</param>
    /// <exception cref="CommandException">It cannot be reached.</exception>
    public RecordSource(RecordedSensor sensor, double? speed)
    {
        if (sensor.IsBluetooth)
        {
            throw new CommandException(ExitCode.Failed, "sensors over Bluetooth are not in this build yet: --sensor takes sim or replay:FILE");
        }

        if (sensor.Replay is { } file)
        {
            _reader = Open(file);
            _thread = speed is null ? null : new();
            (Columns, Samples) = (_reader.Content, _thread is null ? _reader.AsFastAsItGoes() : _reader.AtItsOwnPace(speed!.Value, _thread));
            return;
        }

        _thread = new();
        var run = Simulation.Run(SimulatedPatient.Demonstration, new(), SimulatedSession.Demonstration, Seed);
        (Columns, Samples) = (run.Sensor.Content, run.AtItsOwnPace(speed ?? 1, _thread).Select((sample, at) => at == 0 ? Named(sample) : sample));
    }

    /// <summary>Which quantities it gives.</summary>
    public MotionContent Columns { get; }

    /// <summary>The samples; for one subscription.</summary>
    public IObservable<MotionSample> Samples { get; }

    /// <summary>Lines of a recording in which something was wrong.</summary>
    public long LeftOut => _reader?.Faults.Counts.Sum(kind => kind.Value) ?? 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread?.Dispose();
        _reader?.Dispose();
    }

    // A recording travels on without its name: what was no person must still be told by it.
    private static MotionSample Named(MotionSample sample) => sample with { Mark = sample.Mark ?? new Mark.Note("simulated patient, not a person") };

    private static RecordingReader Open(string file)
    {
        try
        {
            return RecordingReader.Open(file);
        }
        catch (RecordingException unusable)
        {
            throw new CommandException(ExitCode.Unusable, unusable.Message, unusable);
        }
    }
}
