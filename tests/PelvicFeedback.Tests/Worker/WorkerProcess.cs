using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Worker;

/// <summary>The command <c>pelvicfeedback</c> as a person starts it: a process of its own, with its own data folder, and its pages on any port.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<string> _output = [];
    private readonly StringBuilder _errors = new();

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("pelvicfeedback-test-");

    public WorkerProcess(params string[] arguments)
        : this(new Dictionary<string, string>(), arguments)
    {
    }

    /// <param name="environment">Variables on top of ours.</param>
    /// <param name="arguments">The command line.</param>
    public WorkerProcess(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "pelvicfeedback.dll");
        _process = new() { StartInfo = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        _process.StartInfo.Environment["PELVIC_DATA"] = _data.FullName;
        _process.StartInfo.Environment["PELVIC_PORT"] = "0";
        foreach (var (variable, value) in environment)
        {
            _process.StartInfo.Environment[variable] = value;
        }

        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Append(line.Data is null ? "" : line.Data + "\n");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Its data folder, unless a test names another.</summary>
    public string Data => _data.FullName;

    public string Errors => _errors.ToString();

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

        Assert.Fail($"No line with '{with}' came. Errors: {Errors}");
        return "";
    }

    /// <summary>All of its output that no call has returned or passed over yet, once it has ended.</summary>
    public IReadOnlyList<string> Rest()
    {
        ExitCode();
        return [.. _output.GetConsumingEnumerable()];
    }

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

    /// <summary>The process ids of its children, whichever of its threads started them.</summary>
    public int[] Children() =>
    [
        .. Directory.GetDirectories($"/proc/{Id}/task")
            .SelectMany(thread => File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse),
    ];

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // Its brokers write to its folder when they are ended: first they are gone, then the folder.
            var brokers = Children().Select(Held).OfType<Process>().ToList();
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            brokers.ForEach(broker =>
            {
                broker.WaitForExit();
                broker.Dispose();
            });
        }

        _process.CancelOutputRead();
        _process.Dispose();
        _output.Dispose();
        _data.Delete(recursive: true);
    }

    private static Process? Held(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
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
