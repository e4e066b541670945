using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>
/// MbientLab MetaMotion with a BMI160 (R, RL, C). Source: mbientlab/MetaWear-SDK-Cpp, <c>sensor_fusion.cpp</c> and its tests (the commands and a
/// quaternion byte for byte). Accelerometer and gyroscope are fused on the board without the magnetometer (“IMU plus”), always at 100 Hz.
/// It sends neither time nor counter: time is the arrival's, loss an estimate.
/// </summary>
public sealed class MetaMotion : SensorModel
{
    private const byte Fusion = 0x19;
    private const byte QuaternionRegister = 0x07;

    private static readonly GattUuid Service = Uuid("9000");
    private static readonly GattUuid Command = Uuid("9001");
    private static readonly GattUuid Notify = Uuid("9006");

    /// <inheritdoc/>
    public override string Name => "MbientLab MetaMotion";

    /// <inheritdoc/>
    public override ImmutableArray<int> Rates => [100];

    /// <inheritdoc/>
    public override ImmutableArray<MotionContent> Contents => [MotionContent.Orientation];

    /// <inheritdoc/>
    public override bool Recognises(SensorAdvertisement advertisement) =>
        advertisement.Offers(Service) || advertisement.IsNamed("MetaWear") || advertisement.IsNamed("MetaMotion");

    private protected override SensorStart Plan(SensorAsk ask) => new(
        [
            new GattStep.Subscribe(Notify),
            Write(Fusion, 0x02, 0x02, 0x13), // IMU plus; ±16 g, ±2000 °/s
            Write(0x03, 0x03, 0x28, 0x0C), // accelerometer: 100 Hz, ±16 g
            Write(0x13, 0x03, 0x28, 0x00), // gyroscope: 100 Hz, ±2000 °/s
            Write(Fusion, QuaternionRegister, 0x01),
            Write(0x03, 0x02, 0x01, 0x00),
            Write(0x13, 0x02, 0x01, 0x00),
            Write(0x03, 0x01, 0x01),
            Write(0x13, 0x01, 0x01),
            Write(Fusion, 0x03, 0x08, 0x00), // of the outputs the quaternion
            Write(Fusion, 0x01, 0x01),
        ],
        Notify,
        new Decoder(ask.Rate),
        [
            Write(Fusion, 0x01, 0x00),
            Write(Fusion, 0x03, 0x00, 0x7F),
            Write(0x03, 0x01, 0x00),
            Write(0x13, 0x01, 0x00),
            Write(0x03, 0x02, 0x00, 0x01),
            Write(0x13, 0x02, 0x00, 0x01),
            Write(Fusion, QuaternionRegister, 0x00),
            new GattStep.Unsubscribe(Notify),
        ]);

    private static GattUuid Uuid(string number) => GattUuid.Of($"326a{number}-85cb-9195-d9dd-464cfbbae75a");

    private static GattStep.Write Write(params ImmutableArray<byte> bytes) => new(Command, bytes);

    private sealed class Decoder(int rate) : SensorDecoder
    {
        private ArrivalClock _clock = new(rate);

        public override LossEvidence Loss => LossEvidence.Estimated;

        private protected override Decoded Read(ReadOnlySpan<byte> notification, Seconds arrived, Span<MotionSample> into)
        {
            // Everything the board has to say comes over this one characteristic; two bytes tell what it is.
            if (notification is not [Fusion, QuaternionRegister, ..])
            {
                return Decoded.Wrong(notification.Length < 2 ? DecodeFault.TooShort : DecodeFault.UnknownContent);
            }

            if (notification.Length != 18)
            {
                return Decoded.Wrong(DecodeFault.WrongLength);
            }

            var fault = Plausible.Quaternion(
                Little.F32(notification, 2), Little.F32(notification, 6), Little.F32(notification, 10), Little.F32(notification, 14), out var sensorToEarth);
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
