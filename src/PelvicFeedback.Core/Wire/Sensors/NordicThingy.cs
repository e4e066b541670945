using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>
/// Nordic Thingy:52. Source: NordicSemiconductor/Nordic-Thingy52-FW, <c>ble_tms.h</c> (layouts, ranges) and <c>m_motion.c</c> (2³⁰ is 1).
/// It sends neither time nor counter: time is the arrival's, loss an estimate.
/// </summary>
public sealed class NordicThingy : SensorModel
{
    private const double Unit = 1.0 / (1 << 30);

    private static readonly GattUuid Configuration = Uuid("0401");
    private static readonly GattUuid Quaternion = Uuid("0404");

    /// <inheritdoc/>
    public override string Name => "Nordic Thingy:52";

    /// <inheritdoc/>
    public override ImmutableArray<int> Rates => [100, 50, 60, 200];

    /// <inheritdoc/>
    public override ImmutableArray<MotionContent> Contents => [MotionContent.Orientation];

    /// <inheritdoc/>
    public override bool Recognises(SensorAdvertisement advertisement) => advertisement.IsNamed("Thingy") || advertisement.Offers(Uuid("0100"));

    private protected override SensorStart Plan(SensorAsk ask) => new(
        [new GattStep.Write(Configuration, RateCommand(ask.Rate)), new GattStep.Subscribe(Quaternion)],
        Quaternion,
        new Decoder(ask.Rate),
        [new GattStep.Unsubscribe(Quaternion)]);

    private static GattUuid Uuid(string number) => GattUuid.Of($"ef68{number}-9b35-4933-9b10-52ffa9740042");

    // Pedometer, temperature and compass at the longest intervals allowed (5 s, 5 s, 1 s): they are not read. No wake on motion.
    private static ImmutableArray<byte> RateCommand(int rate) => [0x88, 0x13, 0x88, 0x13, 0xE8, 0x03, (byte)rate, (byte)(rate >> 8), 0];

    private sealed class Decoder(int rate) : SensorDecoder
    {
        private ArrivalClock _clock = new(rate);

        public override LossEvidence Loss => LossEvidence.Estimated;

        private protected override Decoded Read(ReadOnlySpan<byte> notification, Seconds arrived, Span<MotionSample> into)
        {
            if (notification.Length != 16)
            {
                return Decoded.Wrong(notification.Length < 16 ? DecodeFault.TooShort : DecodeFault.WrongLength);
            }

            var fault = Plausible.Quaternion(
                Little.I32(notification, 0) * Unit,
                Little.I32(notification, 4) * Unit,
                Little.I32(notification, 8) * Unit,
                Little.I32(notification, 12) * Unit,
                out var sensorToEarth);
            if (fault != DecodeFault.None)
            {
                return Decoded.Wrong(fault);
            }

            _clock = _clock.Next(arrived, out var time, out var lost);
            into[0] = new() { Time = time, SensorToEarth = sensorToEarth, Content = MotionContent.Orientation };
            return new() { Samples = 1, Lost = lost };
        }
    }
}
