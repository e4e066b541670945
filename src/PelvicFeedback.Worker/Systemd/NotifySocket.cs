using System.Net.Sockets;
using System.Text;

namespace PelvicFeedback.Worker.Systemd;

/// <summary>
/// Tells the service manager how the service is: the protocol of sd_notify(3), a datagram of <c>NAME=value</c> lines to the socket that
/// <c>NOTIFY_SOCKET</c> names. Without that variable nobody listens, and telling does nothing. Never throws: a service manager that does
/// not hear is no reason to stop coaching.
/// </summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket? _socket;

    /// <param name="place">A path, or <c>@name</c> in Linux's abstract name space; null or empty for none.</param>
    public NotifySocket(string? place)
    {
        if (string.IsNullOrEmpty(place) || OperatingSystem.IsWindows())
        {
            return;
        }

        _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            _socket.Connect(new UnixDomainSocketEndPoint(place[0] == '@' ? '\0' + place[1..] : place));
        }
        catch (Exception unusable) when (unusable is SocketException or ArgumentException)
        {
            _socket.Dispose();
            _socket = null;
        }
    }

    /// <summary>It runs.</summary>
    public void Ready() => Tell("READY=1");

    /// <summary>It is about to end.</summary>
    public void Stopping() => Tell("STOPPING=1");

    /// <summary>One line for <c>systemctl status</c>.</summary>
    public void Status(string says) => Tell("STATUS=" + says.ReplaceLineEndings(" "));

    /// <summary>It is well; to be told again within the watchdog's time.</summary>
    public void Alive() => Tell("WATCHDOG=1");

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Tell(string state)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(state));
        }
        catch (Exception unheard) when (unheard is SocketException or ObjectDisposedException)
        {
            // The manager is being restarted, or gone.
        }
    }
}
