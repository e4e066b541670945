using System.Reactive.Disposables;
using System.Reactive.Linq;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Record;

/// <summary>What is recorded.</summary>
/// <param name="Sensor">From where.</param>
/// <param name="Speed">How many times as fast as life; null for life's, and for a recording without waiting.</param>
/// <param name="Air">Where a sensor over Bluetooth is looked for.</param>
internal sealed record RecordAsk(SensorChoice Sensor, double? Speed, AirChoice Air);

/// <summary>A sensor, opened to be recorded.</summary>
internal sealed class RecordSource : IDisposable
{
    private const int Seed = 1;

    private const MotionContent Everything = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;

    private readonly SensorThread? _thread;
    private readonly RecordingReader? _reader;
    private readonly AirSensor? _air;

    /// <param name="ask">Which, how fast, and where.</param>
    /// <param name="tell">Told how far it is with a sensor over Bluetooth, a line each.</param>
    /// <exception cref="CommandException">It cannot be reached.</exception>
    public RecordSource(RecordAsk ask, Action<string> tell)
    {
        var (sensor, speed) = (ask.Sensor, ask.Speed);
        if (sensor.IsBluetooth)
        {
            _thread = new();
            var air = _air = OnTheAir(ask, _thread);

            // What such a sensor does not give leaves its columns empty.
            (Columns, Samples) = (Everything, Observable.Create<MotionSample>(observer => StableCompositeDisposable.Create(
                air.Samples.Subscribe(observer), air.Begin(facts => tell(Line(facts)), _ => { }, observer.OnError))));
            return;
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
        _air?.Dispose();
        _thread?.Dispose();
        _reader?.Dispose();
    }

    private static string Line(SensorFacts facts) =>
        string.Join(' ', new[] { Words.Of(facts.Stage!.Value) + ":", facts.Model, facts.Serial, facts.Why }.Where(part => part is not null));

    // The folder is nobody else's for the moment: a service that runs has the sensor.
    private static AirSensor OnTheAir(RecordAsk ask, SensorThread thread)
    {
        try
        {
            DataFolder.Take(ask.Air.Folder).Dispose();
            return new(ask.Air, ask.Sensor.Address, thread);
        }
        catch (CommandException)
        {
            thread.Dispose();
            throw;
        }
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
