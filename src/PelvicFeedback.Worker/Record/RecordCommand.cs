using System.CommandLine;
using System.Globalization;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Record;

/// <summary>The command <c>record</c>: what a sensor measures, as a recording that <c>analyze</c> reads.</summary>
public static class RecordCommand
{
    private const double MostSeconds = 86_400;

    private static readonly Argument<string> Out = new("OUT")
    {
        Description = "The recording to write, plain or with .gz at its end compressed (docs/recordings.md)",
    };

    private static readonly Option<Seconds?> Length = new("--seconds")
    {
        Description = "How long, by the sensor's own clock, at most 86400; default until the sensor ends or Ctrl-C, which keeps what there is",
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= MostSeconds)
            {
                return new Seconds(seconds);
            }

            result.AddError($"--seconds takes a number above 0 and at most 86400, not '{text}'");
            return null;
        },
    };

    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command("record", "A recording from a sensor") { Out, Length };
        foreach (var setting in RunSettings.OfARecording.Append(Choices.SettingsFile))
        {
            command.Add(setting.Option);
        }

        command.SetAction((parsed, cancel) =>
        {
            var (sensor, speed, air) = RunSettings.ReadRecording(parsed);
            return Task.Run(() => RecordRun.Run(parsed.GetValue(Out)!, new(sensor, speed, air), parsed.GetValue(Length), (Console.Out, Console.Error), cancel), CancellationToken.None);
        });
        return command;
    }
}
