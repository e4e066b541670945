using System.Runtime.InteropServices;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// Wall time as messages carry it: an anchor plus monotonic time. The anchor is taken anew while there is no session and stays as long as there
/// is one: a clock that is set meanwhile moves nothing in it. One thread takes it, any thread reads.
/// </summary>
/// <param name="time">The clock on the wall, and monotonic time.</param>
/// <param name="isSynced">Whether a time server has set the clock on the wall; false where nobody can tell.</param>
internal sealed class SessionClock(TimeProvider time, Func<bool> isSynced)
{
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(30);

    private readonly long _began = time.GetTimestamp();
    private Anchor _anchor = Anchor.Now(time, isSynced());
    private TimeSpan _said;

    /// <summary>Whether a time server had set the clock when the anchor was taken; false where nobody can tell.</summary>
    public bool IsSynced => Volatile.Read(ref _anchor).IsSynced;

    /// <summary>Now, as the session counts it.</summary>
    public UtcInstant Now
    {
        get
        {
            var anchor = Volatile.Read(ref _anchor);
            return new(anchor.Milliseconds + (long)time.GetElapsedTime(anchor.Timestamp).TotalMilliseconds);
        }
    }

    /// <summary>Now, as the clock on the wall says.</summary>
    public UtcInstant Wall => new(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Monotonic time since the service started, s; no anchor moves it.</summary>
    public Seconds Elapsed => new(time.GetElapsedTime(_began).TotalSeconds);

    /// <summary>How far the time of day at home is ahead of UTC, s: the day that a dose counts for is the patient's own.</summary>
    public Seconds LocalOffset => new(time.LocalTimeZone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(Now.UnixMilliseconds)).TotalSeconds);

    /// <summary>Takes the anchor now; never in a session.</summary>
    public void TakeAnchor()
    {
        _said = TimeSpan.Zero;
        Volatile.Write(ref _anchor, Anchor.Now(time, isSynced()));
    }

    /// <summary>
    /// Whether the clock on the wall has gone another way than monotonic time since the anchor, or since the last time this was said, by more than
    /// 30 s: it was set, or the machine slept.
    /// </summary>
    /// <param name="by">How far it is ahead of the anchor; negative when it is behind.</param>
    public bool HasJumped(out TimeSpan by)
    {
        by = TimeSpan.FromMilliseconds(Wall.UnixMilliseconds - Now.UnixMilliseconds);
        if ((by - _said).Duration() <= Noticeable)
        {
            return false;
        }

        _said = by;
        return true;
    }

    /// <summary>Asks the kernel, which every time service tells (adjtimex(2): state 5 is TIME_ERROR, the clock not synchronised).</summary>
    public static bool IsSystemClockSynced() => OperatingSystem.IsLinux() && adjtimex(new byte[512]) is >= 0 and < 5;

    // struct timex is 208 bytes; all zero asks and sets nothing.
    [DllImport("libc")]
    private static extern int adjtimex(byte[] timex);

    private sealed record Anchor(long Milliseconds, long Timestamp, bool IsSynced)
    {
        public static Anchor Now(TimeProvider time, bool synced) => new(time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp(), synced);
    }
}
