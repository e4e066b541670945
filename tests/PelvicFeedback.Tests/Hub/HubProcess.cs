using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Hub;

/// <summary>The command <c>pelvicfeedback-hub</c> as a process of its own, which may be killed.</summary>
internal sealed class HubProcess : IDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = new();

    public HubProcess(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "pelvicfeedback-hub.dll");
        _process = new() { StartInfo = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where its pages are, as it said.</summary>
    public string Address { get; set; } = "";

    public string Errors => string.Join('\n', _errors).Trim();

    /// <summary>The next line of its output with that in it.</summary>
    public string Line(string with) => TryLine(with) ?? throw new Xunit.Sdk.XunitException($"No line with '{with}' came. {Errors}");

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

    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public int ExitCode()
    {
        Assert.True(_process.WaitForExit(BrokerProcess.Patience), "It does not end.");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>As kill -9 would; the hub starts another.</summary>
    public void KillBroker()
    {
        using var broker = HubsBroker.Of(_process.Id);
        broker.Kill();
    }

    /// <summary>Rows of a SQLite file, as text.</summary>
    public static List<string> Rows(string path, string sql)
    {
        using var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }

    /// <summary>As a power cut would end it.</summary>
    public void Dispose()
    {
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
