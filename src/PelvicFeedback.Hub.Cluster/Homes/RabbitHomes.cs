using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using RabbitMQ.Client.Exceptions;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>
/// The cluster's brokers, as far as homes are let in there and locked out. Their logins are in the record, which the brokers ask through
/// <see cref="LoginDoor"/>; what is asked of a broker here is to make a patient's binding, and to put a home out.
/// </summary>
/// <param name="brokers">For the hub.</param>
/// <param name="shards">How many there are; the same everywhere.</param>
/// <param name="way">For homes.</param>
/// <param name="database">The record.</param>
/// <param name="time">For when a login was given, and for putting out once more.</param>
/// <param name="says">Told what went wrong after a home was put out, in one line each; from any thread.</param>
internal sealed class RabbitHomes(BrokerAddresses brokers, int shards, HomeWay way, Database database, TimeProvider time, Action<string> says) : IClinicBroker
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A broker that asked before the login was taken away may have been told yes, and waits 10 s for it (deploy/cluster/rabbitmq.conf): so a home is put out
    // again after that.
    private static readonly TimeSpan[] Again = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(12)];
    private readonly CancellationTokenSource _over = new();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: on a cluster the hub reaches homes over AMQP.</exception>
    public MqttLinkOptions Hub => throw new NotSupportedException("On a cluster the hub reaches homes over AMQP.");

    /// <inheritdoc/>
    public string? Obstacle(PatientTopics topics) => null;

    /// <inheritdoc/>
    public ClinicBridge AddHome(PatientTopics topics)
    {
        try
        {
            // First: from its first word on what the home says is kept. A home that is there with an older login is put out by its own return.
            Bind(topics).GetAwaiter().GetResult();
            var now = new UtcInstant(time.GetUtcNow().ToUnixTimeMilliseconds());
            return way.Of(ClinicBridge.HomeUser(topics), database.Write(writing => HomeLogins.Give(writing, topics, now)));
        }
        catch (Exception broken) when (broken is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or HubStoreException or System.Data.Common.DbException)
        {
            throw new MqttUnavailableException($"the home cannot be let in ({broken.Message}): try again", broken);
        }
    }

    /// <summary>
    /// Takes a home's login away and puts the home out, at whichever broker it is: no broker lets it in again, and what waited there for it is gone. What it
    /// said before is still on its way, and set aside by whoever books it.
    /// </summary>
    /// <exception cref="MqttUnavailableException">It is locked out, but no broker takes note of it: do it again.</exception>
    public string? Revoke(PatientTopics topics)
    {
        var home = ClinicBridge.HomeUser(topics);
        try
        {
            database.Write(writing => HomeLogins.Take(writing, topics));
            PutOut(home).GetAwaiter().GetResult();
        }
        catch (Exception broken) when (broken is IOException or HubStoreException or System.Data.Common.DbException)
        {
            throw new MqttUnavailableException($"the home may still be connected ({broken.Message}): revoke it again", broken);
        }

        _ = PutOutAgain(topics);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
    }

    private async Task Bind(PatientTopics topics)
    {
        await using var connection = await brokers.Connect("pairing");
        await using var channel = await connection.CreateChannelAsync();
        await Topology.Bind(channel, topics, shards);
    }

    // At all brokers at once, as one that is dark says nothing of itself: any of them puts it out of all.
    private async Task PutOut(string home)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        patience.CancelAfter(Patience);
        var tries = way.Addresses.Select(address => HomePlace.Take(address, way.CaFile, home, brokers.Login, patience.Token)).ToList();
        IOException? last = null;
        await foreach (var done in Task.WhenEach(tries))
        {
            if (done.IsCompletedSuccessfully)
            {
                await patience.CancelAsync();
                return;
            }

            last = done.Exception?.InnerException as IOException ?? new IOException(done.Exception?.Message);
        }

        throw last ?? new IOException("there is no broker");
    }

    // Unless it was let in again meanwhile.
    private async Task PutOutAgain(PatientTopics topics)
    {
        try
        {
            foreach (var wait in Again)
            {
                await Task.Delay(wait, time, _over.Token);
                if (!HomeLogins.Has(database, topics))
                {
                    await PutOut(ClinicBridge.HomeUser(topics));
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
        }
        catch (Exception broken) when (broken is IOException or HubStoreException or System.Data.Common.DbException)
        {
            says($"{ClinicBridge.HomeUser(topics)} was put out, but could not be a second time ({broken.Message}): revoke it again");
        }
    }
}
