using System.Collections.Concurrent;
using System.Diagnostics;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Store;

/// <summary>A home or a hub as a process of its own, which is there to be killed.</summary>
internal sealed class ChaosProcess : IDisposable
{
    private bool _isOver;
    private readonly Process _process;
    private readonly BlockingCollection<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = new();

    public ChaosProcess(params string[] arguments)
        : this(null, arguments)
    {
    }

    /// <param name="password">For a broker that wants one.</param>
    /// <param name="arguments">The command line.</param>
    public ChaosProcess(string? password, string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "pelvicfeedback-chaos.dll");
        _process = new()
        {
            StartInfo = new("dotnet", [program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        _process.StartInfo.Environment["PELVIC_CHAOS_PASSWORD"] = password;
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The next line that begins so; it comes, or the test fails.</summary>
    public string Line(string with) => TryLine(with) ?? throw new Xunit.Sdk.XunitException($"No line '{with}…' came. {string.Join('\n', _errors)}");

    /// <summary>The next line that begins so; null when the process ends without, and at and after a line that says no more will come.</summary>
    public string? TryLine(string with, string? last = null)
    {
        while (!_isOver && _output.TryTake(out var line, BrokerProcess.Patience))
        {
            _isOver = line == last;
            if (line.StartsWith(with, StringComparison.Ordinal))
            {
                return line;
            }
        }

        return _isOver || _process.HasExited ? null : throw new Xunit.Sdk.XunitException($"No line '{with}…' came. {string.Join('\n', _errors)}");
    }

    /// <summary>As a power cut would.</summary>
    public void Kill()
    {
        _process.Kill();
        Ended();
    }

    public int Ended()
    {
        Assert.True(_process.WaitForExit(BrokerProcess.Patience), "It does not end.");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        _output.Dispose();
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
