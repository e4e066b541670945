using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A provider of OpenID Connect as small as one can be: whoever comes is <see cref="User"/>. Code flow with PKCE, RS256 (OpenID Connect Core 1.0; RFC 7636).</summary>
internal sealed class TinyProvider : IAsyncDisposable
{
    public const string Client = "hub";
    public const string Secret = "a secret of the test";

    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge)> _codes = [];
    private readonly WebApplication _web;

    private TinyProvider()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        _web.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address,
            authorization_endpoint = Address + "/authorize",
            token_endpoint = Address + "/token",
            jwks_uri = Address + "/keys",
            response_types_supported = new[] { "code" },
            subject_types_supported = new[] { "public" },
            id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        _web.MapGet("/keys", () =>
        {
            var key = _key.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "k1", n = Encoded(key.Modulus!), e = Encoded(key.Exponent!) } } });
        });
        _web.MapGet("/authorize", (HttpContext context) =>
        {
            var (asked, code) = (context.Request.Query, RandomNumberGenerator.GetHexString(20));
            _codes[code] = (asked["nonce"].ToString(), asked["code_challenge"].ToString());
            return Results.Redirect($"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(asked["state"].ToString())}");
        });
        _web.MapPost("/token", async (HttpContext context) =>
        {
            var asked = await context.Request.ReadFormAsync();
            return asked["client_id"] == Client && asked["client_secret"] == Secret && _codes.TryRemove(asked["code"].ToString(), out var known)
                && Encoded(SHA256.HashData(Encoding.ASCII.GetBytes(asked["code_verifier"].ToString()))) == known.Challenge
                ? Results.Json(new { access_token = "none", token_type = "Bearer", expires_in = 60, id_token = Token(known.Nonce) })
                : Results.BadRequest(new { error = "invalid_grant" });
        });
    }

    /// <summary>Who comes.</summary>
    public string User { get; set; } = "";

    /// <summary>Whether it signs with its own key, or somebody else's.</summary>
    public bool IsForged { get; set; }

    public string Address => _web.Urls.First();

    public static async Task<TinyProvider> Start()
    {
        var provider = new TinyProvider();
        await provider._web.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _key.Dispose();
    }

    private string Token(string nonce)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var said = Encoded(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", typ = "JWT", kid = "k1" })) + "."
            + Encoded(JsonSerializer.SerializeToUtf8Bytes(new { iss = Address, aud = Client, sub = "1", iat = now, nbf = now, exp = now + 60, nonce, preferred_username = User, roles = new[] { "administrator" } }));
        using var other = RSA.Create(2048);
        return said + "." + Encoded((IsForged ? other : _key).SignData(Encoding.ASCII.GetBytes(said), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string Encoded(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
