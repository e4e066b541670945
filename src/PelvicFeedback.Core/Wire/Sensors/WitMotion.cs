using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>
/// WitMotion WT901BLE and WT9011DCL. Source: WITMOTION/WitBluetooth_BWT901BLE5_0, <c>device_model.py</c> (layout, scales, commands, and UUIDs that
/// end in 9a34fb, not the SIG's 9b34fb). Frames of 20 bytes without checksum, counter or time; a notification may hold several, or
/// parts of them. Orientation is left to the program's own filter: nobody has published which rotation the three angles of this
/// sensor mean near ±90°, and a sensor on the sacrum may hang just there.
/// </summary>
public sealed class WitMotion : SensorModel
{
    private const double Gravity = 9.80665;

    private static readonly GattUuid Service = Uuid("ffe5");
    private static readonly GattUuid Notify = Uuid("ffe4");
    private static readonly GattUuid Command = Uuid("ffe9");
    private static readonly Seconds Breath = Seconds.FromMilliseconds(100);

    /// <inheritdoc/>
    public override string Name => "WitMotion WT901BLE";

    /// <inheritdoc/>
    public override ImmutableArray<int> Rates => [100, 50, 20, 200];

    /// <inheritdoc/>
    public override ImmutableArray<MotionContent> Contents => [MotionContent.SpecificForce | MotionContent.AngularRate];

    /// <inheritdoc/>
    public override bool Recognises(SensorAdvertisement advertisement) => advertisement.IsNamed("WT9") || advertisement.Offers(Service);

    private protected override SensorStart Plan(SensorAsk ask) => new(
        [
            new GattStep.Subscribe(Notify),
            Write(0x69, 0x88, 0xB5), // unlock for 10 s
            new GattStep.Pause(Breath),
            Write(0x03, RateCode(ask.Rate), 0x00),
            new GattStep.Pause(Breath),
            Write(0x00, 0x00, 0x00), // save
        ],
        Notify,
        new Decoder(ask.Rate),
        [new GattStep.Unsubscribe(Notify)]);

    private static GattUuid Uuid(string number) => GattUuid.Of($"0000{number}-0000-1000-8000-00805f9a34fb");

    private static GattStep.Write Write(byte register, byte low, byte high) => new(Command, [0xFF, 0xAA, register, low, high]);

    private static byte RateCode(int rate) => rate switch { 20 => 0x07, 50 => 0x08, 100 => 0x09, _ => 0x0B };

    private sealed class Decoder(int rate) : SensorDecoder
    {
        private const int FrameLength = 20;
        private const byte Head = 0x55;
        private const byte Motion = 0x61;
        private const byte Register = 0x71;
        private const double ForceUnit = 16 * Gravity / 32768;
        private const double RateUnit = 2000 * (Math.PI / 180) / 32768;

        private readonly byte[] _frame = new byte[FrameLength];
        private ArrivalClock _clock = new(rate);
        private int _length;

        public override LossEvidence Loss => LossEvidence.Estimated;

        private protected override Decoded Read(ReadOnlySpan<byte> notification, Seconds arrived, Span<MotionSample> into)
        {
            var decoded = default(Decoded);
            var noise = false;
            foreach (var next in notification)
            {
                _frame[_length++] = next;
                if (!IsBegun)
                {
                    // The second byte may itself be the head of the next frame.
                    noise = true;
                    _length = next == Head ? 1 : 0;
                    _frame[0] = Head;
                }
                else if (_length == FrameLength)
                {
                    _length = 0;
                    decoded = decoded.Then(Frame(_frame, arrived, into[decoded.Samples..]));
                }
            }

            return noise ? decoded.Then(Decoded.Wrong(DecodeFault.Noise)) : decoded;
        }

        private bool IsBegun => _frame[0] == Head && (_length == 1 || _frame[1] is Motion or Register);

        private Decoded Frame(ReadOnlySpan<byte> frame, Seconds arrived, Span<MotionSample> into)
        {
            if (frame[1] == Register)
            {
                // An answer to a question about a register: no motion, and nothing wrong.
                return default;
            }

            var sample = new MotionSample
            {
                SpecificForce = Little.I16x3(frame, 2, ForceUnit),
                AngularRate = Little.I16x3(frame, 8, RateUnit),
                Content = MotionContent.SpecificForce | MotionContent.AngularRate,
                Clipped = IsClipped(frame),
            };
            _clock = _clock.Next(arrived, out var time, out var lost);
            into[0] = sample with { Time = time };
            return new() { Samples = 1, Lost = lost, Clipped = sample.Clipped ? 1 : 0 };
        }

        private static bool IsClipped(ReadOnlySpan<byte> frame)
        {
            for (var at = 2; at < 14; at += 2)
            {
                if (Little.I16(frame, at) is short.MaxValue or short.MinValue)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
