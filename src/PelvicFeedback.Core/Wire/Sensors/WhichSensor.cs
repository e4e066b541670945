using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>A sensor that the program knows, heard nearby.</summary>
/// <param name="Address">What Bluetooth knows it by.</param>
/// <param name="Model">What kind it is.</param>
/// <param name="Rssi">How strong it was received, dBm; null where it is not known.</param>
public readonly record struct HeardSensor(string Address, SensorModel Model, int? Rssi);

/// <summary>What is to be done with a sensor that was connected.</summary>
public enum Meeting
{
    /// <summary>It is the one.</summary>
    Take,

    /// <summary>It may be the one: whoever wears it says so by tapping it twice.</summary>
    AskForTaps,

    /// <summary>It is another of the same kind.</summary>
    PassOver,

    /// <summary>It has the address of the one, and is another, or poses as it.</summary>
    Refuse,
}

/// <summary>
/// Which of the sensors in reach is the patient's. The first time nobody knows: the nearest is asked for two taps, then the next nearest. From then
/// on it is that one only: known by its serial number where it has one, else by its address; never silently another.
/// </summary>
public sealed record WhichSensor
{
    /// <summary>For how long nearer ones are waited for after the first was heard, s.</summary>
    public const double ListeningSeconds = 3;

    /// <summary>After how long without it, one with another address may be looked at: it may have changed its address, not its number; s.</summary>
    public const double LookingSeconds = 10;

    private WhichSensor()
    {
    }

    /// <summary>Nobody knows yet.</summary>
    public static WhichSensor Unknown { get; } = new();

    /// <summary>The one that is taken; null while nobody knows, and where only an address was named.</summary>
    public SensorIdentity? Pinned { get; private init; }

    /// <summary>The one address that was named by a person; null for none.</summary>
    public string? Named { get; private init; }

    // How often each address was connected in vain.
    private ImmutableDictionary<string, int> PassedOver { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>That one, known from before.</summary>
    public static WhichSensor Of(SensorIdentity pinned) => new() { Pinned = pinned };

    /// <summary>The one with that address, because somebody said so.</summary>
    public static WhichSensor At(string address) => new() { Named = address };

    /// <summary>The one to connect now.</summary>
    /// <param name="heard">All that were heard since the search began, each once.</param>
    /// <param name="listened">For how long, since the first of them was heard.</param>
    /// <returns>Null to go on listening.</returns>
    public HeardSensor? Pick(IReadOnlyCollection<HeardSensor> heard, Seconds listened)
    {
        if ((Named ?? Pinned?.Address) is { } address && heard.FirstOrDefault(one => Same(one.Address, address)) is { Model: not null } known)
        {
            return known;
        }

        var strangers = Named is not null ? []
            : Pinned is null ? listened.Value >= ListeningSeconds ? heard : []
            : Pinned.Serial is not null && listened.Value >= LookingSeconds ? heard.Where(one => one.Model.Name == Pinned.Model && Tries(one) == 0) : [];
        return strangers.OrderBy(Tries).ThenByDescending(one => one.Rssi ?? int.MinValue).Select(one => (HeardSensor?)one).FirstOrDefault();
    }

    /// <summary>What to do with one that was connected and has said who it is.</summary>
    public Meeting Met(SensorIdentity identity) =>
        Named is not null ? Meeting.Take
        : Pinned is null ? Meeting.AskForTaps
        : Pinned.Is(identity) ? Meeting.Take
        : Same(identity.Address, Pinned.Address) ? Meeting.Refuse : Meeting.PassOver;

    /// <summary>It was not the one, or nobody tapped it.</summary>
    public WhichSensor WithoutLuck(string address) => this with { PassedOver = PassedOver.SetItem(address, PassedOver.GetValueOrDefault(address) + 1) };

    /// <summary>It is the one, perhaps with a new address.</summary>
    public WhichSensor Found(SensorIdentity identity) => Named is not null ? this : Of(identity);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private int Tries(HeardSensor one) => PassedOver.GetValueOrDefault(one.Address);
}
