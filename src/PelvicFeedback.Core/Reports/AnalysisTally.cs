using System.Runtime.InteropServices;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// Adds up what the pipeline says of a recording. Its memory grows with sets, repetitions, alerts and judged seconds, never with
/// samples. What is withdrawn counts as not judged from then on, and its time leaves the time in band.
/// </summary>
public sealed class AnalysisTally
{
    private const int Remembered = 100;

    private readonly SessionClock _clock = new();
    private readonly List<SetTally> _sets = [];
    private readonly List<JudgedEffort> _judgements = [];
    private readonly List<AlertResult> _alerts = [];
    private readonly List<TestResult> _tests = [];
    private readonly List<WithdrawnSpan> _withdrawals = [];
    private readonly List<RemarkAt> _remarks = [];
    private readonly Queue<CalibrationStepAt> _steps = [];
    private readonly HashSet<CalibrationStep> _done = [];
    private readonly SortedDictionary<Exercise, double> _unjudged = [];
    private readonly double[] _stance = new double[4];
    private SetTally? _set;
    private long _samples;
    private long _rejected;
    private int _gaps;
    private double _gapTime;
    private int _restarts;
    private int _slips;
    private SampleTime? _start;
    private SampleTime? _end;
    private Confidence _confidence;
    private Confidence _best;

    /// <summary>Takes the next sample, or what the end of the input decided.</summary>
    public void Add(in Feedback feedback)
    {
        if (feedback.Closes)
        {
            Add(feedback.Events);
            return;
        }

        _clock.Next(feedback);
        _samples++;
        _start ??= feedback.Time;
        _end = feedback.Time;
        _confidence = feedback.Confidence;
        _best = feedback.Confidence > _best ? feedback.Confidence : _best;
        _stance[(int)feedback.Stance] += _clock.Step;
        // A set ends with the sample before the one that says so.
        Add(feedback.Events);
        if (_set is not null)
        {
            _set.Add(feedback, _clock.Elapsed, _clock.Step);
        }
        else if (feedback.Prescription is { } prescription)
        {
            _unjudged[prescription.Exercise] = _unjudged.GetValueOrDefault(prescription.Exercise) + _clock.Step;
        }
    }

    /// <summary>Takes a remark that stands at the sample taken last.</summary>
    /// <param name="words">Free text.</param>
    public void Remark(string words)
    {
        if (_remarks.Count < Remembered)
        {
            _remarks.Add(new(_clock.Elapsed, words));
        }
    }

    /// <summary>What it has come to.</summary>
    public AnalysisSummary Summarize(RecordingFacts recording)
    {
        var rows = _sets.SelectMany(set => set.Rows(_judgements, _alerts)).ToList();
        return new()
        {
            Recording = recording,
            Samples = _samples,
            Start = _start,
            End = _end,
            Duration = new(_clock.Elapsed),
            Gaps = _gaps,
            GapTime = new(_gapTime),
            Rejected = _rejected,
            Restarts = _restarts,
            Calibration = new(_confidence, _best, [.. _done.Order()], [.. _steps], _slips),
            Stance = new(
                _stance[(int)Stance.Left], _stance[(int)Stance.Right], _stance[(int)Stance.Both], _stance[(int)Stance.Unknown]),
            Sets = rows,
            Unjudged = [.. _unjudged.Where(one => one.Key != Exercise.TrendelenburgTest || _tests.Count == 0).Select(one => new UnjudgedExercise(one.Key, new(one.Value)))],
            Sides = [.. rows.GroupBy(row => row.Counts.Side).OrderBy(side => side.Key).Select(Together)],
            Tests = [.. _tests],
            Judgements = [.. _judgements],
            Alerts = [.. _alerts],
            Withdrawals = [.. _withdrawals],
            Remarks = [.. _remarks],
        };
    }

    private static SetCounts Together(IGrouping<ExerciseSide, SetResult> rows)
    {
        var all = rows.Select(row => row.Counts).ToList();
        return new(
            rows.Key,
            all.Sum(set => set.Repetitions),
            all.Sum(set => set.Holds),
            new(all.Sum(set => set.HoldTime.Value)),
            all.Sum(set => set.Level),
            all.Sum(set => set.NotLevel),
            all.Sum(set => set.NotJudged),
            new(all.Sum(set => set.Judged.Value)),
            new(all.Sum(set => set.InBand.Value)),
            all.Sum(set => set.Alerts),
            all.Sum(set => set.AlertsWithdrawn),
            all.Max(set => set.PeakDrop))
        {
            Steps = all.Sum(set => set.Steps),
        };
    }

