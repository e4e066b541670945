using System.Net;
using System.Net.Sockets;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>
/// The port of a broker that ends with the hub that started it, a moment later: whoever starts a hub again at once, as a service manager does, would
/// find it taken.
/// </summary>
internal static class PortOfBefore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.25);

    /// <summary>Waits until nobody has a port.</summary>
    /// <param name="address">Where.</param>
    /// <param name="port">Which; 0 is always free.</param>
    /// <param name="option">What chooses another, for a person.</param>
    /// <param name="says">Told once that it is waited for.</param>
    /// <param name="time">For how long to wait.</param>
    /// <exception cref="IOException">Somebody still has it.</exception>
    public static async Task Free(IPAddress address, int port, string option, Action<string> says, TimeProvider time)
    {
        for (var waited = TimeSpan.Zero; port > 0 && IsTaken(address, port); waited += Step)
        {
            if (waited == TimeSpan.Zero)
            {
                says($"port {port} at {address} is in use, perhaps still by the broker of before: waiting for it");
            }

            if (waited >= Patience)
            {
                throw new IOException($"port {port} at {address} is in use: end what has it, or choose another with {option}");
            }

            await Task.Delay(Step, time);
        }
    }

    // What else is wrong with it the broker says itself.
    private static bool IsTaken(IPAddress address, int port)
    {
        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
