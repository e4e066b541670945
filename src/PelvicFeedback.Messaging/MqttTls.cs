using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PelvicFeedback.Messaging;

/// <summary>
/// An encrypted connection. The broker's certificate is always checked, its name against <see cref="MqttLinkOptions.Host"/> too:
/// there is no way to switch that off.
/// </summary>
/// <param name="CaFile">
/// PEM file with the only authorities that may vouch for the broker; null for those that the operating system trusts.
/// </param>
public sealed record MqttTls(string? CaFile)
{
    /// <summary>Reads the authorities.</summary>
    /// <returns>Null when it is the operating system's that count.</returns>
    /// <exception cref="MqttUnavailableException">The file cannot be read, or holds no certificate.</exception>
    public X509Certificate2Collection? Authorities()
    {
        if (CaFile is null)
        {
            return null;
        }

        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(CaFile);
            return found.Count > 0 ? found : throw new CryptographicException("there is no certificate in it");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new MqttUnavailableException($"the CA file '{CaFile}' cannot be used: {unusable.Message}", unusable);
        }
    }
}
