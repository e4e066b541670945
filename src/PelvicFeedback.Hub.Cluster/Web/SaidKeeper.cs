using System.Data.Common;
using System.Threading.Channels;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>Takes what homes say that counts until they say otherwise, and writes it down for all nodes. Every node is in line for it; one at a time has it.</summary>
internal sealed class SaidKeeper(Database database, IngestCounts counts, TimeProvider time) : IDisposable
{
    private const ushort MostAtOnce = 500;

    // A home's state changes a few times a minute, and after its broker was away all is said again.
    private const double PerSecond = 5;
    private const double AtOnce = 100;
    private static readonly TimeSpan Gathered = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(0.5);
    private readonly CancellationTokenSource _over = new();
    private readonly Allowance _allowance = new(PerSecond, AtOnce);
    private readonly long _began = time.GetTimestamp();
    private Task _attending = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public SaidKeeper Attend(BrokerAddresses brokers, string name)
    {
        _attending = Task.Run(() => brokers.Attend(name, Work, _ => { }, time, _over.Token));
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _attending.Wait();
        _over.Dispose();
    }

    private async Task Work(IConnection connection, CancellationTokenSource lost)
    {
        await using var channel = await connection.CreateChannelAsync();
        var heard = Channel.CreateUnbounded<(ulong Tag, string Key, byte[] Body)>(new() { SingleReader = true });
        channel.ChannelShutdownAsync += (_, _) => Attendance.Lose(lost);
        await channel.BasicQosAsync(0, MostAtOnce, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, _) => Attendance.Lose(lost);
        consumer.ReceivedAsync += (_, message) =>
        {
            heard.Writer.TryWrite((message.DeliveryTag, message.RoutingKey, message.Body.ToArray()));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(WebTopology.Said, autoAck: false, consumer);
        while (await heard.Reader.WaitToReadAsync(lost.Token))
        {
            // Of each home the last word counts: a short wait makes many of them one.
            await Task.Delay(Gathered, time, lost.Token);
            var (newest, through) = (new Dictionary<string, Said>(), 0UL);
            while (heard.Reader.TryRead(out var message))
            {
                through = message.Tag;
                if (Read(message.Key, message.Body) is { } said)
                {
                    newest[said.Topics.Prefix + said.Topic] = said;
                }
            }

            await Keep([.. newest.Values], lost.Token);
            await channel.BasicAckAsync(through, multiple: true, lost.Token);
        }
    }

    private Said? Read(string key, byte[] body)
    {
        if (!PatientTopics.TryParse(Topology.TopicOf(key), out var topics, out var rest) || !WebTopology.Lasting.Contains(rest) || body.Length > MqttLinkOptions.MaxPayload)
        {
            counts.Add("refused: nothing that lasts");
            return null;
        }

        if (_allowance.Take(topics.Prefix, time.GetElapsedTime(_began)))
        {
            return new(topics, rest, body);
        }

        counts.Add("refused: too fast");
        return null;
    }

    // While the record is out of reach they wait, here and in the queue.
    private async Task Keep(Said[] batch, CancellationToken lost)
    {
        while (batch.Length > 0)
        {
            try
            {
                database.Write(writing => writing.Keep(batch));
                return;
            }
            catch (Exception broken) when (broken is DbException or HubStoreException or InvalidOperationException or TimeoutException)
            {
                counts.Add("failed: " + broken.GetType().Name);
            }

            await Task.Delay(Breath, time, lost);
        }
    }
}
