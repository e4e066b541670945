using System.Text.Json;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Worker.Hosting;

namespace PelvicFeedback.Worker.Pairing;

/// <summary>What <c>pair</c> left in the data folder, among the secrets: who the patient is, and the way to the clinic.</summary>
/// <param name="Topics">Whose.</param>
/// <param name="Bridge">The way.</param>
/// <param name="Paired">Whether a hub confirms events.</param>
internal sealed record PairedHome(PatientTopics Topics, ClinicBridge Bridge, bool Paired)
{
    private const string Name = "pairing.json";
    private const string Authority = "clinic-ca.pem";

    /// <summary>The file that says that a home is paired.</summary>
    public static string FileIn(string data) => Path.Combine(Secrets(data), Name);

    /// <summary>Reads it.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="refuse">Told why, when there is one that cannot be used.</param>
    /// <returns>Null when the home is not paired, or that cannot be read.</returns>
    public static PairedHome? Read(string data, Action<string> refuse)
    {
        var file = FileIn(data);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var grant = JsonSerializer.Deserialize<PairingGrant>(File.ReadAllText(file), PairingWords.Json);
            if (grant?.Flaw() is null && grant is { Broker: var broker })
            {
                var ca = broker.Ca is null ? null : Path.GetFullPath(Path.Combine(Secrets(data), Authority));
                return new(grant.Topics, new(broker.Host, broker.Port, ca, broker.Password, broker.User, broker.Others, broker.Plain), grant.Paired);
            }

            refuse($"{file}: has {grant?.Flaw() ?? "nothing"} in it: pair this home again");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException)
        {
            refuse($"{file}: cannot be read ({unusable.Message}): pair this home again");
        }

        return null;
    }

    /// <summary>Keeps what the hub handed over, for the owner of the folder alone. What says that the home is paired comes last.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Keep(string data, PairingGrant grant)
    {
        Prepare(data);
        if (grant.Broker.Ca is { } ca)
        {
            BrokerFolder.Write(Path.Combine(Secrets(data), Authority), ca);
        }

        BrokerFolder.Write(FileIn(data), JsonSerializer.Serialize(grant, PairingWords.Json));
    }

    /// <summary>Makes sure that it can be kept, before a code is used up for it.</summary>
    public static void Prepare(string data)
    {
        BrokerFolder.Make(Secrets(data));
        var probe = Path.Combine(Secrets(data), Name + ".probe");
        BrokerFolder.Write(probe, new string(' ', PairingWords.MostBytes));
        File.Delete(probe);
    }

    private static string Secrets(string data) => Path.Combine(data, BrokerService.SecretsFolder);
}
