using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Units;

public class BackoffTests
{
    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(1, 0, 0.125)]
    [InlineData(1, 1, 0.25)]
    [InlineData(2, 1, 0.5)]
    [InlineData(3, 0.5, 0.75)]
    [InlineData(6, 1, 8)]
    [InlineData(7, 1, 10)]
    [InlineData(7, 0, 5)]
    [InlineData(1_000_000, 1, 10)]
    public void It_doubles_to_its_limit_and_half_of_it_is_random(int failures, double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Wait(failures, random));
}
