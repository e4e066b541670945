using System.Collections.Immutable;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>Example Tilt. Source: the maker's document and its revision.</summary>
public sealed class ExampleTilt : SensorModel
{
    private static readonly GattUuid Rate = GattUuid.Of("c0de0001-0000-4000-8000-000000000000");
    private static readonly GattUuid Quaternion = GattUuid.Of("c0de0002-0000-4000-8000-000000000000");

    /// <inheritdoc/>
    public override string Name => "Example Tilt";

    /// <inheritdoc/>
    public override ImmutableArray<int> Rates => [100, 50];

    /// <inheritdoc/>
    public override ImmutableArray<MotionContent> Contents => [MotionContent.Orientation];

    /// <inheritdoc/>
    public override bool Recognises(SensorAdvertisement advertisement) => advertisement.IsNamed("Tilt");

    private protected override SensorStart Plan(SensorAsk ask) => new(
        [new GattStep.Write(Rate, [(byte)ask.Rate]), new GattStep.Subscribe(Quaternion)],
        Quaternion,
        new Decoder(ask.Rate),
        [new GattStep.Unsubscribe(Quaternion)]);

    private sealed class Decoder(int rate) : SensorDecoder
    {
        private ArrivalClock _clock = new(rate);

        public override LossEvidence Loss => LossEvidence.Estimated;

        private protected override Decoded Read(ReadOnlySpan<byte> notification, Seconds arrived, Span<MotionSample> into)
        {
            if (notification.Length != 16)
            {
                return Decoded.Wrong(DecodeFault.WrongLength);
            }

            var fault = Plausible.Quaternion(
                Little.F32(notification, 0), Little.F32(notification, 4), Little.F32(notification, 8), Little.F32(notification, 12), out var sensorToEarth);
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
