using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>
/// Takes a home's place at the brokers. A client id is one client's in the whole cluster: whoever comes with it puts out who was there before (MQTT 3.1.1,
/// 3.1.4), wherever in the cluster that is. And whoever wants a clean session deletes what waits there for the home (3.1.2.4).
/// </summary>
internal static class HomePlace
{
    private const byte Connect = 0x10, ConnAck = 0x20;
    private static readonly byte[] Disconnect = [0xE0, 0];

    // User name, password and a clean session; nobody is to be kept waiting for.
    private static readonly byte[] Flags = [0xC2, 0, 10];

    /// <summary>Comes as that client, and goes.</summary>
    /// <param name="at">Any broker of the cluster.</param>
    /// <param name="caFile">PEM of the authority that vouches for it; null without TLS.</param>
    /// <param name="client">The home's id.</param>
    /// <param name="login">Of a user whose client id is free: the hub's.</param>
    /// <param name="cancel">When it takes too long.</param>
    /// <exception cref="IOException">The broker is not there, or does not let us in.</exception>
    public static async Task Take(ClinicAddress at, string? caFile, string client, (string User, string Password) login, CancellationToken cancel)
    {
        try
        {
            using var socket = new TcpClient { NoDelay = true };
            await socket.ConnectAsync(at.Host, at.Port, cancel);
            await using var stream = caFile is null ? socket.GetStream() : await Encrypted(socket.GetStream(), at.Host, caFile, cancel);
            await stream.WriteAsync(Come(client, login), cancel);
            var answer = new byte[4];
            await stream.ReadExactlyAsync(answer, cancel);
            if (answer is not [ConnAck, 2, _, 0])
            {
                throw new IOException($"it refuses the hub ({answer[3]})");
            }

            await stream.WriteAsync(Disconnect, cancel);

            // It closes when it has done what was asked.
            _ = await stream.ReadAsync(answer, cancel);
        }
        catch (Exception broken) when (broken is SocketException or AuthenticationException or OperationCanceledException)
        {
            throw new IOException($"{at}: {broken.Message}", broken);
        }
    }

    private static async Task<Stream> Encrypted(NetworkStream bare, string host, string caFile, CancellationToken cancel)
    {
        var authorities = new MqttTls(caFile).Authorities()!;
        var stream = new SslStream(bare);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(authorities);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = policy }, cancel);
        return stream;
    }

    private static byte[] Come(string client, (string User, string Password) login)
    {
        var body = new ArrayBufferWriter<byte>(256);
        Text("MQTT");
        body.Write<byte>([4]);
        body.Write(Flags);
        Text(client);
        Text(login.User);
        Text(login.Password);

        // 2.2.3: seven bits a byte, the lowest first. Two do for names and a password.
        return [Connect, (byte)((body.WrittenCount & 127) | 128), (byte)(body.WrittenCount >> 7), .. body.WrittenSpan];

        void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            body.Write<byte>([(byte)(bytes.Length >> 8), (byte)bytes.Length]);
            body.Write(bytes);
        }
    }
}
