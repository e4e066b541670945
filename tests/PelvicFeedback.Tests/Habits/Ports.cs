using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Tests.Habits;

/// <summary>Ports of the loopback interface for programs that start a while later, or again.</summary>
internal static class Ports
{
    // Linux gives connections theirs from 32768 on: one from there may have gone to anybody until the program that is meant to listen does.
    private const int First = 20_000;
    private const int End = 30_000;

    /// <summary>One that nobody has.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (MosquittoProcess.IsFree(port))
            {
                return port;
            }
        }
    }
}
