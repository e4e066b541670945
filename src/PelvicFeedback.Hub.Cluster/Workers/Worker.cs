using PelvicFeedback.Hub.Cluster.Brokers;
using RabbitMQ.Client.Exceptions;

namespace PelvicFeedback.Hub.Cluster.Workers;

/// <summary>A worker: always at one of the brokers, and at another one when that is gone.</summary>
internal sealed class Worker(string name, int shards, BrokerAddresses brokers, Bookkeeping books, Action<string> says, TimeProvider time)
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(0.25);

    /// <summary>Works until somebody ends it.</summary>
    public async Task Run(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await using var session = await Session.Open(name, shards, brokers, books, time);
                says("at work");
                await session.Work(over);
                says("the broker is gone: going to another");
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return;
            }
            catch (Exception broken) when (broken is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
            {
                says($"the broker is gone ({broken.Message}): going to another");
            }

            await Task.Delay(Breath, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
