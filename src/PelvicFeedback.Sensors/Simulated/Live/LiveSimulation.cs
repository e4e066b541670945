using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>A simulated patient in real time: samples when they are due.</summary>
public static class LiveSimulation
{
    private const double FastestSpeed = 1000;
    private const double ClockRounding = 1e-6;

    /// <summary>A run as it would come over the air, to its end, with its marks.</summary>
    /// <param name="run">The run.</param>
    /// <param name="speed">How many times as fast as life; above 0, at most 1000.</param>
    /// <param name="scheduler">When, and on which thread.</param>
    /// <exception cref="ArgumentException">The speed is outside its range.</exception>
    public static IObservable<MotionSample> AtItsOwnPace(this SimulatedRun run, double speed, IScheduler scheduler) =>
        Paced(() => run.Samples.Select(one => one.Sample), speed, scheduler);

    /// <summary>A patient who does what is asked, without end and without marks: those are the session's.</summary>
    /// <param name="patient">Who.</param>
    /// <param name="sensor">With what on the belt.</param>
    /// <param name="seed">Everything random comes from it.</param>
    /// <param name="asked">What is asked for now; called on the thread that the samples come on, often.</param>
    /// <param name="speed">How many times as fast as life; above 0, at most 1000.</param>
    /// <param name="scheduler">When, and on which thread.</param>
    /// <exception cref="ArgumentException">The sensor or the speed is outside its ranges.</exception>
    public static IObservable<MotionSample> Asked(
        SimulatedPatient patient, SimulatedSensor sensor, int seed, Func<SimulatedTask> asked, double speed, IScheduler scheduler)
    {
        sensor.Check();
        return Paced(() => Samples(patient, sensor, seed, asked), speed, scheduler);
    }

    // One timer at a time, for whole milliseconds as .NET counts them; due times are counted from the first sample, so lateness never adds up.
    private static IObservable<MotionSample> Paced(Func<IEnumerable<MotionSample>> samples, double speed, IScheduler scheduler)
    {
        if (speed is not (> 0 and <= FastestSpeed))
        {
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "The speed of a simulation is above 0 and at most 1000.");
        }

        return Observable.Create<MotionSample>(observer =>
        {
            var next = samples().GetEnumerator();
            var elapsed = scheduler.StartStopwatch();
            var stopped = new BooleanDisposable();
            var due = 0.0;
            next.MoveNext();
            return new CompositeDisposable(stopped, scheduler.Schedule(TimeSpan.Zero, again =>
            {
                while (!stopped.IsDisposed && due - elapsed.Elapsed.TotalSeconds <= ClockRounding)
                {
                    var sample = next.Current;
                    observer.OnNext(sample);
                    if (!next.MoveNext())
                    {
                        observer.OnCompleted();
                        return;
                    }

                    due += (next.Current.Time - sample.Time).Value / speed;
                }

                if (!stopped.IsDisposed)
                {
                    again(TimeSpan.FromMilliseconds(Math.Ceiling((due - elapsed.Elapsed.TotalSeconds - ClockRounding) * 1000)));
                }
            }));
        });
    }

    private static IEnumerable<MotionSample> Samples(SimulatedPatient patient, SimulatedSensor sensor, int seed, Func<SimulatedTask> asked)
    {
        var body = new PelvisBody(patient, new() { Marks = false }, seed, sensor.ClockStart, score => AskedScript.Write(score, asked));
        var strapped = new StrappedSensor(sensor, seed);
        var loss = new PacketLoss(sensor, seed);
        for (long k = 0; body.Reaches(k / sensor.Rate); k++)
        {
            var time = k / sensor.Rate;
            var sample = strapped.Measure(time, body.At(time));
            while (body.NextEvent(time) is not null)
            {
                // The truth of a patient whom nobody measures; kept, it would grow without end.
            }

            if (!loss.Loses(time))
            {
                yield return sample;
            }
        }
    }
}
