using System.Diagnostics;

namespace PelvicFeedback.Chaos;

/// <summary>Kills the own process, as kill -9 does, the nth time that a named place is passed; never, where none is named.</summary>
internal sealed class KillAt(string place, int nth)
{
    private int _passed;

    public static KillAt Of(string[] arguments) => arguments is [var place, var nth] ? new(place, int.Parse(nth)) : new("", 0);

    public void Passing(string here)
    {
        if (here == place && Interlocked.Increment(ref _passed) == nth)
        {
            Console.WriteLine("killed at " + here);
            Process.GetCurrentProcess().Kill();
        }
    }
}
