using System.Globalization;

namespace PelvicFeedback.Messaging.Brokers;

/// <summary>Where a clinic's broker has its files, and where it listens.</summary>
/// <param name="DataFolder">Its files lie in <c>clinic-broker</c> there.</param>
/// <param name="SecretsFolder">The hub's password lies in <c>clinic-broker</c> there.</param>
/// <param name="Port">On loopback; 0 for a free one.</param>
/// <param name="Tls">Where homes reach it; null for loopback only.</param>
public sealed record ClinicBrokerOptions(string DataFolder, string SecretsFolder, int Port = 0, ClinicBrokerTls? Tls = null)
{
    // One that is cut off and comes back is twice there for a moment. Mosquitto reads the limit when it starts, and never again.
    private const int LeastConnections = 1024;

    /// <summary>Connections of homes that the listener takes: for twice as many as there are, and for the first thousand from the start.</summary>
    /// <param name="homes">That have a login when the broker is started.</param>
    internal static int Connections(int homes) => Math.Max(LeastConnections, (2 * homes) + 256);

    internal string Listener(int homes) => Tls is not { } tls ? "" : string.Create(CultureInfo.InvariantCulture, $"""

        listener {tls.Port} {tls.Address}
        {BrokerSettings.ListenerLimits(Connections(homes))}
        certfile {tls.CertificateFile}
        keyfile {tls.KeyFile}
        tls_version tlsv1.2

        """);
}

/// <summary>The listener for homes.</summary>
/// <param name="Address">The address of this machine to listen at.</param>
/// <param name="Port">Its port, mostly 8883.</param>
/// <param name="Host">What homes call it, as in the certificate.</param>
/// <param name="CertificateFile">PEM.</param>
/// <param name="KeyFile">PEM.</param>
/// <param name="CaFile">PEM of the authority that vouches for the certificate, as it is at home.</param>
public sealed record ClinicBrokerTls(string Address, int Port, string Host, string CertificateFile, string KeyFile, string CaFile);
