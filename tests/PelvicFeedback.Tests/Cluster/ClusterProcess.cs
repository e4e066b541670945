using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>The command <c>pelvicfeedback-hub-cluster</c> as a process of its own.</summary>
internal sealed class ClusterProcess(params string[] arguments) : ProgramProcess("pelvicfeedback-hub-cluster", arguments)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs one to its end.</summary>
    /// <returns>Its output; it has to end well.</returns>
    public static string Run(params string[] arguments)
    {
        var (code, output, errors) = Ended(arguments);
        Assert.True(code == 0, errors);
        return output;
    }

    /// <summary>Runs one to its end, whichever that is.</summary>
    public static (int ExitCode, string Output, string Errors) Ended(params string[] arguments)
    {
        using var process = new ClusterProcess(arguments);
        var code = process.ExitCode(Patience);
        return (code, string.Join('\n', process.Rest()), process.Errors);
    }
}
