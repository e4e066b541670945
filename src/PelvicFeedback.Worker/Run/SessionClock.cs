using System.Runtime.InteropServices;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Worker.Run;

/// <summary>Wall time as messages carry it: an anchor taken once, plus monotonic time. A clock that is set on the way moves nothing.</summary>
internal sealed class SessionClock
{
    private readonly TimeProvider _time;
    private readonly long _anchorMilliseconds;
    private readonly long _anchorTimestamp;

    /// <summary>Takes the anchor now.</summary>
    public SessionClock(TimeProvider time, bool synced)
    {
        (_time, IsSynced) = (time, synced);
        _anchorMilliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        _anchorTimestamp = time.GetTimestamp();
    }

    /// <summary>Whether a time server had set the clock when the anchor was taken; false where nobody can tell.</summary>
    public bool IsSynced { get; }

    /// <summary>Now.</summary>
    public UtcInstant Now => new(_anchorMilliseconds + (long)_time.GetElapsedTime(_anchorTimestamp).TotalMilliseconds);

    /// <summary>Monotonic time since the anchor was taken, s.</summary>
    public Seconds Elapsed => new(_time.GetElapsedTime(_anchorTimestamp).TotalSeconds);

    /// <summary>Asks the kernel, which every time service tells (adjtimex(2): state 5 is TIME_ERROR, the clock not synchronised).</summary>
    public static bool IsSystemClockSynced() => OperatingSystem.IsLinux() && adjtimex(new byte[512]) is >= 0 and < 5;

    // struct timex is 208 bytes; all zero asks and sets nothing.
    [DllImport("libc")]
    private static extern int adjtimex(byte[] timex);
}
