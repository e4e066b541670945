using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>
/// How much a worker takes from each home, so that one that says too much harms nobody but itself: as much as the hub on one machine, and of what cannot be
/// read, and is kept for a person to look at, a few. What is over it is dropped and counted; an event that is not confirmed stays at home and comes again. Not
/// for several threads at once.
/// </summary>
/// <param name="counts">Where what is dropped is counted.</param>
internal sealed class HomeGate(IngestCounts counts)
{
    private const double LooksPerSecond = 1.0 / 60;
    private const double LooksAtOnce = 20;
    private readonly Allowance _messages = new(IngestLane.PerSecond, IngestLane.AtOnce);
    private readonly Allowance _looks = new(LooksPerSecond, LooksAtOnce);

    /// <summary>Whether another message of a home is taken.</summary>
    /// <param name="topics">Whose; null where it does not say.</param>
    /// <param name="now">Monotonic time.</param>
    public bool Takes(PatientTopics? topics, TimeSpan now) => Counted("refused: too fast", _messages.Take(topics?.Prefix ?? "", now));

    /// <summary>Whether another one that cannot be read is kept for a person.</summary>
    /// <param name="topics">Whose; null where it does not say.</param>
    /// <param name="now">Monotonic time.</param>
    public bool Keeps(PatientTopics? topics, TimeSpan now) => Counted("dropped: too many that cannot be read", _looks.Take(topics?.Prefix ?? "", now));

    private bool Counted(string otherwise, bool holds)
    {
        if (!holds)
        {
            counts.Add(otherwise);
        }

        return holds;
    }
}
