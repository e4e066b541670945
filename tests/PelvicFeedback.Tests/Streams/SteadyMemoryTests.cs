using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Streams;

/// <summary>A session lasts for hours on a small machine: a sample at which nothing happens costs no memory.</summary>
public class SteadyMemoryTests
{
    [Theory]
    [InlineData(MotionContent.Orientation)]
    [InlineData(Session.Inertial)]
    public void A_sample_allocates_nothing(MotionContent content) => Assert.Equal(0, SteadyStance.BytesAllocated(content, 20_000));
}
