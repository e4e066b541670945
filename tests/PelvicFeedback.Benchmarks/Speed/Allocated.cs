namespace PelvicFeedback.Benchmarks.Speed;

/// <summary>What this thread allocates on the managed heap.</summary>
internal static class Allocated
{
    private const int Rounds = 5;

    /// <summary>
    /// Bytes that some work allocates each time it is done, once it is warm. The runtime compiles and loads on the thread that needs it, late on a
    /// busy machine, and allocates for that once; what the work itself allocates it allocates in every round. So it is the leanest round that counts.
    /// </summary>
    public static long Steadily(Action work)
    {
        work();
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
