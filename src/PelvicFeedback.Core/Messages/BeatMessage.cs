using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>beat</c>, every 2 s: the service is alive, whatever a retained <c>state</c> may say.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="BootId">New at every start of the service.</param>
/// <param name="Uptime">Since that start.</param>
public sealed record BeatMessage(ServiceEnvelope Envelope, Pseudonym BootId, Seconds Uptime) : IMessage<BeatMessage>
{
    /// <inheritdoc/>
    public static BeatMessage? Read(FieldReader fields)
    {
        var envelope = ServiceEnvelope.Read(fields);
        var boot = fields.Pseudonym("bootId");
        var uptime = fields.Duration("uptimeS");
        return boot is null ? null : new(envelope, boot, uptime);
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.Text("bootId"u8, BootId.ToString());
        fields.Number("uptimeS"u8, Uptime.Value);
    }
}
