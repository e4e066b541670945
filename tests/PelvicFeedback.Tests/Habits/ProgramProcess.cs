using System.Collections.Concurrent;
using System.Diagnostics;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Habits;

/// <summary>A program of ours as a process of its own, as a person starts it; it may be killed.</summary>
internal abstract class ProgramProcess : IDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = new();
    private bool _isOver;

    /// <param name="program">Its name, such as <c>pelvicfeedback-hub</c>.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Variables on top of ours.</param>
    protected ProgramProcess(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var file = Path.Combine(AppContext.BaseDirectory, program + ".dll");
        _process = new() { StartInfo = new("dotnet", [file, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        foreach (var (variable, value) in environment ?? [])
        {
            _process.StartInfo.Environment[variable] = value;
        }

        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                _errors.Enqueue(line.Data + "\n");
            }
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it complained of so far, each line with its end.</summary>
    public string Errors => string.Concat(_errors);

    /// <summary>The next line of its output with that in it; it comes, or the test fails.</summary>
    public string Line(string with) => TryLine(with) ?? throw new Xunit.Sdk.XunitException($"No line with '{with}' came. Errors: {Errors}");

    /// <summary>The next line of its output with that in it; null when it ends without.</summary>
    public string? TryLine(string with)
    {
        while (_output.TryTake(out var line, BrokerProcess.Patience))
        {
            if (line.Contains(with, StringComparison.Ordinal))
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>All of its output that no call has returned or passed over yet, once it has ended.</summary>
    public IReadOnlyList<string> Rest()
    {
        ExitCode();
        return [.. _output.GetConsumingEnumerable()];
    }

    /// <summary>How it ended, once it has.</summary>
    public int ExitCode() => ExitCode(BrokerProcess.Patience);

    /// <summary>How it ended, once it has.</summary>
    /// <param name="within">It ends by then, or the test fails.</param>
    public int ExitCode(TimeSpan within)
    {
        // The end of its output too, which a child that outlives it would keep open.
        Assert.True(_process.WaitForExitAsync().Wait(within), "It does not end, or something of it lives on.");
        return _process.ExitCode;
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{Id}"]);
        kill.WaitForExit();
    }

    /// <summary>As a power cut would end it.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            if (!_process.HasExited)
            {
                Kill(_process);
            }

            // Not for the end of its output, which something may keep open that is meant to outlive it.
            _process.WaitForExit(BrokerProcess.Patience);
            _process.Dispose();
            Left();
        }
    }

    /// <summary>Kills it, and what must not outlive it.</summary>
    protected virtual void Kill(Process process) => process.Kill();

    /// <summary>It is gone; what it leaves behind may be taken away.</summary>
    protected virtual void Left()
    {
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            _output.CompleteAdding();
        }
        else
        {
            _output.Add(line);
        }
    }
}
