using System.Threading.Channels;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>
/// A web node's way to and from homes, over AMQP: what the MQTT plugin puts on its exchange, of those sites alone that somebody is near to, and what the plugin
/// takes from there to homes. Nothing is kept for a node: its queue goes with its connection, and drops its oldest when the node does not keep up.
/// </summary>
internal sealed class AmqpLink : IMqttLink
{
    private const int MostWaiting = 20_000;
    private const int MostPending = 1000;
    private const string Everyones = PatientTopics.Root + "/+/+/";
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly Channel<Outgoing> _out = Channel.CreateBounded<Outgoing>(new BoundedChannelOptions(MostPending));
    private readonly StateListeners<LinkState> _states = new(new(LinkPhase.Connecting, "the brokers of the cluster"));
    private readonly Listeners<MqttMessage> _messages = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Action<MqttMessage> _stored;
    private readonly Action _missed;
    private readonly ITimer _turning;
    private readonly Task _attending;

    // What is bound, now and at every later connection; the channel is there while there is one.
    private readonly SemaphoreSlim _binding = new(1);
    private readonly HashSet<(string Exchange, string Key)> _bound = [];
    private readonly List<string> _topics = [];
    private (IChannel Channel, string Queue)? _hearing;
    private long _dropped;
    private long _oversized;
    private long _turns;

    /// <param name="brokers">Any of them.</param>
    /// <param name="name">The node's.</param>
    /// <param name="stored">Told, of the sites that are heard, what workers have written down; on the link's thread.</param>
    /// <param name="missed">Told whenever something may have been missed.</param>
    /// <param name="time">For the breath between two connections.</param>
    public AmqpLink(BrokerAddresses brokers, string name, Action<MqttMessage> stored, Action missed, TimeProvider time)
    {
        (_stored, _missed) = (stored, missed);
        _turning = time.CreateTimer(_ => Interlocked.Increment(ref _turns), null, Turn, Turn);
        _attending = Task.Run(() => brokers.Attend(name, Session, why => Say(new(LinkPhase.Away, "no broker of the cluster: " + why)), time, _over.Token));
    }

    /// <inheritdoc/>
    public LinkState State => _states.Current;

    /// <inheritdoc/>
    public IObservable<LinkState> States => _states;

    /// <inheritdoc/>
    public IObservable<MqttMessage> Messages => _messages;

    /// <inheritdoc/>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public long Oversized => Interlocked.Read(ref _oversized);

    /// <inheritdoc/>
    public long ObserverFaults => _states.Faults + _messages.Faults;

    /// <inheritdoc/>
    public long Turns => Interlocked.Read(ref _turns);

    /// <summary>Has a topic of every home heard, as far as its site is.</summary>
    /// <exception cref="ArgumentException">That is not a topic of every home.</exception>
    public void Subscribe(string filter, Qos qos)
    {
        if (!filter.StartsWith(Everyones, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{filter}' is not of every home.", nameof(filter));
        }

        lock (_topics)
        {
            _topics.Add(filter[Everyones.Length..]);
        }
    }

    /// <summary>Hears a site's homes from now on.</summary>
    public Task Hear(Pseudonym site) => Change(KeysOf(site), isWanted: true);

    /// <summary>Hears them no more.</summary>
    public Task Leave(Pseudonym site) => Change(KeysOf(site), isWanted: false);

    /// <summary>Hears one topic of all homes, from now on or no more.</summary>
    public Task Everywhere(string topic, bool isWanted) => Change([(Topology.Homes, Topology.KeyOf(Everyones + topic))], isWanted);

    /// <inheritdoc/>
    public Task<Delivery> Publish(
        string topic, ReadOnlySpan<byte> payload, Qos qos, bool retain = false, int expirySeconds = 0, IReadOnlyList<UserProperty>? properties = null)
    {
        // What comes over AMQP no broker retains.
        if (retain || payload.Length > MqttLinkOptions.MaxPayload || !Filters.IsName(topic))
        {
            return Task.FromResult(Delivery.Refused);
        }

        if (_over.IsCancellationRequested)
        {
            return Task.FromResult(Delivery.Unknown);
        }

        var isSure = qos == Qos.AtLeastOnce;
        var outgoing = new Outgoing(topic, payload.ToArray(), isSure, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if ((isSure || State.Phase == LinkPhase.Up) && _out.Writer.TryWrite(outgoing))
        {
            return isSure ? outgoing.Done.Task : Task.FromResult(Delivery.Sent);
        }

        if (isSure)
        {
            return Task.FromResult(Delivery.QueueFull);
        }

        Interlocked.Increment(ref _dropped);
        return Task.FromResult(Delivery.Dropped);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_over.IsCancellationRequested)
        {
            return;
        }

        _over.Cancel();
        _attending.Wait();
        _turning.Dispose();
        while (_out.Reader.TryRead(out var left))
        {
            left.Done.TrySetResult(Delivery.Unknown);
        }

        _states.Say(new(LinkPhase.Closed, State.Reason));
        _states.Complete();
        _messages.Complete();
    }

    private async Task Session(IConnection connection, CancellationTokenSource lost)
    {
        await using var hearing = await connection.CreateChannelAsync();
        await using var speaking = await connection.CreateChannelAsync(Confirmed);
        hearing.ChannelShutdownAsync += (_, _) => Attendance.Lose(lost);
        speaking.ChannelShutdownAsync += (_, _) => Attendance.Lose(lost);
        var own = await hearing.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, arguments: new Dictionary<string, object?>
        {
            ["x-max-length"] = MostWaiting,
            ["x-overflow"] = "drop-head",
        });
        var consumer = new AsyncEventingBasicConsumer(hearing);
        consumer.ReceivedAsync += (_, message) => Take(message);
        consumer.UnregisteredAsync += (_, _) => Attendance.Lose(lost);
        _missed();
        await Begin(hearing, own.QueueName);
        try
        {
            await hearing.BasicConsumeAsync(own.QueueName, autoAck: true, consumer);
            Say(new(LinkPhase.Up, "a broker of the cluster: " + connection.Endpoint.HostName));
            await Speak(speaking, lost.Token);
        }
        finally
        {
            _hearing = null;
        }
    }

