using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Hub;

/// <summary>Waiting for what several programs come to together: looked for again and again, and given up late.</summary>
internal static class Patiently
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="patience">How long; by itself as long as for a broker.</param>
    public static async Task Until(Func<bool> holds, TimeSpan? patience = null)
    {
        using var timer = new PeriodicTimer(Look);
        for (var left = patience ?? BrokerProcess.Patience; !holds(); left -= Look)
        {
            Assert.True(left > TimeSpan.Zero, "It never came so far.");
            await timer.WaitForNextTickAsync();
        }
    }
}
