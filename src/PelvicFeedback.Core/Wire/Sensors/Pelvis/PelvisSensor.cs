using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors.Pelvis;

/// <summary>A sensor that speaks the project's own protocol, version 1: <c>firmware-protocol/protocol.md</c>.</summary>
public sealed class PelvisSensor : SensorModel
{
    /// <summary>The service.</summary>
    public static readonly GattUuid Service = Uuid("0001");

    /// <summary>Samples, notified.</summary>
    public static readonly GattUuid Stream = Uuid("0002");

    /// <summary>Requests are written, answers indicated.</summary>
    public static readonly GattUuid Control = Uuid("0003");

    /// <summary>What the sensor is and offers, read.</summary>
    public static readonly GattUuid Description = Uuid("0004");

    // What the program makes feedback of.
    private const int SlowestRate = 20, FastestRate = 400;

    // A self-test apart, a sensor answers within 1 s; the rest is the radio's.
    private static readonly Seconds AnswerTime = new(3);

    /// <inheritdoc/>
    public override string Name => "Pelvis sensor";

    /// <inheritdoc/>
    public override ImmutableArray<int> Rates => [100, 25, 50, 60, 200, 400];

    /// <inheritdoc/>
    public override ImmutableArray<MotionContent> Contents =>
    [
        MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate,
        MotionContent.Orientation | MotionContent.SpecificForce,
        MotionContent.Orientation | MotionContent.AngularRate,
        MotionContent.Orientation,
    ];

    /// <inheritdoc/>
    public override GattUuid Battery { get; } = Uuid("0005");

    /// <inheritdoc/>
    public override bool Recognises(SensorAdvertisement advertisement) => advertisement.Offers(Service);

    /// <inheritdoc/>
    public override GattUuid? Offer => Description;

    /// <inheritdoc/>
    public override string? Choose(ReadOnlySpan<byte> offer, out SensorAsk ask)
    {
        ask = default;
        switch (SensorDescription.Read(offer, out var description))
        {
            case DecodeFault.None:
                break;
            case DecodeFault.UnknownMajor:
                return $"The sensor speaks version {offer[0]} of the protocol; this program speaks {SensorDescription.Major}.";
            case var fault:
                return $"The sensor's description cannot be read: {Words.Of(fault)}.";
        }

        // The nearest by ratio; of two as near, the faster.
        var rate = description.Rates.Where(IsUsable).OrderBy(one => Math.Abs(Math.Log((double)one / Rates[0]))).ThenByDescending(one => one).FirstOrDefault();
        ask = new(rate, Contents.First(description.Contents.Contains));
        return rate > 0 ? null
            : $"The sensor offers {string.Join(", ", description.Rates)} samples a second; this program needs {SlowestRate} to {FastestRate}.";
    }

    /// <inheritdoc/>
    public override string? Refusal(GattUuid characteristic, ReadOnlySpan<byte> value) =>
        characteristic != Control ? null
        : ControlAnswer.Read(value, out var answer) != DecodeFault.None ? "The sensor gave an answer that is none."
        : answer.Status == ControlStatus.Done ? null
        : $"The sensor refused: {WordOf(answer.Status)}.";

    /// <summary>Percent, state, minutes left.</summary>
    public override SensorBattery? ReadBattery(ReadOnlySpan<byte> value) => PelvisBattery.Read(value, out var battery) == DecodeFault.None
        ? new SensorBattery(battery.Percent, battery.State is PowerState.Charging or PowerState.Full, battery.MinutesLeft)
        : null;

    private protected override SensorStart Plan(SensorAsk ask) => new(
        [
            new GattStep.Subscribe(Control),
            .. Ask(0x03, 1, (byte)ask.Rate, (byte)(ask.Rate >> 8)),
            .. Ask(0x04, 2, (byte)ask.Content),
            new GattStep.Subscribe(Stream),
            .. Ask(0x01, 3),
        ],
        Stream,
        new PelvisStream(),
        [.. Ask(0x02, 4), new GattStep.Unsubscribe(Stream)]);

    private protected override bool MayAsk(SensorAsk ask) => IsUsable(ask.Rate) && Contents.Contains(ask.Content);

    private static bool IsUsable(int rate) => rate is >= SlowestRate and <= FastestRate;

    private static GattStep[] Ask(byte operation, byte tag, params ReadOnlySpan<byte> parameters) =>
        [new GattStep.Write(Control, [operation, tag, .. parameters]), new GattStep.Await(Control, AnswerTime)];

    private static string WordOf(ControlStatus status) => Enum.IsDefined(status) ? Words.Of(status) : $"for a reason of a later version ({(byte)status})";

    private static GattUuid Uuid(string number) => GattUuid.Of($"8e2c{number}-0f9a-455e-93dc-b1e7f8adefee");
}