    private async Task Begin(IChannel channel, string queue)
    {
        await _binding.WaitAsync();
        try
        {
            foreach (var (exchange, key) in _bound)
            {
                await channel.QueueBindAsync(queue, exchange, key);
            }

            _hearing = (channel, queue);
        }
        finally
        {
            _binding.Release();
        }
    }

    private async Task Change(List<(string Exchange, string Key)> keys, bool isWanted)
    {
        await _binding.WaitAsync();
        try
        {
            foreach (var (exchange, key) in keys)
            {
                if (!(isWanted ? _bound.Add((exchange, key)) : _bound.Remove((exchange, key))) || _hearing is not var (channel, queue))
                {
                    continue;
                }

                await (isWanted ? channel.QueueBindAsync(queue, exchange, key) : channel.QueueUnbindAsync(queue, exchange, key));
            }
        }
        catch (Exception gone) when (gone is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // The next connection binds what is wanted then; what is wanted has to be in the list for that.
            foreach (var key in keys)
            {
                _ = isWanted ? _bound.Add(key) : _bound.Remove(key);
            }
        }
        finally
        {
            _binding.Release();
        }
    }

    private List<(string Exchange, string Key)> KeysOf(Pseudonym site)
    {
        lock (_topics)
        {
            return
            [
                .. _topics.Select(topic => (Topology.Homes, Topology.KeyOf($"{PatientTopics.Root}/{site}/+/{topic}"))),
                (WebTopology.Stored, Topology.KeyOf($"{PatientTopics.Root}/{site}/#")),
            ];
        }
    }

    private Task Take(BasicDeliverEventArgs message)
    {
        if (message.Body.Length > MqttLinkOptions.MaxPayload)
        {
            Interlocked.Increment(ref _oversized);
            return Task.CompletedTask;
        }

        var heard = new MqttMessage(Topology.TopicOf(message.RoutingKey), message.Body.ToArray(), Qos.AtMostOnce, Retained: false, []);
        if (message.Exchange == WebTopology.Stored)
        {
            _stored(heard);
        }
        else
        {
            _messages.Say(heard);
        }

        return Task.CompletedTask;
    }

    private async Task Speak(IChannel channel, CancellationToken lost)
    {
        while (await _out.Reader.WaitToReadAsync(lost))
        {
            // Taken out once a broker has it.
            while (_out.Reader.TryPeek(out var next))
            {
                var done = next.IsSure ? Delivery.Acknowledged : Delivery.Sent;
                try
                {
                    await channel.BasicPublishAsync(Topology.Homes, Topology.KeyOf(next.Topic), next.Payload, lost);
                }
                catch (PublishException)
                {
                    done = Delivery.Refused;
                }

                _out.Reader.TryRead(out _);
                next.Done.TrySetResult(done);
            }
        }
    }

    private void Say(LinkState state)
    {
        if (state != State)
        {
            _states.Say(state);
        }
    }

    private sealed record Outgoing(string Topic, byte[] Payload, bool IsSure, TaskCompletionSource<Delivery> Done);
}
