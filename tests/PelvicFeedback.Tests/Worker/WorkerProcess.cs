using System.Diagnostics;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Worker;

/// <summary>The command <c>pelvicfeedback</c> as a person starts it: a process of its own, with its own data folder, and its pages on any port.</summary>
internal sealed class WorkerProcess : ProgramProcess
{
    private readonly DirectoryInfo _data;

    public WorkerProcess(params string[] arguments)
        : this(new Dictionary<string, string>(), arguments)
    {
    }

    /// <param name="environment">Variables on top of ours.</param>
    /// <param name="arguments">The command line.</param>
    public WorkerProcess(IReadOnlyDictionary<string, string> environment, params string[] arguments)
        : this(Directory.CreateTempSubdirectory("pelvicfeedback-test-"), environment, arguments)
    {
    }

    private WorkerProcess(DirectoryInfo data, IReadOnlyDictionary<string, string> environment, string[] arguments)
        : base("pelvicfeedback", arguments, [new("PELVIC_DATA", data.FullName), new("PELVIC_PORT", "0"), .. environment]) => _data = data;

    /// <summary>Its data folder, unless a test names another.</summary>
    public string Data => _data.FullName;

    /// <summary>The process ids of its children, whichever of its threads started them.</summary>
    public int[] Children() => [.. ProcessTree.Children(Id)];

    /// <inheritdoc/>
    protected override void Kill(Process process)
    {
        // Its brokers write to its folder when they are ended: first they are gone, then the folder.
        var brokers = Children().Select(Held).OfType<Process>().ToList();
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        brokers.ForEach(broker =>
        {
            broker.WaitForExit();
            broker.Dispose();
        });
    }

    /// <inheritdoc/>
    protected override void Left() => _data.Delete(recursive: true);

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
}
