using System.Reactive.Disposables;
using System.Reactive.Linq;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Worker.Metrics;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// From the sensor to MQTT and to the record. Everything here is on the sensor's thread; what follows the publisher is the link's, what
/// follows the session's durable events the record's.
/// </summary>
internal static class LivePipeline
{
    private const int LivePerSecond = 60;

    /// <summary>Coaches until the samples end or the result is disposed of.</summary>
    /// <param name="samples">From the sensor; subscribed once.</param>
    /// <param name="options">What a person may choose.</param>
    /// <param name="session">Puts its marks in, and hears what is decided.</param>
    /// <param name="publisher">Shows the newest tilt.</param>
    /// <param name="announcer">Sums up.</param>
    /// <param name="metrics">Counts what passes.</param>
    /// <param name="ended">Told once: null when the samples ended, otherwise what broke.</param>
    public static IDisposable Start(
        IObservable<MotionSample> samples,
        FeedbackOptions options,
        LiveSession session,
        FeedbackPublisher publisher,
        Announcer announcer,
        CoachingMetrics metrics,
        Action<Exception?> ended)
    {
        var feedback = samples.Do(metrics.Arrived).Select(session.Mark).Coached(options, session.Memory).Publish();
        return new CompositeDisposable(
            feedback.AtMostPerSecond(LivePerSecond).Do(publisher.Publish).Subscribe(_ => metrics.Published(), ended),
            feedback.Where(said => said.Events is not null).SelectMany(said => said.Events!).Subscribe(metrics.Decided, ended),
            feedback.Do(_ => metrics.Accepted()).Do(announcer.Take).Do(session.Take).Subscribe(_ => announcer.Tell(session.State), ended, () => ended(null)),
            feedback.Connect());
    }
}
