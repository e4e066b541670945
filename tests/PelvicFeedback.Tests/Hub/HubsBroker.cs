using System.Diagnostics;
using System.Globalization;

namespace PelvicFeedback.Tests.Hub;

/// <summary>The broker that a hub's process has started: its only child, of the thread that keeps it.</summary>
internal static class HubsBroker
{
    /// <param name="hub">The hub's process.</param>
    public static Process Of(int hub) => Process.GetProcessById(int.Parse(
        Directory.EnumerateDirectories($"/proc/{hub}/task").Select(task => File.ReadAllText(Path.Combine(task, "children")).Trim()).Single(children => children.Length > 0),
        CultureInfo.InvariantCulture));
}
