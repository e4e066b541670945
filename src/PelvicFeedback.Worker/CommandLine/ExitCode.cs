using System.CommandLine;

namespace PelvicFeedback.Worker.CommandLine;

/// <summary>What a command's end means to a shell: 0 done, 1 failed, 2 unusable arguments or input. Errors are one line, never a stack trace.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Unusable = 2;

    /// <summary>Runs what was asked for.</summary>
    public static int Of(ParseResult asked, TextWriter errors)
    {
        // The last is the most precise: 'fly' is unknown, rather than a command is missing.
        if (asked.Errors is [.., var error])
        {
            errors.WriteLine($"pelvicfeedback: {OneLine(error.Message)} ('pelvicfeedback --help' says what there is)");
            return Unusable;
        }

        try
        {
            return asked.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException failure)
        {
            foreach (var line in failure.Lines)
            {
                errors.WriteLine($"pelvicfeedback: {OneLine(line)}");
            }

            return failure.ExitCode;
        }
        catch (Exception bug)
        {
            errors.WriteLine($"pelvicfeedback: an error of the program itself: {bug.GetType().Name}: {OneLine(bug.Message)}");
            return Failed;
        }
    }

    // The library lays its lists out with tabs and line breaks.
    private static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>A command cannot go on.</summary>
/// <param name="exitCode">One of <see cref="CommandLine.ExitCode"/>.</param>
/// <param name="lines">One line for each thing that is wrong: what, where, and what to do.</param>
/// <param name="cause">What was thrown below, if anything.</param>
internal sealed class CommandException(int exitCode, IReadOnlyList<string> lines, Exception? cause = null)
    : Exception(string.Join("; ", lines), cause)
{
    /// <param name="exitCode">One of <see cref="CommandLine.ExitCode"/>.</param>
    /// <param name="says">One line: what, where, and what to do.</param>
    /// <param name="cause">What was thrown below, if anything.</param>
    public CommandException(int exitCode, string says, Exception? cause = null)
        : this(exitCode, [says], cause)
    {
    }

    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Lines { get; } = lines;
}