    private void Add(EventChain? events)
    {
        if (events is null)
        {
            return;
        }

        foreach (var happened in events)
        {
            Add(happened);
        }
    }

    private void Add(PelvicEvent happened)
    {
        switch (happened)
        {
            case SensorGap gap:
                _gaps++;
                _gapTime += gap.Length.Value;
                break;
            case SamplesRejected rejected:
                _rejected += rejected.Count;
                break;
            case SensorRestarted:
                _restarts++;
                _done.Clear();
                break;
            case BeltSlipped:
                _slips++;
                break;
            case Calibrated calibrated:
                Remember(calibrated);
                break;
            case SetStarted started:
                _sets.Add(_set = new(_sets.Count + 1, started, _clock.Elapsed));
                break;
            case SetEnded ended:
                _set?.End(ended.Summary, _clock.At(ended.Summary.End));
                _set = null;
                break;
            case RepetitionJudged repetition:
                Judge(repetition, repetition.Number, repetition.Side, repetition.Duration, repetition.Verdict, repetition.Reason, repetition);
                break;
            case HoldJudged hold:
                Judge(hold, null, hold.Side, hold.Duration, hold.Verdict, hold.Reason);
                break;
            case StepJudged step:
                _judgements.Add(
                    new(_clock.At(step.Contact), _set?.Number ?? 0, null, step.Leg.AsExerciseSide(), default, step.Verdict, step.Reason, null) { Step = step });
                break;
            case TestEnded test:
                _tests.Add(new(_clock.At(test.Ended), test, null));
                break;
            case AlertStarted alert:
                _alerts.Add(new(
                    alert.Ordinal, _clock.At(alert.At), null, _set?.Number ?? 0, alert.Kind, alert.Stance, alert.Threshold, alert.Peak, null, null, null));
                break;
            case AlertEnded alert:
                End(alert);
                break;
            case Withdrawn withdrawn:
                Withdraw(_clock.At(withdrawn.From), withdrawn.Reason);
                break;
        }
    }

    private void Remember(Calibrated calibrated)
    {
        if (calibrated.Accepted)
        {
            _done.Add(calibrated.Step);
        }

        _steps.Enqueue(new(_clock.Elapsed, calibrated));
        if (_steps.Count > Remembered)
        {
            _steps.Dequeue();
        }
    }

    private void Judge(
        PelvicEvent judged, int? number, ExerciseSide side, Seconds duration, Verdict verdict, NotJudgedReason? reason, RepetitionJudged? repetition = null) =>
        _judgements.Add(new(_clock.At(judged.At), _set?.Number ?? 0, number, side, duration, verdict, reason, null) { Repetition = repetition });

    private void End(AlertEnded ended)
    {
        var index = _alerts.FindLastIndex(alert => alert.Ordinal == ended.Ordinal);
        if (index >= 0)
        {
            _alerts[index] = _alerts[index] with
            {
                EndElapsed = _clock.At(ended.At),
                Peak = ended.Peak,
                Duration = ended.Duration,
                Reason = ended.Reason,
            };
        }
    }

    private void Withdraw(double from, WithdrawalReason reason)
    {
        _withdrawals.Add(new(from, _clock.Elapsed, reason));
        foreach (ref var judgement in CollectionsMarshal.AsSpan(_judgements))
        {
            if (judgement.Elapsed >= from)
            {
                judgement = judgement with { Withdrawn = judgement.Withdrawn ?? reason };
            }
        }

        foreach (ref var alert in CollectionsMarshal.AsSpan(_alerts))
        {
            if (alert.Elapsed >= from)
            {
                alert = alert with { Withdrawn = alert.Withdrawn ?? reason };
            }
        }

        foreach (ref var test in CollectionsMarshal.AsSpan(_tests))
        {
            if (test.Elapsed >= from)
            {
                test = test with { Withdrawn = test.Withdrawn ?? reason };
            }
        }

        _sets.ForEach(set => set.Withdraw(from, reason));
    }
}
