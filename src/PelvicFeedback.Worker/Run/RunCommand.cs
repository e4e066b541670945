using System.CommandLine;
using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Run;

/// <summary>The command <c>run</c>: the service.</summary>
public static class RunCommand
{
    private const string Name = "1 to 32 characters of a-z, 0-9 and -";

    private static readonly Option<SensorChoice?> Sensor = OptionText.Of(
        "--sensor", "sim|replay:FILE", "Where samples come from: a simulated patient (default), or a recording at its own pace",
        "sim or replay:FILE", SensorChoice.Parse);

    private static readonly Option<double?> Speed = OptionText.Of(
        "--speed", "N", "How many times as fast as life; above 0, at most 1000; default 1", "a number above 0 and at most 1000", ReadSpeed);

    private static readonly Option<Prescription?> Exercise = OptionText.Of<Prescription?>(
        "--exercise", "NAME:SIDE", "The exercise under way from the first sample, such as single-leg-stance:left",
        "NAME:SIDE with NAME one of " + string.Join(", ", Prescription.ExerciseNames) + " and SIDE left, right, both or auto",
        text => Prescription.TryParse(text, out var read) ? read : null);

    private static readonly Option<SensorAxis?> LeftAxis = OptionText.Of(
        "--left-axis", "±x|±y|±z", "The sensor axis nearest the patient's left, until a bow says better; default +y",
        "+x, -x, +y, -y, +z or -z", ReadAxis);

    // Whoever sets no name is trying it out; a real home is given its pseudonyms when it is paired.
    private static readonly Pseudonym Demonstration = Pseudonym.Parse("demo");

    private static readonly Option<Pseudonym?> Patient = OptionText.Of(
        "--patient", "ID", "The patient's pseudonym in the topics; default demo", Name, ReadName);

    private static readonly Option<Pseudonym?> Site = OptionText.Of(
        "--site", "ID", "The site's pseudonym in the topics; default demo", Name, ReadName);

    private static readonly Option<BrokerAddress?> Broker = OptionText.Of(
        "--broker", "HOST:PORT", "The MQTT broker to use; a private one on loopback if not given", "HOST:PORT", BrokerAddress.Parse);

    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command("run", "Coach: from the sensor to MQTT, until the recording ends or Ctrl-C")
        {
            Sensor, Speed, Exercise, LeftAxis, Patient, Site, Broker,
        };

        // Not asynchronous: the main thread starts the private broker and outlives it, see PrivateBroker.
        command.SetAction(parsed => LiveRun.Run(Read(parsed), Console.Out, Console.Error));
        return command;
    }

    private static RunRequest Read(ParseResult parsed) => new(
        parsed.GetValue(Sensor) ?? SensorChoice.Simulated,
        parsed.GetValue(Speed) ?? 1,
        parsed.GetValue(Exercise),
        parsed.GetValue(LeftAxis) ?? SensorAxis.PlusY,
        new(parsed.GetValue(Site) ?? Demonstration, parsed.GetValue(Patient) ?? Demonstration),
        parsed.GetValue(Broker));

    private static Pseudonym? ReadName(string text) => Pseudonym.TryParse(text, out var name) ? name : null;

    private static double? ReadSpeed(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 1000 ? speed : null;

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
