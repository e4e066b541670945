using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Messaging;
using PelvicFeedback.Worker.Broker;
using PelvicFeedback.Worker.Doctor;
using PelvicFeedback.Worker.Hosting;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Settings;

/// <summary>The settings of the service, each in one place: its names, its form, its default.</summary>
internal static class RunSettings
{
    private const string Name = "1 to 32 characters of a-z, 0-9 and -";
    private const string SensorForm = "sim|ble|ble:ID|replay:FILE";
    private const int PagePort = 5080;
    private const int KeepsOwnDays = 365;

    // Whoever sets no name is trying it out; a real home is given its pseudonyms when it is paired.
    private static readonly Pseudonym Demonstration = Pseudonym.Parse("demo");

    private static readonly Setting<SensorChoice> Sensor = new(
        "sensor", SensorForm, "Where samples come from: a simulated patient (default), the patient's sensor over Bluetooth, the one with that ID, or a recording at its own pace",
        SensorChoice.Forms, SensorChoice.Parse);

    private static readonly Setting<SensorChoice> Recorded = new(
        "sensor", SensorForm, "What is recorded: a session of a simulated patient (default), a sensor over Bluetooth, or a recording, to put it into this form",
        SensorChoice.Forms, SensorChoice.Parse);

    private static readonly Setting<double?> RecordedSpeed = new(
        "speed", "N", "How many times as fast as life; above 0, at most 1000; default 1, and a recording as fast as it goes",
        "a number above 0 and at most 1000", ReadSpeed);

    private static readonly Setting<double?> Speed = new(
        "speed", "N", "How many times as fast as life; above 0, at most 1000; default 1", "a number above 0 and at most 1000", ReadSpeed);

    private static readonly Setting<Prescription?> Exercise = new(
        "exercise", "NAME:SIDE", "The exercise under way from the first sample, such as single-leg-stance:left",
        "NAME:SIDE with NAME one of " + string.Join(", ", Prescription.ExerciseNames) + " and SIDE left, right, both or auto",
        text => Prescription.TryParse(text, out var read) ? read : null);

    private static readonly Setting<string> PlanFile = new(
        "plan", "FILE", "The therapist's plan (docs/messages/plan.schema.json); default the one kept, or the demonstration's", "a file", NotEmpty);

    private static readonly Setting<SensorAxis?> LeftAxis = new(
        "left-axis", "±x|±y|±z", "The sensor axis nearest the patient's left, until a bow says better; default +y",
        "+x, -x, +y, -y, +z or -z", ReadAxis);

    private static readonly Setting<Pseudonym> Patient = new(
        "patient", "ID", "The patient's pseudonym in the topics; default demo", Name, ReadName);

    private static readonly Setting<Pseudonym> Site = new(
        "site", "ID", "The site's pseudonym in the topics; default demo", Name, ReadName);

    private static readonly Setting<BrokerAddress> Broker = new(
        "broker", "HOST:PORT", "The MQTT broker to use; a private one on loopback if not given", "HOST:PORT", BrokerAddress.Parse);

    private static readonly Setting<string> BrokerUser = new(
        "broker-user", "NAME", "The user's name at that broker; default none", "a name", NotEmpty);

    private static readonly Setting<string> BrokerPasswordFile = new(
        "broker-password-file", "FILE", "A file that holds the password and nothing else, for its owner alone; default none", "a file", NotEmpty);

    private static readonly Setting<string> BrokerCa = new(
        "broker-ca", "FILE|system", "Encrypt the connection; the broker's certificate is vouched for by the authorities in this file, or by the system's; default not encrypted",
        "a PEM file or the word system", NotEmpty);

    private static readonly string Adapters = string.Join(" or ", MqttAdapter.Built.Select(adapter => adapter.Name));

    private static readonly Setting<MqttAdapter> Mqtt = new(
        "mqtt", "NAME", $"The implementation of MQTT: {Adapters}; default {MqttAdapter.Default.Name}", Adapters,
        text => MqttAdapter.Built.FirstOrDefault(adapter => adapter.Name == text));

    private static readonly string Radios = BluetoothAdapter.Built.Count == 0
        ? "none in this build for this system"
        : string.Join(" or ", BluetoothAdapter.Built.Select(adapter => adapter.Name));

    private static readonly Setting<BluetoothAdapter> Bluetooth = new(
        "bluetooth", "NAME", $"The implementation of Bluetooth: {Radios}; default {BluetoothAdapter.Default?.Name ?? "none"}", Radios,
        text => BluetoothAdapter.Built.FirstOrDefault(adapter => adapter.Name == text));

