using System.Reactive.Disposables;
using System.Reactive.Linq;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Worker.Run;

/// <summary>From the sensor to MQTT. Everything is on the sensor's thread; what follows the publisher is the link's.</summary>
internal static class LivePipeline
{
    private const int LivePerSecond = 60;

    /// <summary>Coaches until the samples end or the result is disposed of.</summary>
    /// <param name="samples">From the sensor; subscribed once.</param>
    /// <param name="options">What a person may choose.</param>
    /// <param name="publisher">Where to.</param>
    /// <param name="ended">Told once: null when the samples ended, otherwise what broke.</param>
    public static IDisposable Start(
        IObservable<MotionSample> samples, FeedbackOptions options, FeedbackPublisher publisher, Action<Exception?> ended)
    {
        var feedback = samples.Coached(options).Do(publisher.Remember).Publish();
        return new CompositeDisposable(
            feedback.Where(said => said.Events is not null).SelectMany(said => said.Events!).Subscribe(publisher.PublishAlert, ended),
            feedback.AtMostPerSecond(LivePerSecond).Subscribe(publisher.PublishLive, ended, () => ended(null)),
            feedback.Connect());
    }
}
