using System.Buffers;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Runtime.ExceptionServices;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;

namespace PelvicFeedback.Worker.Analysis;

/// <summary>One recording through the pipeline, on one thread from its bytes to its lines.</summary>
/// <param name="request">What is wanted.</param>
/// <param name="output">Where JSON lines go; null for none.</param>
/// <param name="plots">What a page needs; null for none.</param>
internal sealed class RecordingAnalysis(AnalyzeRequest request, IBufferWriter<byte>? output, SessionPlots? plots)
{
    private readonly AnalysisTally _tally = new();
    private readonly AnalysisLines? _lines = output is null ? null : new(output);
    private Rotation? _sensorToEarth;
    private string? _remark;

    /// <exception cref="RecordingException">The recording cannot be read any further.</exception>
    /// <exception cref="OperationCanceledException">Stopped on request.</exception>
    public AnalysisSummary Of(RecordingReader reader, CancellationToken cancel)
    {
        var options = request.Options(reader.SamplePeriod) with { CalibrateWhenStill = !CalibrationMarks.AreIn(reader) };
        ExceptionDispatchInfo? failed = null;
        using (Pipeline(SamplesOf(reader, cancel), options)
            .Subscribe(feedback => Add(feedback), error => failed = ExceptionDispatchInfo.Capture(error)))
        {
            failed?.Throw();
            cancel.ThrowIfCancellationRequested();
        }

        return _tally.Summarize(Facts(reader));
    }

    // Only who asks for orientations pays for a look at them in the middle of the pipeline.
    private IObservable<Feedback> Pipeline(IObservable<MotionSample> samples, FeedbackOptions options)
    {
        if (!request.EmitOrientation)
        {
            return samples.Coached(options);
        }

        var memory = new PipelineMemory(PipelineState.Beginning(options.Exercise));
        return samples.InOrder(options, memory)
            .Oriented(options, memory)
            .Do(oriented => _sensorToEarth = oriented.Motion.Has(MotionContent.Orientation) ? oriented.Motion.SensorToEarth : null)
            .OnThePelvis(options, memory)
            .Moving(memory)
            .Coached(options, memory);
    }

    private IObservable<MotionSample> SamplesOf(RecordingReader reader, CancellationToken cancel) =>
        Observable.Create<MotionSample>(observer =>
        {
            while (!cancel.IsCancellationRequested && reader.TryRead(out var sample))
            {
                _remark = (sample.Mark as Mark.Note)?.Words ?? _remark;
                observer.OnNext(sample);
            }

            observer.OnCompleted();
            return Disposable.Empty;
        });

    // All is on one thread: what was seen last belongs to the feedback that comes next.
    private void Add(in Feedback feedback)
    {
        if (request.EmitOrientation)
        {
            _lines?.Write(feedback, _sensorToEarth);
        }
        else
        {
            _lines?.Write(feedback);
        }

        _tally.Add(feedback);
        plots?.Add(feedback);
        if (_remark is not null)
        {
            _tally.Remark(_remark);
            _remark = null;
        }
    }

    private static RecordingFacts Facts(RecordingReader reader) => new()
    {
        Name = Path.GetFileName(reader.Name),
        RateHz = 1 / reader.SamplePeriod.Value,
        Content = reader.Content,
        BadLines =
        [
            .. reader.Faults.Counts
                .Select(fault => (fault.Key, fault.Value, First: reader.Faults.First.First(known => known.Kind == fault.Key).Line))
                .OrderBy(fault => fault.First)
                .Select(fault => new BadLines(Words.Of(fault.Key), InWords(fault.Key), fault.Value, fault.First)),
        ],
    };

    private static string InWords(RecordingFaultKind kind) => kind switch
    {
        RecordingFaultKind.UnknownEvent => "kept, but the event is not known",
        RecordingFaultKind.LostEvent => "lost their event",
        _ => $"left out: {RecordingFaults.NameOf(kind)}",
    };
}
