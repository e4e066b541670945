using System.Collections.Immutable;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>watch/live</c>: what <c>live</c> says, six samples at a time, for a clinic that watches.</summary>
/// <param name="Envelope">That of the newest sample.</param>
/// <param name="Samples">1–12, in order of time; of their envelopes only the sensor time is sent.</param>
public sealed record WatchLiveMessage(Envelope Envelope, ImmutableArray<LiveMessage> Samples) : IMessage<WatchLiveMessage>
{
    /// <summary>Samples in a message as the service sends it.</summary>
    public const int Usual = 6;

    /// <inheritdoc/>
    public static WatchLiveMessage Read(FieldReader fields)
    {
        var envelope = Envelope.Read(fields);
        return new(envelope, fields.Objects(
            "samples", 1, 2 * Usual, sample => LiveMessage.ReadTilt(sample, envelope with { SensorTime = sample.SampleTime("sensorT") })));
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.Objects("samples"u8, Samples, (inside, sample) =>
        {
            inside.SampleTime("sensorT"u8, sample.Envelope.SensorTime);
            sample.WriteTilt(inside);
        });
    }
}
