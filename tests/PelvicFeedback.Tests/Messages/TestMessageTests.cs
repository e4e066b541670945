using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Messages;

/// <summary>How a 30 s test is told: what motion showed, and what only people can say.</summary>
public class TestMessageTests
{
    [Theory]
    [InlineData(TestEnd.FootDown, SessionReason.Pain, TestEnd.Pain)]
    [InlineData(TestEnd.FootDown, SessionReason.NearlyFell, TestEnd.Stumble)]
    [InlineData(TestEnd.FootDown, SessionReason.Fell, TestEnd.Stumble)]
    [InlineData(TestEnd.FootDown, SessionReason.Sensor, TestEnd.Sensor)]
    [InlineData(TestEnd.FootDown, SessionReason.Skipped, TestEnd.FootDown)]
    [InlineData(TestEnd.FootDown, null, TestEnd.FootDown)]
    [InlineData(TestEnd.Sensor, null, TestEnd.Sensor)]
    [InlineData(TestEnd.Held, SessionReason.Pain, TestEnd.Held)]
    public void What_a_person_said_is_the_reason_unless_the_time_was_over(TestEnd seen, SessionReason? said, TestEnd told)
    {
        var test = new TestEnded(new(41), new(40), ExerciseSide.Right, new(12), new(4), null, new(9), seen, null);
        var message = TestMessage.Of(new(default, new(40), true, null), new(Pseudonym.Parse("k3v9x2"), 1), test, said, Support.Fingertips);

        Assert.Equal((told, Side.Right, Support.Fingertips), (message.EndReason, message.Side, message.Support));
        Assert.Equal((4, 9), (message.BestRaise!.Value.Value, message.PelvisFallStart!.Value.Value));
    }
}
