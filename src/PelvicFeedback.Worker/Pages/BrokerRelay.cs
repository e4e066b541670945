using System.Net.Sockets;
using System.Net.WebSockets;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Worker.Pages;

/// <summary>
/// Carries a page's MQTT to the broker and back. The page logs in as nobody; the relay puts the page's own user and password in place of
/// that, so that no password reaches a browser, and the broker keeps the page to what that user may do. There is one page at a time: a second
/// one would cue twice, and the broker would throw out the first without a word.
/// </summary>
internal sealed class BrokerRelay
{
    /// <summary>Close code: another page has taken over; do not come back by yourself.</summary>
    public const WebSocketCloseStatus OpenedElsewhere = (WebSocketCloseStatus)4001;

    /// <summary>Close code: this device is no longer welcome.</summary>
    public const WebSocketCloseStatus ShownTheDoor = (WebSocketCloseStatus)4002;

    private const WebSocketCloseStatus BrokerGone = (WebSocketCloseStatus)1012;
    private const int Chunk = 16 * 1024;
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoodByeDeadline = TimeSpan.FromSeconds(1);
    private Place? _current;

    /// <summary>The device whose page is the display now; null for this machine's, and for none.</summary>
    public string? Device => Volatile.Read(ref _current)?.Visit.Device;

    /// <summary>Whether a page that comes back by itself finds another one in its place: whoever pressed last has the display.</summary>
    public bool IsTakenFrom(Visit visit) => visit.ByItself && Volatile.Read(ref _current) is { } place && place.Visit.Page != visit.Page;

    /// <summary>Carries until either side ends it, another page comes, the device is shown the door, or the worker stops.</summary>
    /// <param name="opened">Says yes to the page, and gives its end: asked once its place is taken, so that of two pages the one that was let in last has it.</param>
    /// <param name="visit">Whose page.</param>
    /// <param name="login">The broker, and the user that pages are.</param>
    /// <param name="gone">The device is no longer welcome.</param>
    /// <param name="stopping">The request is over, or the worker stops.</param>
    public async Task Carry(Func<Task<WebSocket>> opened, Visit visit, MqttLinkOptions login, CancellationToken gone, CancellationToken stopping)
    {
        using var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var own = new Place(visit, broker);
        Interlocked.Exchange(ref _current, own)?.Finish(OpenedElsewhere);
        await using var door = gone.Register(() => own.Finish(ShownTheDoor));
        try
        {
            using var page = await opened();
            await Carry(page, own, broker, login, stopping);
        }
        finally
        {
            Interlocked.CompareExchange(ref _current, null, own);
        }
    }

    private static async Task Carry(WebSocket page, Place own, Socket broker, MqttLinkOptions login, CancellationToken stopping)
    {
        try
        {
            if (await FirstIsConnect(page, stopping))
            {
                await broker.ConnectAsync(login.Host, login.Port, stopping);
                await using var stream = new NetworkStream(broker);
                await stream.WriteAsync(MqttConnect.As(login.UserName!, login.Password!), stopping);
                var up = Up(page, stream, stopping);
                var down = Down(stream, page, stopping);
                var ended = await Task.WhenAny(up, down);

                // Nothing of it reaches the broker any more, however long the good-bye takes.
                broker.Close();
                await Close(page, own.Why ?? (ended == down ? BrokerGone : WebSocketCloseStatus.NormalClosure));

                // The page says good-bye too, or is not waited for; what either direction still throws says only that it is over.
                await Task.WhenAny(Task.WhenAll(up, down), Task.Delay(GoodByeDeadline, stopping));
            }
            else
            {
                await Close(page, own.Why ?? WebSocketCloseStatus.ProtocolError);
            }
        }
        catch (Exception ended) when (IsTheEnd(ended))
        {
            await Close(page, own.Why ?? BrokerGone);
        }
    }

    private sealed class Place(Visit visit, Socket broker)
    {
        private int _why;

        public Visit Visit => visit;

        public WebSocketCloseStatus? Why => Volatile.Read(ref _why) is not 0 and var why ? (WebSocketCloseStatus)why : null;

        // Cut before this returns: whoever asked for it may say that it is done. Both directions end by themselves then.
        public void Finish(WebSocketCloseStatus why)
        {
            Interlocked.CompareExchange(ref _why, (int)why, 0);
            broker.Close();
        }
    }

    private static bool IsTheEnd(Exception thrown) =>
        thrown is OperationCanceledException or WebSocketException or IOException or SocketException or ObjectDisposedException;

    private static async Task<bool> FirstIsConnect(WebSocket page, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(ConnectDeadline);
        var buffer = new byte[MqttConnect.Longest];
        var first = await page.ReceiveAsync(buffer, patience.Token);
        return first is { MessageType: WebSocketMessageType.Binary, EndOfMessage: true } && MqttConnect.IsConnect(buffer.AsSpan(0, first.Count));
    }

    private static async Task Up(WebSocket page, NetworkStream broker, CancellationToken stopping)
    {
        var buffer = new byte[Chunk];
        try
        {
            while (await page.ReceiveAsync(buffer.AsMemory(), stopping) is { MessageType: WebSocketMessageType.Binary } part)
            {
                await broker.WriteAsync(buffer.AsMemory(0, part.Count), stopping);
            }
        }
        catch (Exception ended) when (IsTheEnd(ended))
        {
        }
    }

    private static async Task Down(NetworkStream broker, WebSocket page, CancellationToken stopping)
    {
        var buffer = new byte[Chunk];
        try
        {
            while (await broker.ReadAsync(buffer, stopping) is > 0 and var count)
            {
                await page.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Binary, endOfMessage: true, stopping);
            }
        }
        catch (Exception ended) when (IsTheEnd(ended))
        {
        }
    }

    private static async Task Close(WebSocket page, WebSocketCloseStatus why)
    {
        try
        {
            if (page.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var courtesy = new CancellationTokenSource(GoodByeDeadline);
                await page.CloseOutputAsync(why, null, courtesy.Token);
            }
        }
        catch (Exception gone) when (IsTheEnd(gone))
        {
        }
    }
}
