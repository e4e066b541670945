using System.CommandLine;
using PelvicFeedback.Worker.Hosting;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Run;

/// <summary>The command <c>run</c>: the service.</summary>
public static class RunCommand
{
    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command(
            "run",
            "Coach: from the sensor to MQTT, until the recording ends or Ctrl-C. "
            + "Every option is also a variable of the environment (--left-axis: PELVIC_LEFT_AXIS) and a key of the --config file (leftAxis); "
            + "the command line wins over the environment, and that over the file");
        foreach (var setting in RunSettings.All.Append(Choices.SettingsFile))
        {
            command.Add(setting.Option);
        }

        // Not asynchronous: the library would end a process that takes longer than 2 s to stop.
        command.SetAction(parsed => WorkerHost.Run(RunSettings.Read(parsed)).GetAwaiter().GetResult());
        return command;
    }
}
