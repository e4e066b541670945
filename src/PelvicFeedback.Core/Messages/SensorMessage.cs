namespace PelvicFeedback.Core.Messages;

/// <summary>How the sensor is.</summary>
public enum SensorLink
{
    /// <summary>None is connected.</summary>
    None,

    /// <summary>Being looked for.</summary>
    Searching,

    /// <summary>Samples come.</summary>
    Live,

    /// <summary>Connected, and nothing has come for half a second: no angle is shown.</summary>
    Stale,

    /// <summary>It was connected, and is lost.</summary>
    Lost,
}

/// <summary>Topic <c>sensor</c>, retained: link, battery, rate, loss and slip.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="Link">How it is.</param>
/// <param name="Name">For a person, such as "a simulated patient"; null for none.</param>
/// <param name="BatteryPercent">0–100; null where it does not say.</param>
/// <param name="RateHz">Samples that come in a second, 0–1000; null before the first.</param>
/// <param name="LossPercent">Share of the samples that did not come, 0–100; null before the first.</param>
/// <param name="Slipped">Whether the belt was found to have slipped and not been calibrated since.</param>
public sealed record SensorMessage(
    ServiceEnvelope Envelope,
    SensorLink Link,
    string? Name,
    double? BatteryPercent,
    double? RateHz,
    double? LossPercent,
    bool Slipped) : IMessage<SensorMessage>
{
    /// <inheritdoc/>
    public static SensorMessage Read(FieldReader fields) => new(
        ServiceEnvelope.Read(fields),
        fields.Word<SensorLink>("link"),
        fields.SentenceOrNull("name", 100),
        fields.NumberOrNull("batteryPercent", 0, 100),
        fields.NumberOrNull("rateHz", 0, 1000),
        fields.NumberOrNull("lossPercent", 0, 100),
        fields.Flag("slipped"));

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.Word<SensorLink>("link"u8, Link);
        fields.Text("name"u8, Name);
        fields.Number("batteryPercent"u8, BatteryPercent);
        fields.Number("rateHz"u8, RateHz);
        fields.Number("lossPercent"u8, LossPercent);
        fields.Flag("slipped"u8, Slipped);
    }
}
