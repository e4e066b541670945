using System.Buffers;
using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Cluster.Web;
using PelvicFeedback.Hub.Ingest;
using RabbitMQ.Client;

namespace PelvicFeedback.Hub.Cluster.Workers;

/// <summary>
/// What a worker says, to homes and to other workers, on a connection of its own: brokers that are short of memory or disk read nothing more from whoever
/// publishes, and must still read what their queues may let go of. Homes are told nothing then; they say their events again, and are told later.
/// </summary>
internal sealed class Confirmations : IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
    private readonly IConnection _connection;
    private readonly IChannel _homes;
    private readonly IChannel _workers;
    private readonly MessageWriter _writer = new();
    private volatile TaskCompletionSource _shut = NotShut();

    private Confirmations(IConnection connection, IChannel homes, IChannel workers) => (_connection, _homes, _workers) = (connection, homes, workers);

    /// <summary>Begins to speak.</summary>
    /// <param name="connection">Disposed of with this.</param>
    public static async Task<Confirmations> Open(IConnection connection)
    {
        try
        {
            var confirmations = new Confirmations(connection, await connection.CreateChannelAsync(Confirmed), await connection.CreateChannelAsync());
            connection.ConnectionBlockedAsync += (_, _) =>
            {
                confirmations._shut.TrySetResult();
                return Task.CompletedTask;
            };
            connection.ConnectionUnblockedAsync += (_, _) =>
            {
                confirmations._shut = NotShut();
                return Task.CompletedTask;
            };
            return confirmations;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells homes which of their events are in the record.</summary>
    /// <param name="booked">Those that are.</param>
    /// <param name="epoch">The record's.</param>
    /// <returns>Whether the broker has all of it; it has not where it takes nothing from anybody.</returns>
    public Task<bool> Say(IReadOnlyList<Booked> booked, Pseudonym epoch) => SayAll(booked, one => Say(one, epoch));

    /// <summary>Tells homes how far the record goes.</summary>
    /// <param name="marks">Whose, and which.</param>
    /// <returns>As of the other.</returns>
    public Task<bool> Say(IReadOnlyList<(PatientTopics Topics, MarksMessage Marks)> marks) => SayAll(marks, one => HomeMarks.Say(_homes, one).AsTask());

    /// <summary>Tells the web nodes what is in the record now; not while the brokers take nothing, when nodes see by the next notice that some are missing.</summary>
    /// <param name="booked">What became of a batch, each with the key it came by.</param>
    public async Task Tell(IEnumerable<(string Key, Booked Booked)> booked)
    {
        var shut = _shut.Task;
        if (!shut.IsCompleted && Notices.Say(_workers, booked) is var told && await Task.WhenAny(told, shut) == told)
        {
            await told;
        }
    }

    /// <summary>Lets the other workers know that this one is in line for every shard.</summary>
    public ValueTask Announce(string name) => _workers.BasicPublishAsync(Topology.Workers, "", Encoding.UTF8.GetBytes(name));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _writer.Dispose();
    }

    private static TaskCompletionSource NotShut() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<bool> SayAll<T>(IReadOnlyList<T> all, Func<T, Task> say)
    {
        var shut = _shut.Task;
        if (shut.IsCompleted)
        {
            return all.Count == 0;
        }

        var said = Task.WhenAll(all.Select(say).ToList());
        if (await Task.WhenAny(said, shut) == said)
        {
            await said;
            return true;
        }

        return false;
    }

    private async Task Say(Booked one, Pseudonym epoch)
    {
        var payload = new ArrayBufferWriter<byte>(160);
        _writer.Write(payload, new AckMessage(one.Acknowledges!, epoch));
        await _homes.BasicPublishAsync(Topology.Homes, Topology.KeyOf(one.Topics.Ack(one.Arrival.Id)), payload.WrittenMemory);
    }
}
