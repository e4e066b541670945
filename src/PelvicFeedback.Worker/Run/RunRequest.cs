using System.Globalization;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Worker.Broker;
using PelvicFeedback.Worker.Hosting;
using PelvicFeedback.Worker.Lan;

namespace PelvicFeedback.Worker.Run;

/// <summary>What <c>run</c> was asked for; every value within its range.</summary>
internal sealed record RunRequest
{
    /// <summary>Where samples come from.</summary>
    public required SensorChoice Sensor { get; init; }

    /// <summary>How many times as fast as life; above 0, at most 1000.</summary>
    public required double Speed { get; init; }

    /// <summary>An exercise under way from the first sample; null for those marked on the way.</summary>
    public required Prescription? Exercise { get; init; }

    /// <summary>The plan from a file; null for the one that was kept, or the demonstration's.</summary>
    public required Plan? Plan { get; init; }

    /// <summary>
    /// Whether there is a session, which asks for everything itself. A recording without a plan, and an exercise that is named, are judged as
    /// they come: by their own marks, with the first 3 s of quiet standing as calibration.
    /// </summary>
    public bool HasSession => Exercise is null && (Plan is not null || Sensor.Replay is null);

    /// <summary>The sensor axis nearest the patient's left.</summary>
    public required SensorAxis LeftAxis { get; init; }

    /// <summary>Whose topics.</summary>
    public required PatientTopics Topics { get; init; }

    /// <summary>The broker to use; null for a private one.</summary>
    public required BrokerChoice? Broker { get; init; }

    /// <summary>The way from the private broker to the clinic's; null for none.</summary>
    public required ClinicBridge? Clinic { get; init; }

    /// <summary>Whether a hub confirms events: then nothing else takes one off what is owed. Chosen, never inferred.</summary>
    public required bool Paired { get; init; }

    /// <summary>Whether this shows how it is, with nobody's patient: then a clinic's broker is started too, and bridged to.</summary>
    public required bool IsDemonstration { get; init; }

    /// <summary>How long events stay that no hub was ever to have.</summary>
    public required TimeSpan KeepsOwn { get; init; }

    /// <summary>Which implementation of MQTT.</summary>
    public required MqttAdapter Mqtt { get; init; }

    /// <summary>Which implementation of Bluetooth; null where this build has none for this system.</summary>
    public BluetoothAdapter? Bluetooth { get; init; } = BluetoothAdapter.Default;

    /// <summary>The worker's own folder; need not be there yet.</summary>
    public required string Data { get; init; }

    /// <summary>TCP port of the pages on loopback, 0–65535; 0 for any that is free.</summary>
    public required int Port { get; init; }

    /// <summary>Where other devices reach the display; null for nowhere.</summary>
    public LanAddress? Lan { get; init; }

    /// <summary>The form of the log.</summary>
    public required LogFormat Log { get; init; }

    /// <summary>The least that is logged.</summary>
    public required LogLevel LogLevel { get; init; }
}

/// <summary>A sensor by its name on the command line: <c>sim</c>, <c>replay:FILE</c>, <c>ble</c> or <c>ble:ID</c>.</summary>
/// <param name="Replay">The recording; null for another sensor.</param>
/// <param name="IsBluetooth">Whether it is one on the air.</param>
/// <param name="Address">The one on the air that was named; null for the patient's own.</param>
internal sealed record SensorChoice(string? Replay, bool IsBluetooth = false, string? Address = null)
{
    public static SensorChoice Simulated { get; } = new((string?)null);

    /// <summary>What a setting may say.</summary>
    public const string Forms = "sim, ble, ble:ID or replay:FILE";

    /// <summary>Whether nobody's body is measured.</summary>
    public bool IsSimulated => Replay is null && !IsBluetooth;

    public static SensorChoice? Parse(string text) => text switch
    {
        "sim" => Simulated,
        "ble" => new(null, IsBluetooth: true),
        _ when text.StartsWith("ble:", StringComparison.Ordinal) && text.Length > 4 => new(null, true, text[4..].ToUpperInvariant()),
        _ when text.StartsWith("replay:", StringComparison.Ordinal) && text.Length > 7 => new(text[7..]),
        _ => null,
    };
}

/// <summary>A broker that somebody else runs, and who we are there.</summary>
/// <param name="Address">Where.</param>
/// <param name="User">The user's name; null for none.</param>
/// <param name="Password">The password; null for none. Never printed.</param>
/// <param name="Tls">How the connection is encrypted; null for not at all.</param>
internal sealed record BrokerChoice(BrokerAddress Address, string? User, string? Password, MqttTls? Tls)
{
    /// <summary>Leaves the password out.</summary>
    public override string ToString() => $"{User} at {Address}";
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

    /// <summary><c>HOST:PORT</c>, the host in brackets where it is an IPv6 address.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
