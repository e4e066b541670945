using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Tests.Simulated;

namespace PelvicFeedback.Tests.Streams;

/// <summary>A short simulated session with alerts, holds, bows and repetitions in it, measured by a sensor of one kind.</summary>
internal static class Session
{
    public const MotionContent Inertial = MotionContent.SpecificForce | MotionContent.AngularRate;

    public static TheoryData<MotionContent> Contents { get; } =
    [
        MotionContent.Orientation,
        Inertial,
        MotionContent.Orientation | MotionContent.SpecificForce,
        MotionContent.Orientation | Inertial,
    ];

    public static FeedbackOptions Options { get; } = new() { SamplePeriod = new(1.0 / 60) };

    public static MotionSample[] Of(MotionContent content) =>
    [
        .. Sessions.Samples(
            SimulatedPatient.Weak,
            new() { Content = content, GapsPerMinute = 1, LossProbability = 0.01 },
            Sessions.Everything).Select(one => one.Sample),
    ];
}
