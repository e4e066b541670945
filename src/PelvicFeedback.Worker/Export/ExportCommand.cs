using System.CommandLine;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Export;

/// <summary>The command <c>export</c>: a stored session as a recording, as a page with plots, or as FHIR.</summary>
public static class ExportCommand
{
    private static readonly Argument<Pseudonym?> Session = new("SESSION")
    {
        Description = "The session's name, as in its messages; an unknown one lists those there are",
        CustomParser = result =>
        {
            if (Pseudonym.TryParse(result.Tokens[0].Value, out var session))
            {
                return session;
            }

            result.AddError($"SESSION is 1 to 32 characters of a-z, 0-9 and -, not '{result.Tokens[0].Value}'");
            return null;
        },
    };

    private static readonly Option<ExportFormat?> Format = new("--format")
    {
        Description = "csv: the raw motion as a recording (docs/recordings.md); html: the page with plots; fhir: a FHIR R4 bundle (docs/fhir)",
        HelpName = "csv|html|fhir",
        Required = true,
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (word.All(char.IsAsciiLetter) && Enum.TryParse<ExportFormat>(word, ignoreCase: true, out var format))
            {
                return format;
            }

            result.AddError($"--format takes csv, html or fhir, not '{word}'");
            return null;
        },
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Write to this file instead of standard output",
        HelpName = "FILE",
    };

    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command("export", "A stored session, to keep or to look at elsewhere") { Session, Format, Out };
        foreach (var setting in RunSettings.OfTheRecord.Append(Choices.SettingsFile))
        {
            command.Add(setting.Option);
        }

        command.SetAction(parsed => ExportRun.Run(
            parsed.GetValue(Session)!, parsed.GetValue(Format)!.Value, RunSettings.ReadData(parsed), parsed.GetValue(Out), Console.Error));
        return command;
    }
}
