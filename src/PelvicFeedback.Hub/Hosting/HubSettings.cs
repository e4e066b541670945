using System.Net;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Pairing;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>How a hub is to run.</summary>
public sealed record HubSettings
{
    /// <summary>The data folder; held by one hub at a time.</summary>
    public required string Data { get; init; }

    /// <summary>Of the pages and their API, over HTTP and on this machine alone; 0 for a free one.</summary>
    public int Port { get; init; } = 5090;

    /// <summary>What homes and browsers on other machines call the hub; in its certificate.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>The address for homes and browsers on other machines; this machine alone unless told otherwise.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>Over HTTPS: the door for homes, and the pages for other machines; 0 for a free one.</summary>
    public int HomePort { get; init; } = 5443;

    /// <summary>The broker's, with TLS, for homes; 0 for a free one.</summary>
    public int BrokerPort { get; init; } = 8883;

    /// <summary>A certificate of the clinic's own authority; null for one that the hub makes.</summary>
    public GivenCertificate? Certificate { get; init; }

    /// <summary>A broker that is somebody else's to run; null for one of the hub's own.</summary>
    public GivenBrokerSettings? GivenBroker { get; init; }

    /// <summary>The connection to a PostgreSQL database; null for a file in the data folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>The first site's pseudonym; null for a random one.</summary>
    public Pseudonym? Site { get; init; }

    /// <summary>How long events are kept; default ten years.</summary>
    public TimeSpan KeepEvents { get; init; } = TimeSpan.FromDays(3653);

    /// <summary>How long raw motion is kept; default 90 days.</summary>
    public TimeSpan KeepMotion { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Where to write a code for the demonstration's home, anew at every start; null for no demonstration.</summary>
    public string? DemonstrationCode { get; init; }

    /// <summary>Where therapists may sign in besides here; null for nowhere.</summary>
    public OpenIdSettings? OpenId { get; init; }

    /// <summary>Where the first start writes how to sign in; null to have it shown.</summary>
    public string? FirstPasswordFile { get; init; }

    /// <summary>Passwords and keys, for their owner alone.</summary>
    public string Secrets => Path.Combine(Data, "secrets");

    /// <summary>Leaves the connection out, which may have a password in it.</summary>
    public override string ToString() => Data;
}
