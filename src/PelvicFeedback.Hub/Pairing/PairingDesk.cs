using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Pairing;

namespace PelvicFeedback.Hub.Pairing;

/// <summary>
/// Gives codes out, turns each into a home's way to the broker, once, and takes that way again.
/// </summary>
/// <param name="ledger">Where patients are.</param>
/// <param name="broker">The clinic's broker.</param>
/// <param name="authority">Which homes are to trust.</param>
/// <param name="host">What homes call the hub.</param>
/// <param name="time">For when a code expires.</param>
public sealed class PairingDesk(Ledger ledger, IClinicBroker broker, HubAuthority authority, string host, TimeProvider time)
{
    /// <summary>How long a code is good for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private const double TriesPerSecond = 1.0 / 6;
    private const double TriesAtOnce = 10;

    // Of all addresses together: somebody who has many of them.
    private const double MostPerSecond = 5;
    private const double MostAtOnce = 100;
    private const string Everybody = "";

    // The broker is asked one thing at a time, and may take long. Whoever tries a code does not wait for that.
    private readonly Lock _gate = new();
    private readonly Lock _counting = new();
    private Allowance _tries = new(TriesPerSecond, TriesAtOnce);
    private readonly Allowance _all = new(MostPerSecond, MostAtOnce);
    private readonly long _began = time.GetTimestamp();
    private bool _owesBroker;

    /// <summary>The port of the door for homes; once it is open.</summary>
    public int Port { get; set; }

    /// <summary>The authority's certificate, for whoever asks.</summary>
    public string AuthorityPem => authority.Authority.ExportCertificatePem();

    /// <summary>Takes up a newer certificate, for the broker too.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException">The clinic's cannot be used, and the one before stays.</exception>
    /// <exception cref="Messaging.MqttUnavailableException">The broker does not take note of it; it is told again the next time.</exception>
    public bool RenewCertificate()
    {
        lock (_gate)
        {
            _owesBroker = _owesBroker || authority.Renew(time.GetUtcNow());
            if (!_owesBroker)
            {
                return false;
            }

            broker.ReadCertificate();
            _owesBroker = false;
            return true;
        }
    }

    /// <summary>What keeps a patient's home from joining, and what to do about it; null for nothing.</summary>
    public string? Obstacle(PatientRecord patient)
    {
        lock (_gate)
        {
            return broker.Obstacle(patient.Topics);
        }
    }

    /// <summary>A new code for a patient's home; an older one of the same patient is void.</summary>
    public PairingCode Issue(PatientRecord patient, string by)
    {
        var code = authority.NewCode(host, Port);
        ledger.Change(writing =>
        {
            writing.Do("DELETE FROM code WHERE patient = $1", patient.Number);
            writing.Do("INSERT INTO code VALUES ($1, $2, $3)", Hash(code.Secret), patient.Number, Now.UnixMilliseconds + (long)Life.TotalMilliseconds);
            writing.Tell(patient.Topics.Site, Now, by, "issued-code", patient.Topics.Patient);
            return true;
        });
        return code;
    }

    /// <summary>Whether there were too many tries from an address. 80 random bits are not guessed at any speed; this keeps the record quiet.</summary>
    /// <param name="from">Whose; of an IPv6 address the network, as its owner has all of it.</param>
    public bool IsTooMany(IPAddress? from)
    {
        lock (_counting)
        {
            var now = time.GetElapsedTime(_began);
            return !_all.Take(Everybody, now) || !_tries.Take(Network(from), now);
        }
    }

    private static string Network(IPAddress? from) =>
        from is null ? Everybody
        : from.IsIPv4MappedToIPv6 || from.AddressFamily != AddressFamily.InterNetworkV6 ? from.MapToIPv4().ToString()
        : Convert.ToHexString(from.GetAddressBytes(), 0, 8);

    /// <summary>Lets everybody try again.</summary>
    internal void ForgetTries()
    {
        lock (_counting)
        {
            _tries = new(TriesPerSecond, TriesAtOnce);
        }
    }

    /// <summary>Uses a code up.</summary>
    /// <returns>The home's way to the broker; null when there is no such code, or it has expired or was used.</returns>
    /// <exception cref="Messaging.MqttUnavailableException">The broker does not take note of the home.</exception>
    public PairingGrant? Take(string secret)
    {
        var topics = ledger.Change(writing => Take(writing, secret));
        if (topics is null)
        {
            return null;
        }

        lock (_gate)
        {
            var way = broker.AddHome(topics);
            var ca = way.CaFile is { } authorities ? File.ReadAllText(authorities) : null;
            return new(PairingWords.Version, topics.Site.ToString(), topics.Patient.ToString(), Paired: true, new(
                way.Host, way.Port, way.User ?? ClinicBridge.HomeUser(topics), way.Password, ca, way.Others, way.IsPlain));
        }
    }

    /// <summary>Takes a home's way away: it is disconnected and stays out, and what of it is still in queues is set aside.</summary>
    /// <returns>What somebody has to do himself; null for nothing.</returns>
    /// <exception cref="Messaging.MqttUnavailableException">The broker does not take note of it: do it again. What comes is set aside already.</exception>
    public string? Revoke(PatientRecord patient, string by)
    {
        ledger.Change(writing =>
        {
            writing.Revoke(patient.Number);
            writing.Do("DELETE FROM code WHERE patient = $1", patient.Number);
            writing.Tell(patient.Topics.Site, Now, by, "revoked", patient.Topics.Patient);
            return true;
        });
        return LockOut(patient.Topics);
    }

    /// <summary>Deletes everything of a patient, for good, and locks the home out.</summary>
    /// <returns>What somebody has to do himself; null for nothing.</returns>
    /// <exception cref="Messaging.MqttUnavailableException">The broker does not take note of it: do it again. Nothing that comes is stored already.</exception>
    public string? Erase(PatientRecord patient, string by)
    {
        ledger.Change(writing =>
        {
            writing.Erase(patient.Number);
            writing.Tell(patient.Topics.Site, Now, by, "erased", patient.Topics.Patient);
            return true;
        });
        return LockOut(patient.Topics);
    }

    private UtcInstant Now => new(time.GetUtcNow().ToUnixTimeMilliseconds());

    private PatientTopics? Take(Writing writing, string secret)
    {
        var number = writing.Number("DELETE FROM code WHERE secret = $1 AND expires > $2 RETURNING patient", Hash(secret), Now.UnixMilliseconds);
        var found = writing.Rows(
            "SELECT site, patient FROM patient WHERE number = $1 AND standing <> 'erased'",
            row => new PatientTopics(Pseudonym.Parse(row.GetString(0)), Pseudonym.Parse(row.GetString(1))), number);
        if (found is not [var topics])
        {
            return null;
        }

        writing.Admit(number);
        writing.Tell(topics.Site, Now, "hub", "paired", topics.Patient);
        return topics;
    }

    private string? LockOut(PatientTopics topics)
    {
        lock (_gate)
        {
            return broker.Revoke(topics);
        }
    }

    private static byte[] Hash(string secret) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret));
}
