using System.CommandLine;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Doctor;

/// <summary>The command <c>doctor</c>: what works on this machine, and what to do about the rest.</summary>
public static class DoctorCommand
{
    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "What works on this machine with the settings of run, and what to do about the rest; exit code 1 when something that is needed is missing");
        foreach (var setting in RunSettings.All.Append(Choices.SettingsFile))
        {
            command.Add(setting.Option);
        }

        command.SetAction(parsed => Examine(RunSettings.ReadForDoctor(parsed), new ThisMachine(), Console.Out));
        return command;
    }

    /// <summary>Looks, tells, and says whether the service can run.</summary>
    internal static int Examine(Examination what, IMachine machine, TextWriter output)
    {
        var findings = what.Of(machine);
        foreach (var (weight, of, says) in findings)
        {
            output.WriteLine($"{Word(weight),-8} {of,-10} {says}");
        }

        var missing = findings.Count(finding => finding.Weight == Weight.Missing);
        output.WriteLine(missing == 0 ? "Everything that is needed is here." : $"{missing} to put right before the service can run.");
        return missing == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Word(Weight weight) => weight switch
    {
        Weight.Ok => "ok",
        Weight.Note => "note",
        _ => "missing",
    };
}
