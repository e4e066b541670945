using System.Reactive.Subjects;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Benchmarks.Speed;

/// <summary>
/// A patient who is calibrated, steps onto the left leg and then sways on it for as long as asked, without an event: the steady state
/// in which the pipeline must allocate nothing. 100 Hz.
/// </summary>
internal static class SteadyStance
{
    private const int Rate = 100;
    private const int SetBegins = 500;
    private const double ShiftBegins = 8;
    private const double ShiftSeconds = 0.9;
    private const double ShiftMetres = 0.09;

    public static FeedbackOptions Options { get; } = new() { SamplePeriod = new(1.0 / Rate) };

    /// <summary>Bytes that the pipeline allocates each time it takes so many samples of steady sway, once it is warm.</summary>
    public static long BytesAllocated(MotionContent content, int samples)
    {
        const int warm = 20 * Rate;
        using var subject = new Subject<MotionSample>();
        var said = 0;
        using var subscription = subject.Coached(Options).Subscribe(feedback => said += feedback.Events is null ? 1 : 0);
        var next = 0;
        Pass(2 * warm);
        return Allocated.Steadily(() =>
        {
            var before = said;
            Pass(samples);
            if (said - before != samples)
            {
                throw new InvalidOperationException("Not steady: there were events, or samples were left out.");
            }
        });

        void Pass(int count)
        {
            for (var end = next + count; next < end; next++)
            {
                subject.OnNext(At(next, content));
            }
        }
    }

    private static MotionSample At(int i, MotionContent content)
    {
        var time = (double)i / Rate;
        var sensorToEarth = Orientation(time);
        var turn = sensorToEarth.Inverse * Orientation(time + (1.0 / Rate));
        return new()
        {
            Time = new(time),
            SensorToEarth = sensorToEarth,
            SpecificForce = sensorToEarth.Inverse.Apply(new(0, Push(time), 9.80665)),
            AngularRate = new Vector3D(turn.X, turn.Y, turn.Z) * (2 * Rate),
            Content = content,
            Mark = i == SetBegins ? new Mark.StartExercise(new(Exercise.SingleLegStance, ExerciseSide.Left)) : null,
        };
    }

    // Still while the calibration is found, then within the band.
    private static Rotation Orientation(double time)
    {
        var size = Math.Clamp(time - (ShiftBegins + 2), 0, 1) * (Math.PI / 180);
        return Rotation.About(new(1, 0, 0), size * Math.Sin(1.7 * time)) * Rotation.About(new(0, 1, 0), 1.5 * size * Math.Sin(1.1 * time));
    }

    // A smooth push and brake to the left.
    private static double Push(double time)
    {
        var s = (time - ShiftBegins) / ShiftSeconds;
        return s is > 0 and < 1 ? ShiftMetres / (ShiftSeconds * ShiftSeconds) * ((60 * s) - (180 * s * s) + (120 * s * s * s)) : 0;
    }
}
