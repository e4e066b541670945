using System.Collections.Concurrent;
using System.Diagnostics;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>Where a broker of the tests' own is, and its process.</summary>
/// <param name="Name">Among brokers.</param>
/// <param name="Folder">Its own.</param>
/// <param name="Host">Where homes and workers find it.</param>
/// <param name="Back">Where other brokers find it.</param>
/// <param name="Within">What a command begins with that is to run where it is.</param>
internal sealed record BrokerNode(string Name, string Folder, string Host, string Back, string[] Within) : IDisposable
{
    private Process? _process;

    public required int Amqp { get; init; }

    public required int Mqtt { get; init; }

    public required int Mqtts { get; init; }

    public required int Distribution { get; init; }

    public required int Metrics { get; init; }

    public int Id => _process!.Id;

    /// <summary>Whether it was started and not killed.</summary>
    public bool Runs => _process is not null;

    /// <summary>Whether its process has ended, by itself or not.</summary>
    public bool HasEnded => _process?.HasExited ?? true;

    /// <summary>Its output since it was started last.</summary>
    public BlockingCollection<string> Said { get; private set; } = [];

    /// <summary>From now on it is this process.</summary>
    public void Began(Process process)
    {
        var said = Said = [];
        process.OutputDataReceived += (_, line) => Add(said, line.Data);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>As a power cut would.</summary>
    public void Dispose()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }

    private static void Add(BlockingCollection<string> said, string? line)
    {
        if (line is null)
        {
            said.CompleteAdding();
        }
        else
        {
            said.Add(line);
        }
    }
}
