using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Service;

/// <summary>A recording to be played at its own pace: a simulated patient with drops, as long as asked, deleted afterwards.</summary>
internal sealed class LongRecording : IDisposable
{
    private const int Seed = 3;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-service-");

    /// <param name="rate">Samples a second.</param>
    /// <param name="minutes">How long.</param>
    public LongRecording(int rate, double minutes)
    {
        const MotionContent content = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;
        var session = Simulation.Run(
            SimulatedPatient.Weak, new() { Rate = rate, Content = content }, SimulatedSession.Random(Seed, new((minutes * 60 * 1.3) + 60)), Seed);
        using var writer = new RecordingWriter(System.IO.File.Create(File), content);
        foreach (var one in session.Samples.Take((int)(minutes * 60 * rate)))
        {
            writer.Write(one.Sample);
        }
    }

    /// <summary>Its place.</summary>
    public string File => Path.Combine(_folder.FullName, "session.csv");

    /// <summary>A data folder beside it.</summary>
    public string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);
}
