using System.Reactive.Disposables;
using System.Reactive.Linq;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Worker.Metrics;

namespace PelvicFeedback.Worker.Run;

/// <summary>From the sensor to MQTT. Everything is on the sensor's thread; what follows the publisher is the link's.</summary>
internal static class LivePipeline
{
    private const int LivePerSecond = 60;

    /// <summary>Coaches until the samples end or the result is disposed of.</summary>
    /// <param name="samples">From the sensor; subscribed once.</param>
    /// <param name="options">What a person may choose.</param>
    /// <param name="publisher">Where to.</param>
    /// <param name="metrics">Counts what passes.</param>
    /// <param name="ended">Told once: null when the samples ended, otherwise what broke.</param>
    public static IDisposable Start(
        IObservable<MotionSample> samples, FeedbackOptions options, FeedbackPublisher publisher, CoachingMetrics metrics, Action<Exception?> ended)
    {
        var feedback = samples.Do(metrics.Arrived).Coached(options).Publish();
        var decided = feedback.Where(said => said.Events is not null).SelectMany(said => said.Events!).Do(metrics.Decided);
        var live = feedback.AtMostPerSecond(LivePerSecond);
        return new CompositeDisposable(
            decided.Subscribe(publisher.PublishAlert, ended),
            live.Do(publisher.PublishLive).Subscribe(_ => metrics.Published(), ended, () => ended(null)),
            feedback.Connect());
    }
}
