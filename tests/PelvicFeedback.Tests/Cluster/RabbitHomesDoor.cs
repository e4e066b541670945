using System.Globalization;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>How homes come in at brokers of the tests' own.</summary>
/// <param name="Logins">The port at which their logins are answered.</param>
/// <param name="Certificates">Of the brokers.</param>
internal sealed record RabbitHomesDoor(int Logins, TestCertificates Certificates)
{
    /// <summary>What is added to a broker's settings, and copied to where it can read it.</summary>
    public string Settings(string folder, int port)
    {
        foreach (var file in new[] { Certificates.Authority, Certificates.Certificate, Certificates.Key })
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            mqtt.listeners.ssl.1 = 127.0.0.1:{port}
            ssl_options.cacertfile = {folder}/authority.pem
            ssl_options.certfile = {folder}/certificate.pem
            ssl_options.keyfile = {folder}/key.pem
            ssl_options.verify = verify_none
            ssl_options.fail_if_no_peer_cert = false

            """);
    }
}
