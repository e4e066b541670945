using System.Net.Security;
using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace PelvicFeedback.Messaging.MqttNet;

/// <content>One connection after another: each with a client of MQTTnet's, a sender and a watch.</content>
public sealed partial class MqttNetLink
{
    private static readonly MqttClientFactory Factory = new();
    private static readonly TimeSpan GoodBye = TimeSpan.FromSeconds(1);

    private async Task Live()
    {
        for (var failures = 1; !_closing.IsCancellationRequested; failures++)
        {
            var (state, wasUp) = await OneConnection();
            if (_closing.IsCancellationRequested)
            {
                break;
            }

            SayInTurn(state);
            failures = wasUp ? 1 : failures;
            await Task.Delay(Options.Retry.Wait(failures, Options.Randomness()), _closing.Token).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        _outbox.Close();
        lock (_telling)
        {
            SayClosed();
        }

        _closing.Dispose();
    }

    // From the attempt to the end: how it ended, and whether the broker had accepted us.
    private async Task<(LinkState State, bool WasUp)> OneConnection()
    {
        using var client = Factory.CreateMqttClient();
        var distrust = SslPolicyErrors.None;
        var ended = new TaskCompletionSource<LinkState>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += Arrived;
        client.DisconnectedAsync += how =>
        {
            ended.TrySetResult(LinkState.Away(Options, Why(how.Exception)));
            return Task.CompletedTask;
        };
        var wasUp = false;
        try
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            attempt.CancelAfter(Options.ConnectTimeout);
            var answer = await client.ConnectAsync(Translation.Of(Options, _authorities, why => distrust = why), attempt.Token);
            if (answer.ResultCode != MqttClientConnectResultCode.Success)
            {
                return (LinkState.Refused(Options, Translation.Words(answer.ResultCode)), false);
            }

            await Renew(client, attempt.Token);
            _outbox.Open(Translation.WindowOf(answer));
            wasUp = true;
            SayUp();
            return (await Converse(client, ended), true);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            return (Failure(failed, distrust), wasUp);
        }
        finally
        {
            lock (_lifetime)
            {
                _accepting = null;
                RefusedFilters.Clear();
            }

            _outbox.Shut();
        }
    }

    private async Task Renew(IMqttClient client, CancellationToken cancellation)
    {
        KeyValuePair<string, Qos>[] wanted;
        lock (_lifetime)
        {
            _accepting = client;
            wanted = [.. Filters.All];
        }

        foreach (var (filter, qos) in wanted)
        {
            await Ask(client, filter, qos, cancellation);
        }
    }

    private async Task Ask(IMqttClient client, string filter, Qos qos, CancellationToken cancellation)
    {
        var wanted = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter, (MqttQualityOfServiceLevel)qos).Build();
        var answer = await client.SubscribeAsync(wanted, cancellation);
        lock (_lifetime)
        {
            _ = answer.Items.Any(item => (int)item.ResultCode >= 128) ? RefusedFilters.Add(filter) : RefusedFilters.Remove(filter);
        }
    }

    private async Task AskAndSay(IMqttClient client, string filter, Qos qos)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Options.ConnectTimeout);
            await Ask(client, filter, qos, deadline.Token);
            if (State.Phase == LinkPhase.Up)
            {
                SayUp();
            }
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            // The connection has ended, or the watch will find that it has: the next one asks again.
        }
    }

    private async Task<LinkState> Converse(IMqttClient client, TaskCompletionSource<LinkState> ended)
    {
        using var over = new CancellationTokenSource();
        var sending = Send(client, ended, over.Token);
        var watching = Watch(client, ended, over.Token);
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, over.Token);
        await Task.WhenAny(ended.Task, Task.Delay(Timeout.Infinite, closing.Token));
        if (!ended.Task.IsCompleted)
        {
            await Task.WhenAny(sending, ended.Task, Task.Delay(GoodBye, CancellationToken.None));
            using var deadline = new CancellationTokenSource(GoodBye);
            await client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build(), deadline.Token);
        }

        // Whatever still sends or waits for an answer ends with the client.
        await over.CancelAsync();
        client.Dispose();
        await Task.WhenAll(sending, watching);
        return ended.Task.IsCompletedSuccessfully ? await ended.Task : LinkState.Away(Options, "good-bye");
    }

    // A message that is being sent is never cancelled: half of it on the wire would make nonsense of the rest.
    private async Task Send(IMqttClient client, TaskCompletionSource<LinkState> ended, CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested)
            {
                switch (_outbox.Take(out var changed))
                {
                    case null when _closing.IsCancellationRequested:
                        return;
                    case null:
                        await changed.WaitAsync(over);
                        break;
                    case { Qos: Qos.AtMostOnce } now:
                        await client.PublishAsync(Translation.Of(now), CancellationToken.None);
                        break;
                    case var sure:
                        _ = Settle(sure, client.PublishAsync(Translation.Of(sure), CancellationToken.None), ended);
                        break;
                }
            }
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            ended.TrySetResult(LinkState.Away(Options, Why(lost)));
        }
    }

    private async Task Settle(Outgoing message, Task<MqttClientPublishResult> answer, TaskCompletionSource<LinkState> ended)
    {
        try
        {
            _outbox.Settle(message, (await answer).IsSuccess ? Delivery.Acknowledged : Delivery.Refused);
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            ended.TrySetResult(LinkState.Away(Options, Why(lost)));
        }
    }

    // Half a keep-alive between pings and three quarters for an answer: one and a quarter together.
    private async Task Watch(IMqttClient client, TaskCompletionSource<LinkState> ended, CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Options.KeepAlive * 0.5, over);
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(over);
                deadline.CancelAfter(Options.KeepAlive * 0.75);
                await client.PingAsync(deadline.Token);
            }
        }
        catch (Exception late) when (IsLate(late))
        {
            ended.TrySetResult(LinkState.Silent(Options));
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            ended.TrySetResult(LinkState.Away(Options, Why(lost)));
        }
    }

    private Task Arrived(MqttApplicationMessageReceivedEventArgs arrived)
    {
        if (arrived.ApplicationMessage.Payload.Length > MqttLinkOptions.MaxPayload)
        {
            ArrivedOversized();
            return Task.CompletedTask;
        }

        var message = Translation.Of(arrived.ApplicationMessage);
        lock (_telling)
        {
            Tell(message);
        }

        return Task.CompletedTask;
    }

    private LinkState Failure(Exception failed, SslPolicyErrors distrust) =>
        distrust.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? LinkState.OtherAuthority(Options)
        : distrust != SslPolicyErrors.None ? LinkState.OtherName(Options)
        : IsLate(failed) ? LinkState.Silent(Options)
        : LinkState.Away(Options, Why(failed));

    private static bool IsLate(Exception failed) =>
        failed is MqttCommunicationTimedOutException || failed.GetBaseException() is OperationCanceledException or MqttCommunicationTimedOutException;

    // What the system said, where it said something.
    private static string Why(Exception? lost)
    {
        for (var cause = lost; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException said)
            {
                return new System.ComponentModel.Win32Exception(said.NativeErrorCode).Message;
            }
        }

        return lost?.GetBaseException().Message.TrimEnd('.') ?? "The connection was lost";
    }

    private void SayUp()
    {
        LinkState state;
        lock (_lifetime)
        {
            state = IsUp();
        }

        SayInTurn(state);
    }

    private void SayInTurn(LinkState state)
    {
        lock (_telling)
        {
            Say(state);
        }
    }
}
