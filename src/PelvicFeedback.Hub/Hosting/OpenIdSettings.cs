namespace PelvicFeedback.Hub.Hosting;

/// <summary>A provider of OpenID Connect by whom therapists may sign in. It says who somebody is; what that account may do is the hub's to say.</summary>
/// <param name="Name">What the page calls it.</param>
/// <param name="Authority">Its address, HTTPS; over HTTP on this machine alone.</param>
/// <param name="ClientId">What it calls the hub.</param>
/// <param name="ClientSecret">The hub's password there.</param>
/// <param name="Claim">Which of its words is the account's name; must be one that its users cannot choose themselves.</param>
public sealed record OpenIdSettings(string Name, Uri Authority, string ClientId, string ClientSecret, string Claim = "preferred_username")
{
    /// <summary>Reads them from a file for its owner alone.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or says something else.</exception>
    public static OpenIdSettings Read(string file)
    {
        var read = SettingsFile.Read<OpenIdSettings>(file, "name, authority, clientId, clientSecret and, if need be, claim");
        return read.Authority.IsAbsoluteUri && (read.Authority.Scheme == Uri.UriSchemeHttps || read.Authority.IsLoopback)
            ? read
            : throw new ArgumentException($"{file}: authority must be an https address");
    }

    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => $"{Name} at {Authority}";
}
