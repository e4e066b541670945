namespace PelvicFeedback.Worker.Record;

/// <summary>A sensor to record from, by its name on the command line.</summary>
/// <param name="Replay">The recording; null for another sensor.</param>
/// <param name="IsBluetooth">Whether it is one on the air.</param>
internal sealed record RecordedSensor(string? Replay, bool IsBluetooth)
{
    public static RecordedSensor Simulated { get; } = new(null, false);

    /// <summary>Reads <c>sim</c>, <c>replay:FILE</c>, <c>ble</c> or <c>ble:ID</c>; null for anything else.</summary>
    public static RecordedSensor? Parse(string text) => text switch
    {
        "sim" => Simulated,
        _ when text.StartsWith("replay:", StringComparison.Ordinal) && text.Length > 7 => new(text[7..], false),
        "ble" => new(null, true),
        _ when text.StartsWith("ble:", StringComparison.Ordinal) && text.Length > 4 => new(null, true),
        _ => null,
    };
}
