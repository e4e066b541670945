using System.Diagnostics;
using System.Text;

namespace PelvicFeedback.Tests.Analysis;

/// <summary>The worker's executable as a process of its own, in a folder of its own.</summary>
internal sealed class Command : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvic-analyze-");

    public string Folder => _folder.FullName;

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "pelvicfeedback.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        return Process.Start(start)!;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
