using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>A socket of a page at one node, and all that was said on it.</summary>
internal sealed class WebPage : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly BlockingCollection<JsonElement> _said = [];
    private Task _hearing = Task.CompletedTask;

    /// <summary>Told of everything, at once; on the socket's own thread.</summary>
    public Action<JsonElement> Said { get; init; } = _ => { };

    /// <summary>Ends when the node has closed it, or is gone.</summary>
    public Task Gone => _hearing;

    public async Task<WebPage> Open(string address, string path, string cookies)
    {
        _socket.Options.SetRequestHeader("Cookie", cookies);
        _socket.Options.SetRequestHeader("Origin", address);
        await _socket.ConnectAsync(new(address.Replace("http:", "ws:", StringComparison.Ordinal) + path), CancellationToken.None);
        _hearing = Task.Run(Hear);
        return this;
    }

    /// <summary>The next thing said of which that holds; it comes, or the test fails.</summary>
    public JsonElement Next(Func<JsonElement, bool> holds)
    {
        while (_said.TryTake(out var said, BrokerProcess.Patience))
        {
            if (holds(said))
            {
                return said;
            }
        }

        throw new Xunit.Sdk.XunitException("It was never said.");
    }

    public void Dispose()
    {
        _socket.Abort();
        _hearing.Wait();
        _socket.Dispose();
        _said.Dispose();
    }

    private async Task Hear()
    {
        var (buffer, whole) = (new byte[1 << 20], 0);
        try
        {
            while (_socket.State == WebSocketState.Open)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(whole), CancellationToken.None);
                whole += part.Count;
                if (part.EndOfMessage && whole > 0)
                {
                    var said = JsonDocument.Parse(buffer.AsMemory(0, whole).ToArray()).RootElement;
                    whole = 0;
                    Said(said);
                    _said.Add(said);
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The node is gone, or the page was closed.
        }

        _said.CompleteAdding();
    }
}
