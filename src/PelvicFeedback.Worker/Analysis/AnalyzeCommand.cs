using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Worker.Analysis;

/// <summary>The command <c>analyze</c>: what the pipeline says of a recording, as a report, as JSON lines or as a page.</summary>
public static class AnalyzeCommand
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Recordings: CSV as docs/recordings.md describes, .csv.gz, or Movella DOT exports",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "JSON lines instead of the report, one object a line (docs/analyze-json.md)",
    };

    private static readonly Option<string?> Html = new("--html")
    {
        Description = "Write a page with plots to this file; with several recordings, into this folder",
        HelpName = "OUT",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "With --json: write DIR/NAME.jsonl for each recording instead of standard output",
        HelpName = "DIR",
    };

    private static readonly Option<Degrees?> Threshold = new("--threshold")
    {
        Description = "Alert limit of the exercise's first quantity in degrees, 0.5–45; warn keeps its ratio",
        HelpName = "DEG",
        CustomParser = token => Number(token, 0.5, 45, "degrees") is { } degrees ? new Degrees(degrees) : null,
    };

    private static readonly Option<Seconds?> Dwell = new("--dwell")
    {
        Description = "How long the limit must be passed before an alert, in seconds, 0–10",
        HelpName = "S",
        CustomParser = token => Number(token, 0, 10, "seconds") is { } seconds ? new Seconds(seconds) : null,
    };

    private static readonly Option<Prescription?> Exercise = new("--exercise")
    {
        Description = "The exercise of a recording in which none is marked, such as single-leg-stance:left; SIDE is left, right, both or auto",
        HelpName = "NAME:SIDE",
        CustomParser = ReadExercise,
    };

    private static readonly Option<SensorAxis?> LeftAxis = new("--left-axis")
    {
        Description = "The sensor axis nearest the patient's left, until a bow says better; default +y",
        HelpName = "±x|±y|±z",
        CustomParser = ReadAxis,
    };

    private static readonly Option<string?> Emit = new("--emit")
    {
        Description = "orientation: the tilt lines carry qw qx qy qz as well (with --json)",
        HelpName = "orientation",
    };

    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command("analyze", "A recording through the same pipeline as a live session, as fast as it goes")
        {
            Files, Json, Html, Out, Threshold, Dwell, Exercise, LeftAxis, Emit,
        };
        Emit.AcceptOnlyFromAmong("orientation");
        command.Validators.Add(Together);
        command.SetAction((parsed, cancel) => Task.Run(() => AnalyzeRun.Run(Read(parsed), cancel), CancellationToken.None));
        return command;
    }

    private static AnalyzeRequest Read(ParseResult parsed) => new()
    {
        Files = parsed.GetValue(Files) ?? [],
        Json = parsed.GetValue(Json),
        Out = parsed.GetValue(Out),
        Html = parsed.GetValue(Html),
        EmitOrientation = parsed.GetValue(Emit) is not null,
        Threshold = parsed.GetValue(Threshold),
        Dwell = parsed.GetValue(Dwell),
        Exercise = parsed.GetValue(Exercise),
        LeftAxis = parsed.GetValue(LeftAxis) ?? SensorAxis.PlusY,
    };

    private static void Together(CommandResult command)
    {
        if (!command.GetValue(Json) && command.GetResult(Out) is not null)
        {
            command.AddError("--out goes with --json: add --json, or leave --out away");
        }

        if (!command.GetValue(Json) && command.GetResult(Emit) is not null)
        {
            command.AddError("--emit goes with --json: add --json, or leave --emit away");
        }
    }

    private static double? Number(ArgumentResult argument, double least, double most, string unit)
    {
        var text = argument.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{Option(argument)} takes {least} to {most} {unit}, not '{text}'"));
        return null;
    }

    private static Prescription? ReadExercise(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Prescription.TryParse(text, out var prescription))
        {
            return prescription;
        }

        argument.AddError(
            $"--exercise takes NAME:SIDE, not '{text}'; NAME is one of {string.Join(", ", Prescription.ExerciseNames)}, " +
            "SIDE one of left, right, both, auto");
        return null;
    }

    private static SensorAxis? ReadAxis(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        SensorAxis? axis = text.ToUpperInvariant().Replace('−', '-') switch
        {
            "+X" or "X" => SensorAxis.PlusX,
            "-X" => SensorAxis.MinusX,
            "+Y" or "Y" => SensorAxis.PlusY,
            "-Y" => SensorAxis.MinusY,
            "+Z" or "Z" => SensorAxis.PlusZ,
            "-Z" => SensorAxis.MinusZ,
            _ => null,
        };
        if (axis is null)
        {
            argument.AddError($"--left-axis takes +x, -x, +y, -y, +z or -z, not '{text}'");
        }

        return axis;
    }

    private static string Option(ArgumentResult argument) => (argument.Parent as OptionResult)?.Option.Name ?? "it";
}