    private static readonly Setting<int?> KeepDays = new(
        "keep-days", "N", "How many days the events of a home without a clinic stay in its record; what a clinic has stays 30; default 365", "1 to 36500",
        text => ReadWhole(text, 36_500) is > 0 and var days ? days : null);

    private static readonly Setting<string> Data = new(
        "data", "DIR", "Where the worker keeps its files; default pelvicfeedback in the platform's application-data folder", "a folder", NotEmpty);

    private static readonly Setting<int?> Port = new(
        "port", "N", "The port of the pages, /metrics and /health, on loopback; 0 for any that is free; default 5080", "0 to 65535",
        text => ReadWhole(text, 65535));

    private static readonly Setting<LogFormat?> Log = new(
        "log", "text|systemd|json", "The form of the log; default text", "text, systemd or json", Word<LogFormat>);

    private static readonly Setting<LogLevel?> Level = new(
        "log-level", "LEVEL", "The least that is logged: debug, information (default), warning or error", "debug, information, warning or error",
        text => Word<LogLevel>(text) is { } level and (LogLevel.Debug or LogLevel.Information or LogLevel.Warning or LogLevel.Error) ? level : null);

    /// <summary>Those that <c>run</c> takes, and <c>doctor</c> looks at, in the order of its help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Sensor, Speed, PlanFile, Exercise, LeftAxis, Patient, Site, Broker, BrokerUser, BrokerPasswordFile, BrokerCa, .. ClinicSettings.All, KeepDays, Mqtt, Bluetooth, Data, Port, Log, Level];

    /// <summary>Those that <c>export</c> takes.</summary>
    public static IReadOnlyList<Setting> OfTheRecord { get; } = [Data];

    /// <summary>Those that <c>record</c> takes.</summary>
    public static IReadOnlyList<Setting> OfARecording { get; } = [Recorded, RecordedSpeed, Bluetooth, Data];

    /// <summary>Those that <c>scan</c> takes.</summary>
    public static IReadOnlyList<Setting> OfAScan { get; } = [Bluetooth, Data];

    /// <summary>Reads those that are about a recording.</summary>
    /// <exception cref="CommandLine.CommandException">Some make no sense; it names each and says why.</exception>
    public static (SensorChoice Sensor, double? Speed, AirChoice Air) ReadRecording(ParseResult parsed)
    {
        var chosen = Choices.Of(parsed, All);
        var recording = (chosen.Of(Recorded) ?? SensorChoice.Simulated, chosen.Of(RecordedSpeed), AirOf(chosen));
        chosen.Check();
        return recording;
    }

    /// <summary>Reads where sensors are looked for.</summary>
    /// <exception cref="CommandLine.CommandException">Some make no sense; it names each and says why.</exception>
    public static AirChoice ReadAir(ParseResult parsed)
    {
        var chosen = Choices.Of(parsed, All);
        var air = AirOf(chosen);
        chosen.Check();
        return air;
    }

    private static AirChoice AirOf(Choices chosen) => new(chosen.Of(Bluetooth) ?? BluetoothAdapter.Default, chosen.Of(Data) ?? DataFolder.OfThePlatform);

    /// <summary>Reads them all.</summary>
    /// <exception cref="CommandLine.CommandException">Some make no sense; it names each and says why.</exception>
    public static RunRequest Read(ParseResult parsed) => Read(Choices.Of(parsed, All));

    /// <summary>Reads them all.</summary>
    /// <exception cref="CommandLine.CommandException">Some make no sense; it names each and says why.</exception>
    public static RunRequest Read(Choices chosen)
    {
        var plan = chosen.Of(PlanFile) is { } file ? ReadPlan(file, chosen.Refuse) : null;
        var sensor = chosen.Of(Sensor) ?? SensorChoice.Simulated;
        var (site, patient, broker, data) = (chosen.Of(Site), chosen.Of(Patient), BrokerOf(chosen), chosen.Of(Data) ?? DataFolder.OfThePlatform);
        var clinic = ClinicSettings.Read(chosen, data, site is not null || patient is not null, broker is not null);
        var request = new RunRequest
        {
            Plan = plan,
            Mqtt = chosen.Of(Mqtt) ?? MqttAdapter.Default,
            Bluetooth = chosen.Of(Bluetooth) ?? BluetoothAdapter.Default,
            Sensor = sensor,
            Speed = chosen.Of(Speed) ?? 1,
            Exercise = chosen.Of(Exercise),
            LeftAxis = chosen.Of(LeftAxis) ?? SensorAxis.PlusY,
            Topics = clinic.Topics ?? new(site ?? Demonstration, patient ?? Demonstration),
            Broker = broker,
            Clinic = clinic.Bridge,
            Paired = clinic.Paired,
            IsDemonstration = (site, patient, broker, clinic.Bridge) == (null, null, null, null) && sensor.IsSimulated,
            KeepsOwn = TimeSpan.FromDays(chosen.Of(KeepDays) ?? KeepsOwnDays),
            Data = data,
            Port = chosen.Of(Port) ?? PagePort,
            Log = chosen.Of(Log) ?? LogFormat.Text,
            LogLevel = chosen.Of(Level) ?? LogLevel.Information,
        };
        if (request.Exercise is not null && plan is not null)
        {
            chosen.Refuse("exercise and plan exclude each other: the plan says which exercises there are");
        }

        chosen.Check();
        return request;
    }

