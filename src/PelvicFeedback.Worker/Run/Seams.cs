using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Worker.Run;

/// <summary>Until the simulator gives its samples at their own pace itself: to be deleted then.</summary>
internal static class Seams
{
    private static readonly SimulatedSensor Sensor = new();

    public static Seconds SimulatedPeriod => new(1 / Sensor.Rate);

    /// <summary>The demonstration over and over, a new segment each time.</summary>
    public static IObservable<MotionSample> SimulatedPatient(double speed, IScheduler scheduler) => Observable.Create<MotionSample>(observer =>
    {
        var samples = Endless().GetEnumerator();
        var elapsed = scheduler.StartStopwatch();
        var due = 0.0;
        var stopped = new BooleanDisposable();
        return new CompositeDisposable(
            stopped,
            scheduler.Schedule(TimeSpan.Zero, again =>
            {
                do
                {
                    samples.MoveNext();
                    observer.OnNext(samples.Current);
                    due += SimulatedPeriod.Value / speed;
                }
                while (due <= elapsed.Elapsed.TotalSeconds && !stopped.IsDisposed);
                again(TimeSpan.FromSeconds(due) - elapsed.Elapsed);
            }));
    });

    private static IEnumerable<MotionSample> Endless()
    {
        for (var seed = 1; ; seed++)
        {
            var first = true;
            foreach (var (sample, _) in Simulation.Run(Sensors.Simulated.SimulatedPatient.Demonstration, Sensor, SimulatedSession.Demonstration, seed).Samples)
            {
                yield return sample with { StartsSegment = sample.StartsSegment || (first && seed > 1) };
                first = false;
            }
        }
    }
}
