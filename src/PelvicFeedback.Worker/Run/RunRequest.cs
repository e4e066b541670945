using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Worker.Run;

/// <summary>What <c>run</c> was asked for; every value within its range.</summary>
/// <param name="Sensor">Where samples come from.</param>
/// <param name="Speed">How many times as fast as life; above 0, at most 1000.</param>
/// <param name="Exercise">An exercise under way from the first sample; null for those marked on the way.</param>
/// <param name="LeftAxis">The sensor axis nearest the patient's left.</param>
/// <param name="Topics">Whose topics.</param>
/// <param name="Broker">The broker to use; null for a private one.</param>
internal sealed record RunRequest(
    SensorChoice Sensor,
    double Speed,
    Prescription? Exercise,
    SensorAxis LeftAxis,
    PatientTopics Topics,
    BrokerAddress? Broker);

/// <summary>A sensor by its name on the command line: <c>sim</c> or <c>replay:FILE</c>.</summary>
/// <param name="Replay">The recording; null for the simulated patient.</param>
internal sealed record SensorChoice(string? Replay)
{
    public static SensorChoice Simulated { get; } = new((string?)null);

    public static SensorChoice? Parse(string text) => text switch
    {
        "sim" => Simulated,
        _ when text.StartsWith("replay:", StringComparison.Ordinal) && text.Length > 7 => new(text[7..]),
        _ => null,
    };
}

/// <summary>A broker's host and port.</summary>
internal sealed record BrokerAddress(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>, also <c>[::1]:1883</c>; null when it is none.</summary>
    public static BrokerAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon > 0 ? text[..colon] : "";
        host = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host.Contains(':', StringComparison.Ordinal) ? "" : host;
        return host.Length > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is >= 1 and <= 65535 ? new(host, port) : null;
    }
}
