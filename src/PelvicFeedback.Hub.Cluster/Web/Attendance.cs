using PelvicFeedback.Hub.Cluster.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>Being at one of the brokers, and at another one when that is gone.</summary>
internal static class Attendance
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(0.25);

    /// <summary>Goes from session to session until it is over.</summary>
    /// <param name="brokers">Any of them.</param>
    /// <param name="name">The connection's name, for the brokers' operator.</param>
    /// <param name="session">What is done at a broker, until it throws or its token says that the connection is lost.</param>
    /// <param name="gone">Told why, whenever one has ended.</param>
    /// <param name="time">For the breath between two.</param>
    /// <param name="over">Ends it.</param>
    public static async Task Attend(
        this BrokerAddresses brokers, string name, Func<IConnection, CancellationTokenSource, Task> session, Action<string> gone, TimeProvider time, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            using var lost = CancellationTokenSource.CreateLinkedTokenSource(over);
            try
            {
                await using var connection = await brokers.Connect(name);
                connection.ConnectionShutdownAsync += (_, _) => Lose(lost);
                await session(connection, lost);
                gone("it ended the connection");
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return;
            }
            catch (Exception broken) when (broken is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
            {
                gone(broken.Message);
            }

            await Task.Delay(Breath, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends a session whose channel, or place at a queue, is lost.</summary>
    public static Task Lose(CancellationTokenSource session)
    {
        try
        {
            session.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It had ended already.
        }

        return Task.CompletedTask;
    }
}
