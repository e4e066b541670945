using System.Reactive.Subjects;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation.Further;

/// <summary>A simulated session that was played through the pipeline: what really happened, and what was said of it.</summary>
/// <param name="Run">The session.</param>
/// <param name="Truth">What happened.</param>
/// <param name="Said">What the pipeline decided, in order.</param>
/// <param name="Samples">Time in s, true stance and true obliquity (°, left up positive) of every sample that arrived.</param>
public sealed record Played(
    SimulatedRun Run, IReadOnlyList<TruthEvent> Truth, IReadOnlyList<PelvicEvent> Said, IReadOnlyList<(double Time, Stance Stance, double Obliquity)> Samples)
{
    public double Hours => (Samples[^1].Time - Samples[0].Time) / 3600;

    /// <summary>Plays it.</summary>
    public static Played Of(SimulatedRun run)
    {
        var options = new FeedbackOptions
        {
            SamplePeriod = new(1 / run.Sensor.Rate),
            LeftAxis = MovementValidation.NearestLeft(run.Sensor.SensorToPelvis),
        };
        var said = new List<PelvicEvent>();
        var samples = new List<(double, Stance, double)>();
        using var subject = new Subject<MotionSample>();
        using var subscription = subject.Coached(options).Subscribe(one => said.AddRange(one.Events ?? Enumerable.Empty<PelvicEvent>()));
        foreach (var sample in run.Samples)
        {
            subject.OnNext(sample.Sample);
            samples.Add((sample.Sample.Time.Seconds, sample.Truth.Stance, sample.Truth.Obliquity.Value));
        }

        subject.OnCompleted();
        return new(run, [.. run.Events], said, samples);
    }

    /// <summary>Everything said of that kind, but for what was taken back.</summary>
    public IEnumerable<T> Stands<T>()
        where T : PelvicEvent =>
        Said.OfType<T>().Where(one => !Said.OfType<Withdrawn>().Any(back => back.From <= one.At && one.At <= back.At));

    public string Note(string text) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"seed {Run.Seed} ({Run.Patient.Name}): ") + text;
}
