using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>The form of the log. No line of it, in any form, says how a patient moves.</summary>
internal enum LogFormat
{
    /// <summary>One line for a person.</summary>
    Text,

    /// <summary>One line with the priority that journald reads (sd-daemon(3)).</summary>
    Systemd,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>One line for a person: what, and nothing about how the program is made.</summary>
internal sealed class PersonFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "person";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" ");
        var why = logEntry.Exception is { } thrown ? $": {thrown.GetType().Name}: {thrown.Message.ReplaceLineEndings(" ")}" : "";
        textWriter.WriteLine(logEntry.LogLevel >= LogLevel.Warning ? $"pelvicfeedback: {text}{why}" : text + why);
    }
}
