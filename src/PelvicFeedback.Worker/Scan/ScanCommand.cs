using System.CommandLine;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Scan;

/// <summary>The command <c>scan</c>: which sensors are in reach, and which one is the patient's.</summary>
public static class ScanCommand
{
    private const int MostSeconds = 600;

    private static readonly Option<int> Length = new("--seconds")
    {
        Description = "How long to listen, 1 to 600; default 8",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    };

    private static readonly Option<bool> Forget = new("--forget")
    {
        Description = "Forget which sensor is the patient's, instead of listening: the next start takes the nearest that is tapped twice",
    };

    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command("scan", "The sensors in reach: name, kind, how strong, and which one is the patient's") { Length, Forget };
        foreach (var setting in RunSettings.OfAScan.Append(Choices.SettingsFile))
        {
            command.Add(setting.Option);
        }

        Length.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostSeconds)
            {
                result.AddError($"--seconds takes a whole number from 1 to {MostSeconds}");
            }
        });
        command.SetAction((parsed, cancel) =>
        {
            var air = RunSettings.ReadAir(parsed);
            return parsed.GetValue(Forget) ? Task.FromResult(ForgetSensor(air, Console.Out)) : ScanRun.Run(air, TimeSpan.FromSeconds(parsed.GetValue(Length)), Console.Out, cancel);
        });
        return command;
    }

    private static int ForgetSensor(AirChoice air, TextWriter says)
    {
        using var folder = DataFolder.Take(air.Folder);
        var known = SensorPin.Read(folder.Path);
        SensorPin.Forget(folder.Path);
        says.WriteLine(known is null ? "There was no sensor to forget." : $"{known} is forgotten: the next start takes the nearest sensor that is tapped twice.");
        return ExitCode.Done;
    }
}