    /// <summary>Reads them all, to be looked at: what <c>run</c> would refuse is a finding, and its default is looked at in its place.</summary>
    /// <exception cref="CommandLine.CommandException">The file cannot be read.</exception>
    public static Examination ReadForDoctor(ParseResult parsed)
    {
        var chosen = Choices.Of(parsed, All);
        IReadOnlyList<string> refusals = [];
        try
        {
            Read(chosen);
        }
        catch (CommandLine.CommandException refused)
        {
            refusals = [.. refused.Lines];
        }

        return new(chosen.Of(Data) ?? DataFolder.OfThePlatform, chosen.Of(Port) ?? PagePort)
        {
            Refusals = refusals,
            Broker = chosen.Of(Broker),
            Mqtt = (chosen.Of(Mqtt) ?? MqttAdapter.Default).Name,
            Sensor = chosen.Of(Sensor) ?? SensorChoice.Simulated,
            Bluetooth = chosen.Of(Bluetooth) ?? BluetoothAdapter.Default,
        };
    }

    /// <summary>Where the worker's files are, for a command that only looks at them.</summary>
    /// <exception cref="CommandLine.CommandException">A place that is read makes no sense.</exception>
    public static string ReadData(ParseResult parsed)
    {
        var chosen = Choices.Of(parsed, All);
        var data = chosen.Of(Data) ?? DataFolder.OfThePlatform;
        chosen.Check();
        return data;
    }

    private static Plan? ReadPlan(string file, Action<string> refuse)
    {
        try
        {
            if (MessageReader.TryRead(File.ReadAllBytes(file), out Plan? plan) is not { } fault)
            {
                return plan;
            }

            refuse($"{file}: is no plan ({fault}): docs/messages/plan.schema.json says what one has");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            refuse($"{file}: the plan cannot be read: {unusable.Message}");
        }

        return null;
    }

    private static BrokerChoice? BrokerOf(Choices chosen)
    {
        var (address, user, passwordFile, ca) = (chosen.Of(Broker), chosen.Of(BrokerUser), chosen.Of(BrokerPasswordFile), chosen.Of(BrokerCa));
        if (address is null)
        {
            if (user is not null || passwordFile is not null || ca is not null)
            {
                chosen.Refuse("broker-user, broker-password-file and broker-ca go with broker: name the broker, or leave them away");
            }

            return null;
        }

        return new(
            address,
            user,
            passwordFile is null ? null : PasswordFile.Read(passwordFile, chosen.Refuse),
            ca is null ? null : ReadTls(ca, chosen.Refuse));
    }

    /// <summary>Reads who may vouch for a broker.</summary>
    /// <param name="ca">A PEM file, or <c>system</c>.</param>
    /// <param name="refuse">Told why, when it cannot be used.</param>
    internal static MqttTls ReadTls(string ca, Action<string> refuse)
    {
        var tls = new MqttTls(ca == "system" ? null : ca);
        try
        {
            tls.Authorities();
        }
        catch (MqttUnavailableException unusable)
        {
            refuse(unusable.Message);
        }

        return tls;
    }

    /// <summary>Any text but an empty one.</summary>
    internal static string? NotEmpty(string text) => text.Trim().Length > 0 ? text : null;

    private static Pseudonym? ReadName(string text) => Pseudonym.TryParse(text, out var name) ? name : null;

    private static int? ReadWhole(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private static double? ReadSpeed(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 1000 ? speed : null;

    private static T? Word<T>(string text)
        where T : struct, Enum => text.All(char.IsAsciiLetter) && Enum.TryParse<T>(text, ignoreCase: true, out var word) ? word : null;

    private static SensorAxis? ReadAxis(string text) => text.ToUpperInvariant().Replace('−', '-') switch
    {
        "+X" or "X" => SensorAxis.PlusX,
        "-X" => SensorAxis.MinusX,
        "+Y" or "Y" => SensorAxis.PlusY,
        "-Y" => SensorAxis.MinusY,
        "+Z" or "Z" => SensorAxis.PlusZ,
        "-Z" => SensorAxis.MinusZ,
        _ => null,
    };
}
