using System.Globalization;
using System.IO.Compression;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;
using PelvicFeedback.Worker.Analysis;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Record;

/// <summary>
/// Writes what a sensor measures until it ends, long enough is over, or somebody stops it. The file has its name only when it is whole; should the
/// disk fail, what was written until then stays beside it.
/// </summary>
internal static class RecordRun
{
    /// <exception cref="CommandException">It cannot be recorded, or not be written.</exception>
    public static int Run(string path, RecordAsk ask, Seconds? length, (TextWriter Result, TextWriter Progress) says, CancellationToken cancel)
    {
        if (ask.Sensor.Replay is { } replay && Path.GetFullPath(replay) == Path.GetFullPath(path))
        {
            throw new CommandException(ExitCode.Unusable, $"{path}: is the recording that is read: choose another name");
        }

        using var source = new RecordSource(ask, says.Progress.WriteLine);
        using var file = Create(path);
        try
        {
            var (samples, seconds) = Write(source, file.Stream, path, length, cancel);
            if (samples == 0)
            {
                throw new CommandException(ExitCode.Failed, "no sample came: nothing was written");
            }

            file.Keep();
            var left = source.LeftOut > 0 ? $"; of what was read {source.LeftOut:#,0} {(source.LeftOut == 1 ? "line" : "lines")} could not be used whole, analyze says why" : "";
            says.Result.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {samples:#,0} samples, {seconds.Value:0.0} s") + left);
            return ExitCode.Done;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.Failed, $"{path}: writing failed: {broken.Message.TrimEnd('.')}: make room; what was written until then is in {file.Abandon()}", broken);
        }
        catch (RecordingException broken)
        {
            throw new CommandException(ExitCode.Unusable, broken.Message, broken);
        }
    }

    private static (long Samples, Seconds Length) Write(RecordSource source, Stream file, string path, Seconds? length, CancellationToken cancel)
    {
        var packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        using var text = packed ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
        var recording = new RecordingWriter(text ?? file, source.Columns, leaveOpen: true);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (writing, clock) = (new Lock(), new RecordedTime());
        using var stop = new SingleAssignmentDisposable();
        using var asked = cancel.Register(() => over.TrySetResult());
        stop.Disposable = source.Samples.TakeWhile(_ => !over.Task.IsCompleted).Subscribe(Take, broken => over.TrySetException(broken), () => over.TrySetResult());
        over.Task.GetAwaiter().GetResult();
        lock (writing)
        {
            recording.Dispose();
        }

        return (recording.Samples, clock.Elapsed);

        // On the sensor's thread, which nothing thrown here may end.
        void Take(MotionSample sample)
        {
            lock (writing)
            {
                if (over.Task.IsCompleted)
                {
                    return;
                }

                try
                {
                    var next = clock.With(sample);
                    if (next.Elapsed >= length)
                    {
                        over.TrySetResult();
                        return;
                    }

                    clock = next;
                    recording.Write(sample);
                }
                catch (IOException full)
                {
                    over.TrySetException(full);
                }
            }
        }
    }

    private static OutputFile Create(string path)
    {
        try
        {
            return OutputFile.Create(path);
        }
        catch (AnalyzeException refused)
        {
            throw new CommandException(ExitCode.Unusable, refused.Message, refused);
        }
    }

    /// <summary>Seconds of samples, whatever the sensor's clock began at and however often it began anew.</summary>
    private readonly record struct RecordedTime(SampleTime? Last, Seconds Elapsed)
    {
        public RecordedTime With(in MotionSample sample) => Last is { } last && !sample.StartsSegment
            ? new(sample.Time, Elapsed + new Seconds(Math.Max(0, (sample.Time - last).Value)))
            : new(sample.Time, Elapsed);
    }
}
