using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// Recordings as streams of samples. Each subscription opens the file anew and closes it at the end, on an error, or when disposed of.
/// A file that gives nothing ends the stream with <see cref="RecordingException"/>; bad lines are only counted, by the reader.
/// </summary>
public static class Recording
{
    /// <summary>Every sample, without waiting, on the subscriber's thread; <c>Subscribe</c> returns when the recording is over.</summary>
    /// <param name="path">As for <see cref="RecordingReader.Open"/>.</param>
    public static IObservable<MotionSample> AsFastAsItGoes(string path) =>
        Read(() => RecordingReader.Open(path), reader => reader.Dispose());

    /// <summary>
    /// The samples that the reader has not given yet, without waiting, on the subscriber's thread. For a caller that wants the reader's
    /// rate before and its counts afterwards; who opened it closes it.
    /// </summary>
    public static IObservable<MotionSample> AsFastAsItGoes(this RecordingReader reader) => Read(() => reader, _ => { });

    /// <summary>Every sample when it is due by its own time, as <see cref="AtItsOwnPace(RecordingReader, double, IScheduler)"/>.</summary>
    /// <param name="path">As for <see cref="RecordingReader.Open"/>.</param>
    /// <param name="speed">How many times as fast as recorded; above 0, at most 1000.</param>
    /// <param name="scheduler">Whose clock is waited on and whose threads carry the samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is out of range.</exception>
    public static IObservable<MotionSample> AtItsOwnPace(string path, double speed, IScheduler scheduler)
    {
        Pace.CheckSpeed(speed);
        return Observable.Using(() => RecordingReader.Open(path), reader => reader.AtItsOwnPace(speed, scheduler));
    }

    /// <summary>
    /// The samples that the reader has not given yet, each when it is due by its own time: never early, and late by at most 1 ms and what
    /// the scheduler's timers add (a millisecond or so on Linux). See <see cref="Pace"/>. Who opened the reader closes it.
    /// </summary>
    /// <param name="reader">The recording.</param>
    /// <param name="speed">How many times as fast as recorded; above 0, at most 1000.</param>
    /// <param name="scheduler">Whose clock is waited on and whose threads carry the samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is out of range.</exception>
    public static IObservable<MotionSample> AtItsOwnPace(this RecordingReader reader, double speed, IScheduler scheduler)
    {
        Pace.CheckSpeed(speed);
        return Observable.Create<MotionSample>(observer => new Pace(reader, speed, observer).Start(scheduler));
    }

    private static IObservable<MotionSample> Read(Func<RecordingReader> open, Action<RecordingReader> close) =>
        Observable.Create<MotionSample>(observer =>
        {
            // The current thread's queue runs this after the whole chain has been subscribed: only so can a Take below end it early.
            // The thread that reads also closes: disposing of the subscription elsewhere only asks it to stop.
            var stop = new BooleanDisposable();
            return StableCompositeDisposable.Create(
                stop,
                CurrentThreadScheduler.Instance.Schedule(() => ReadAll(open, close, observer, stop)));
        });

    private static void ReadAll(
        Func<RecordingReader> open, Action<RecordingReader> close, IObserver<MotionSample> observer, BooleanDisposable stop)
    {
        RecordingReader? reader = null;
        try
        {
            reader = open();
            while (!stop.IsDisposed && reader.TryRead(out var sample))
            {
                observer.OnNext(sample);
            }

            observer.OnCompleted();
        }
        catch (RecordingException broken)
        {
            observer.OnError(broken);
        }
        finally
        {
            if (reader is not null)
            {
                close(reader);
            }
        }
    }
}
