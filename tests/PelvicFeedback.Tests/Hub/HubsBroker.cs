using System.Diagnostics;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Hub;

/// <summary>The broker that a hub's process has started: its only child, of the thread that keeps it.</summary>
internal static class HubsBroker
{
    /// <param name="hub">The hub's process.</param>
    public static Process Of(int hub) => Process.GetProcessById(ProcessTree.Children(hub).Single());
}
