using Microsoft.Extensions.Hosting;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>Why the service ends: whoever says it first has said it, and the host begins to stop.</summary>
internal sealed class RunOutcome(IHostApplicationLifetime life)
{
    private readonly Lock _saying = new();

    /// <summary>For a person. When no part of the service says anything, somebody from outside did.</summary>
    public string Why { get; private set; } = "Stopped";

    /// <summary>What broke; null for nothing.</summary>
    public CommandException? Failure { get; private set; }

    /// <summary>Whether it has begun to stop.</summary>
    public bool IsOver => life.ApplicationStopping.IsCancellationRequested;

    /// <summary>There is nothing left to do.</summary>
    public void End(string why) => Say(why, null);

    /// <summary>It cannot go on.</summary>
    /// <param name="why">One line for a person.</param>
    /// <param name="cause">What was thrown, if anything.</param>
    public void Break(string why, Exception? cause = null) => Say(why, new(ExitCode.Failed, why, cause));

    private void Say(string why, CommandException? failure)
    {
        lock (_saying)
        {
            if (!IsOver)
            {
                (Why, Failure) = (why, failure);
                life.StopApplication();
            }
        }
    }
}
