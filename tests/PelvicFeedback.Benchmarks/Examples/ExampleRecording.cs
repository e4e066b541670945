using System.IO.Compression;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Examples;

/// <summary>
/// The recording that <c>docs/examples</c> holds: a simulated patient who calibrates and then stands on the left leg and on the right,
/// whose pelvis drops now and then. No person was recorded, and the first line of the recording says so.
/// </summary>
public static class ExampleRecording
{
    private const int Seed = 1;

    /// <summary>What is done: static calibration and three bows, then twice 8 s on each leg.</summary>
    private static readonly SimulatedSession Session = new()
    {
        Calibration = SimulatedCalibration.StaticAndBow,
        Rest = new(4, 5),
        Sets =
        [
            new(new(Exercise.SingleLegStance, ExerciseSide.Left)) { Repetitions = 2, Hold = Between.Always(8) },
            new(new(Exercise.SingleLegStance, ExerciseSide.Right)) { Repetitions = 2, Hold = Between.Always(8) },
        ],
    };

    /// <summary>
    /// The left hip lets the free side drop now and then; on the right leg the pelvis stays level.
    /// </summary>
    private static readonly SimulatedPatient Patient = SimulatedPatient.Demonstration with { AffectedLeg = Side.Left };

    /// <summary>Strapped over the sacrum, its x axis up, y to the left, z away from the body, and 3° crooked; orientation and specific force.</summary>
    private static readonly SimulatedSensor Sensor = new()
    {
        Rate = 60,
        Content = MotionContent.Orientation | MotionContent.SpecificForce,
        SensorToPelvis = XUpYLeft * Rotation.About(new(0, 0, 1), -3 * Math.PI / 180),
    };

    private static Rotation XUpYLeft => Rotation.About(new(0, 1, 0), -Math.PI / 2);

    /// <summary>Writes it, gzip, always the same.</summary>
    /// <param name="path">Where to; its folder is made if it is not there, what lies there is written over.</param>
    public static void Write(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        using var file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.SmallestSize);
        using var recording = new RecordingWriter(gzip, Sensor.Content);
        Mark? first = new Mark.Note("simulated patient, not a person");
        foreach (var (sample, _) in Simulation.Run(Patient, Sensor, Session, Seed).Samples)
        {
            recording.Write(Rounded(sample) with { Mark = sample.Mark ?? first });
            first = sample.Mark is null ? null : first;
        }
    }

    // As many digits as a sensor gives; the others are noise that gzip cannot shrink.
    private static MotionSample Rounded(in MotionSample sample)
    {
        var (w, x, y, z) = sample.SensorToEarth;
        var force = sample.SpecificForce;
        return sample with
        {
            Time = new(Math.Round(sample.Time.Seconds, 4)),
            SensorToEarth = new(Math.Round(w, 5), Math.Round(x, 5), Math.Round(y, 5), Math.Round(z, 5)),
            SpecificForce = new(Math.Round(force.X, 3), Math.Round(force.Y, 3), Math.Round(force.Z, 3)),
        };
    }
}
