using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Pairing;

/// <summary>
/// The exchange with the hub that a code names. The first connection trusts nobody and says nothing: it gets the authority's certificate,
/// which counts if it has the code's fingerprint. The second trusts that authority alone, for the code's host alone, and only there is
/// the secret told.
/// </summary>
internal static class ClinicDoor
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Turns a code into what it stands for.</summary>
    /// <exception cref="CommandException">It does not; one line says why.</exception>
    public static async Task<PairingGrant> Enter(PairingCode code)
    {
        using var authority = await Authority(code);
        return await Grant(code, authority);
    }

    private static async Task<X509Certificate2> Authority(PairingCode code)
    {
        // What comes is only compared with the fingerprint.
        using var http = Client(code, new() { RemoteCertificateValidationCallback = static (_, any, _, _) => any is not null });
        var pem = await Ask(code, () => "", async () => await Text(await http.GetAsync(PairingWords.AuthorityPath)));
        try
        {
            var authority = X509Certificate2.CreateFromPem(pem);
            return code.Names(authority) ? authority
                : throw Failed($"the authority of {code} is not the one in the code: that is not your clinic's server, or somebody is in between");
        }
        catch (CryptographicException none)
        {
            throw Failed($"what answers at {code} is no hub: check the code's address with the clinic", none);
        }
    }

    private static async Task<PairingGrant> Grant(PairingCode code, X509Certificate2 authority)
    {
        var distrust = SslPolicyErrors.None;
        using var http = Client(code, new()
        {
            CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
            RemoteCertificateValidationCallback = (_, _, _, errors) => (distrust = errors) == SslPolicyErrors.None,
        });
        var answer = await Ask(
            code,
            () => distrust.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? $"the certificate of {code} is not vouched for by the clinic's authority, or not valid today"
                : distrust != SslPolicyErrors.None ? $"the certificate of {code} is for another name than '{code.Host}'" : "",
            async () => await Text(await http.PostAsJsonAsync(PairingWords.GrantPath, new PairingRequest(PairingWords.Version, code.Secret), PairingWords.Json)));
        try
        {
            var grant = JsonSerializer.Deserialize<PairingGrant>(answer, PairingWords.Json);
            return grant?.Flaw() is not { } flaw && grant is not null ? grant
                : throw Failed($"the clinic at {code} answers with {grant?.Flaw() ?? "nothing"}: check that both sides have the same version");
        }
        catch (JsonException none)
        {
            throw Failed($"the clinic's answer at {code} cannot be read: check that both sides have the same version", none);
        }
    }

    private static HttpClient Client(PairingCode code, SslClientAuthenticationOptions tls) =>
        new(new SocketsHttpHandler { SslOptions = tls, AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = new UriBuilder(Uri.UriSchemeHttps, code.Host, code.Port).Uri,
            Timeout = Deadline,
            MaxResponseContentBufferSize = PairingWords.MostBytes,
        };

    private static async Task<string> Text(HttpResponseMessage answer)
    {
        using (answer)
        {
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => await answer.Content.ReadAsStringAsync(),
                HttpStatusCode.Gone => throw Failed("this code was used already, has expired, or was never given out: ask the clinic for a new one"),
                HttpStatusCode.TooManyRequests => throw Failed("the clinic has had too many attempts: wait some minutes, then try again"),
                var other => throw Failed($"what answers at the code's address is no hub, or has a fault (HTTP {(int)other}): check the address with the clinic"),
            };
        }
    }

    private static async Task<T> Ask<T>(PairingCode code, Func<string> distrust, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException lost)
        {
            var says = distrust();
            throw Failed(says.Length > 0 ? says : $"the clinic at {code} cannot be reached: {lost.GetBaseException().Message}", lost);
        }
        catch (OperationCanceledException late)
        {
            throw Failed($"the clinic at {code} does not answer: try again later", late);
        }
    }

    private static CommandException Failed(string says, Exception? cause = null) => new(ExitCode.Failed, says, cause);
}
