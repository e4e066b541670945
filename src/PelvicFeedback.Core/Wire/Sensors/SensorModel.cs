using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>What a sensor says of itself to everybody in reach.</summary>
/// <param name="Name">The advertised name; empty when there is none.</param>
/// <param name="Services">The advertised services.</param>
public readonly record struct SensorAdvertisement(string Name, ImmutableArray<GattUuid> Services)
{
    /// <summary>Whether it offers that service.</summary>
    public bool Offers(GattUuid service) => !Services.IsDefaultOrEmpty && Services.Contains(service);

    /// <summary>Whether its name begins so, in either case.</summary>
    public bool IsNamed(string start) => Name is { } name && name.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What is asked of a sensor.</summary>
/// <param name="Rate">Samples a second; one of the model's <see cref="SensorModel.Rates"/>.</param>
/// <param name="Content">The quantities; one of the model's <see cref="SensorModel.Contents"/>.</param>
public readonly record struct SensorAsk(int Rate, MotionContent Content);

/// <summary>How a sensor is started, and what then decodes it.</summary>
/// <param name="Start">What is done after connecting, in order.</param>
/// <param name="Stream">The characteristic whose notifications go to the decoder.</param>
/// <param name="Decoder">For this connection.</param>
/// <param name="Stop">What is done before disconnecting, in order.</param>
public sealed record SensorStart(ImmutableArray<GattStep> Start, GattUuid Stream, SensorDecoder Decoder, ImmutableArray<GattStep> Stop);

/// <summary>How full a sensor's battery is.</summary>
/// <param name="Percent">0–100.</param>
/// <param name="Charging">Null where the sensor does not tell.</param>
/// <param name="MinutesLeft">Null where the sensor does not tell.</param>
public readonly record struct SensorBattery(int Percent, bool? Charging = null, int? MinutesLeft = null)
{
    private const double MinutesToSpare = 10;
    private const int LowPercent = 15;

    /// <summary>
    /// Whether it may be empty before something is over: fewer minutes left than that takes and ten more, or, where they are unknown, under
    /// 15 %. Never on the charger. Source: <c>firmware-protocol/protocol.md</c>, Battery.
    /// </summary>
    /// <param name="length">How long it takes.</param>
    public bool IsLowFor(Seconds length) => Charging != true
        && (MinutesLeft is { } minutes ? minutes < (length.Value / 60) + MinutesToSpare : Percent < LowPercent);
}

/// <summary>A kind of sensor that one can have: how it is known, asked, started and read. One file for each; <see cref="SensorModels"/> lists them.</summary>
public abstract class SensorModel
{
    /// <summary>The level of the Battery service that the Bluetooth SIG has defined (0x180F): one byte, percent.</summary>
    private static readonly GattUuid BatteryLevel = GattUuid.Sig(0x2A19);

    /// <summary>Maker and product, for people.</summary>
    public abstract string Name { get; }

    /// <summary>The rates it offers, Hz; the one that is asked for by default first.</summary>
    public abstract ImmutableArray<int> Rates { get; }

    /// <summary>The contents it offers; the one that is asked for by default first.</summary>
    public abstract ImmutableArray<MotionContent> Contents { get; }

    /// <summary>The characteristic in which a sensor says what it offers itself, read before anything is asked of it; null where all of a kind offer the same.</summary>
    public virtual GattUuid? Offer => null;

    /// <summary>The characteristic that tells of the battery.</summary>
    public virtual GattUuid Battery => BatteryLevel;

    /// <summary>Whether that is such a sensor.</summary>
    public abstract bool Recognises(SensorAdvertisement advertisement);

    /// <summary>What to ask of one sensor.</summary>
    /// <param name="offer">The value of its <see cref="Offer"/>; empty where there is none.</param>
    /// <param name="ask">The model's first rate and content, or of what the sensor offers what comes next to them.</param>
    /// <returns>Why it cannot be used, a sentence for people; null to go on.</returns>
    public virtual string? Choose(ReadOnlySpan<byte> offer, out SensorAsk ask)
    {
        ask = new(Rates[0], Contents[0]);
        return null;
    }

    /// <summary>How to start it.</summary>
    /// <exception cref="ArgumentException">It does not offer that.</exception>
    public SensorStart Start(SensorAsk ask)
    {
        if (!MayAsk(ask))
        {
            throw new ArgumentException($"{Name} does not offer {ask.Content} at {ask.Rate} Hz.", nameof(ask));
        }

        return Plan(ask);
    }

    /// <summary>Why what a step of the start brought is a reason not to go on.</summary>
    /// <param name="characteristic">Which was read or has answered.</param>
    /// <param name="value">Its bytes.</param>
    /// <returns>A sentence for people; null to go on.</returns>
    public virtual string? Refusal(GattUuid characteristic, ReadOnlySpan<byte> value) => null;

    /// <summary>Reads the value of <see cref="Battery"/>; null when it is none.</summary>
    public virtual SensorBattery? ReadBattery(ReadOnlySpan<byte> value) => value is [<= 100] ? new SensorBattery(value[0]) : null;

    /// <summary>Whether sensors of this kind may offer that.</summary>
    private protected virtual bool MayAsk(SensorAsk ask) => Rates.Contains(ask.Rate) && Contents.Contains(ask.Content);

    /// <summary>The steps for what it offers.</summary>
    private protected abstract SensorStart Plan(SensorAsk ask);
}
