using System.Globalization;

namespace PelvicFeedback.Tests.Habits;

/// <summary>Who started whom, as Linux has it.</summary>
public static class ProcessTree
{
    /// <summary>The ids of a process's children, whichever of its threads started them. A thread may end while they are asked, and has none then.</summary>
    public static IEnumerable<int> Children(int process) => Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task"))
        .SelectMany(thread => Said(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    private static string Said(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
