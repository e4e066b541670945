using PelvicFeedback.Core.Wire.Sensors;

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

/// <summary>What is known of a sensor besides its motion.</summary>
public sealed record SensorFacts
{
    /// <summary>Nothing.</summary>
    public static SensorFacts None { get; } = new();

    /// <summary>How far it is with a sensor over Bluetooth; null for one that is not.</summary>
    public SensorStage? Stage { get; init; }

    /// <summary>Why it is not further, and what to do, at most <see cref="LongestWhy"/> characters; null where there is nothing to say.</summary>
    public string? Why { get; init; }

    /// <summary>Maker and product; null before a sensor was found.</summary>
    public string? Model { get; init; }

    /// <summary>Its serial number; null where it has not told one.</summary>
    public string? Serial { get; init; }

    /// <summary>Whether nobody can pose as it; null while none is connected, and where nothing is sent over the air.</summary>
    public bool? Authenticated { get; init; }

    /// <summary>How full its battery is; null where it has not said.</summary>
    public SensorBattery? Battery { get; init; }

    /// <summary>How its losses are known; null before the first sample.</summary>
    public LossEvidence? LossKnown { get; init; }

    /// <summary>Longest of the words in <see cref="Why"/>.</summary>
    public const int LongestWhy = 200;

    internal const int LongestModel = 100;
}

/// <summary>Topic <c>sensor</c>, retained: link, identity, battery, rate, loss and slip.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="Link">How it is.</param>
/// <param name="Name">For a person, such as "a simulated patient"; null for none.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="BatteryLow">Whether the battery may not last the next set and ten minutes more.</param>
/// <param name="RateHz">Samples that come in a second, 0–1000; null before the first.</param>
/// <param name="LossPercent">Share of the samples that did not come, 0–100; null before the first.</param>
/// <param name="Rejected">Samples that could not be used, since the service started.</param>
/// <param name="Clipped">Samples that the sensor marked as beyond its range, since the service started.</param>
/// <param name="Slipped">Whether the belt was found to have slipped and not been calibrated since.</param>
public sealed record SensorMessage(
    ServiceEnvelope Envelope,
    SensorLink Link,
    string? Name,
    SensorFacts Facts,
    bool BatteryLow,
    double? RateHz,
    double? LossPercent,
    long Rejected,
    long Clipped,
    bool Slipped) : IMessage<SensorMessage>
{
    private const int MostMinutes = 65_535;

    /// <inheritdoc/>
    public static SensorMessage Read(FieldReader fields)
    {
        var percent = fields.NumberOrNull("batteryPercent", 0, 100);
        var charging = fields.FlagOrNull("charging");
        var minutes = fields.CountOrNull("minutesLeft", 0, MostMinutes);
        return new(
            ServiceEnvelope.Read(fields),
            fields.Word<SensorLink>("link"),
            fields.SentenceOrNull("name", 100),
            new()
            {
                Stage = fields.WordOrNull<SensorStage>("stage"),
                Why = fields.SentenceOrNull("why", SensorFacts.LongestWhy),
                Model = fields.SentenceOrNull("model", SensorFacts.LongestModel),
                Serial = fields.SentenceOrNull("serial", SensorIdentity.LongestSerial),
                Authenticated = fields.FlagOrNull("authenticated"),
                Battery = percent is { } full ? new SensorBattery((int)full, charging, minutes) : null,
                LossKnown = fields.WordOrNull<LossEvidence>("lossKnown"),
            },
            fields.Flag("batteryLow"),
            fields.NumberOrNull("rateHz", 0, 1000),
            fields.NumberOrNull("lossPercent", 0, 100),
            fields.Sequence("rejected", 0),
            fields.Sequence("clipped", 0),
            fields.Flag("slipped"));
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.Word<SensorLink>("link"u8, Link);
        fields.Word("stage"u8, Facts.Stage);
        fields.Text("why"u8, Facts.Why);
        fields.Text("name"u8, Name);
        fields.Text("model"u8, Facts.Model);
        fields.Text("serial"u8, Facts.Serial);
        fields.Flag("authenticated"u8, Facts.Authenticated);
        fields.Number("batteryPercent"u8, Facts.Battery?.Percent);
        fields.Flag("charging"u8, Facts.Battery?.Charging);
        fields.Count("minutesLeft"u8, Facts.Battery?.MinutesLeft);
        fields.Flag("batteryLow"u8, BatteryLow);
        fields.Number("rateHz"u8, RateHz);
        fields.Number("lossPercent"u8, LossPercent);
        fields.Word("lossKnown"u8, Facts.LossKnown);
        fields.Count("rejected"u8, Rejected);
        fields.Count("clipped"u8, Clipped);
        fields.Flag("slipped"u8, Slipped);
    }
}
