using System.Collections.Concurrent;
using System.Diagnostics;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>The command <c>pelvicfeedback-hub-cluster</c> as a process of its own, which may be killed.</summary>
internal sealed class ClusterProcess : IDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = new();
    private bool _isOver;

    public ClusterProcess(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "pelvicfeedback-hub-cluster.dll");
        _process = new() { StartInfo = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Errors => string.Join('\n', _errors).Trim();

    /// <summary>Runs one to its end.</summary>
    /// <returns>Its output; it has to end well.</returns>
    public static string Run(params string[] arguments)
    {
        using var process = new ClusterProcess(arguments);
        Assert.True(process._process.WaitForExit(BrokerProcess.Patience * 2), "It does not end.");
        process._process.WaitForExit();
        Assert.True(process._process.ExitCode == 0, process.Errors);
        return string.Join('\n', process._output);
    }

    /// <summary>The next line of its output with that in it; it comes, or the test fails.</summary>
    public string Line(string with)
    {
        while (_output.TryTake(out var line, BrokerProcess.Patience))
        {
            if (line.Contains(with, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new Xunit.Sdk.XunitException($"No line with '{with}' came. {Errors}");
    }

    /// <summary>Asks it to end.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>What else it says until its end, which comes, or the test fails.</summary>
    public IReadOnlyList<string> Rest()
    {
        Assert.True(_process.WaitForExit(BrokerProcess.Patience), "It does not end.");
        _process.WaitForExit();
        return [.. _output];
    }

    /// <summary>As a power cut would end it.</summary>
    public void Dispose()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
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
