using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PelvicFeedback.Benchmarks.Speed;

/// <summary>The time that this thread has had a core for: what else runs on the machine is not in it. Wall time where there is no such clock.</summary>
internal static class ThreadTime
{
    private const int ThreadCpuClock = 3;

    /// <summary>Nanoseconds since some instant.</summary>
    public static double Now() => OperatingSystem.IsLinux() && ClockGetTime(ThreadCpuClock, out var time) == 0
        ? (time.Seconds * 1e9) + time.Nanoseconds
        : Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency);

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
