using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PelvicFeedback.Worker.Lan;

/// <summary>Where other devices in the home reach the display: an address of this machine's own, never all of them at once.</summary>
/// <param name="Address">One that a browser can be sent to: no wildcard, no group, no address that needs an interface's name.</param>
/// <param name="Port">TCP port, 0–65535; 0 for any that is free.</param>
internal sealed record LanAddress(IPAddress Address, int Port)
{
    /// <summary>The port where none was chosen: the one after the page's own.</summary>
    public const int UsualPort = 5081;

    /// <summary>What a setting takes.</summary>
    public const string Form = "an address of this machine, such as 192.168.1.20, 192.168.1.20:5081 or [fd00::20]:5081, not 0.0.0.0 or a name";

    /// <summary>Reads <c>ADDRESS</c>, <c>ADDRESS:PORT</c> or <c>[ADDRESS]:PORT</c>; null when it is none.</summary>
    public static LanAddress? Parse(string text)
    {
        var (host, port) = (text.Trim(), UsualPort);
        var colon = host.LastIndexOf(':');
        if (colon > 0 && (host[colon - 1] == ']' || host.IndexOf(':', StringComparison.Ordinal) == colon))
        {
            if (!int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > IPEndPoint.MaxPort)
            {
                return null;
            }

            host = host[..colon];
        }

        host = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        return IPAddress.TryParse(host, out var address) && IsOneMachine(address) && IsWritten(host, address) ? new(address, port) : null;
    }

    /// <summary>The address as it stands in a link: an IPv6 address in brackets.</summary>
    public static string Written(IPAddress address, int port) => new IPEndPoint(address, port).ToString();

    /// <inheritdoc/>
    public override string ToString() => Written(Address, Port);

    // What the runtime reads as an address and a browser would not, such as 127.1, is a slip of the pen.
    private static bool IsWritten(string host, IPAddress address) => string.Equals(host, address.ToString(), StringComparison.OrdinalIgnoreCase);

    private static bool IsOneMachine(IPAddress address) =>
        !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.Broadcast) && !address.IsIPv6Multicast
        && !address.IsIPv6LinkLocal && !address.IsIPv4MappedToIPv6
        && (address.AddressFamily != AddressFamily.InterNetwork || address.GetAddressBytes()[0] is > 0 and < 224);
}
