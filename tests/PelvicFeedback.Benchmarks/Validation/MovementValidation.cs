using System.Reactive.Subjects;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>Plays simulated sessions through the pipeline, the same that runs live, and scores what it says.</summary>
public static class MovementValidation
{
    private const double OverLimit = 1;
    private const double OverDwell = 0.05;

    /// <summary>One session, played and scored.</summary>
    public static MovementScore Play(SimulatedRun run)
    {
        var score = new MovementScore();
        var period = 1 / run.Sensor.Rate;
        var options = new FeedbackOptions { SamplePeriod = new(period), LeftAxis = NearestLeft(run.Sensor.SensorToPelvis) };
        var events = new List<PelvicEvent>();
        var drops = new List<(double From, double To, Side Leg)>();
        var highest = new Dictionary<int, double>();
        var watch = new TruthWatch(drops);
        using var subject = new Subject<MotionSample>();
        Feedback feedback = default;
        var late = new DwellCheck(period);
        using var subscription = subject.Coached(options).Subscribe(one =>
        {
            feedback = one;
            if (one.Events is { } decided)
            {
                events.AddRange(decided);
            }
        });

        foreach (var sample in run.Samples)
        {
            subject.OnNext(sample.Sample);
            score.Sample(feedback, sample.Truth, period);
            watch.Next(sample, feedback);
            late.Next(feedback);
            foreach (var start in feedback.Events?.OfType<AlertStarted>() ?? [])
            {
                highest[start.Ordinal] = watch.Highest(start.Kind);
            }
        }

        subject.OnCompleted();
        score.Session(run, events, drops, highest);
        score.Late(late.Late);
        return score;
    }

    /// <summary>Many sessions, on all processors, added up.</summary>
    public static MovementScore PlayAll(IEnumerable<SimulatedRun> runs)
    {
        var total = new MovementScore();
        foreach (var score in runs.AsParallel().AsOrdered().Select(Play))
        {
            total.Add(score);
        }

        return total;
    }

    /// <summary>The sensor axis nearest the patient's left: what a technician would set.</summary>
    public static SensorAxis NearestLeft(Rotation sensorToPelvis) =>
        Enum.GetValues<SensorAxis>().MaxBy(axis => sensorToPelvis.Apply(axis.Direction()).Y);

    /// <summary>Follows the truth: the drops that must be found, and the largest value before an alert.</summary>
    private sealed class TruthWatch(List<(double From, double To, Side Leg)> drops)
    {
        private readonly Queue<(double Time, Truth Truth)> _recent = new();
        private double? _over;
        private bool _stanceLost;
        private Side _leg;
        private Limit? _limit;

        public void Next(in SimulatedSample sample, in Feedback feedback)
        {
            var time = sample.Sample.Time.Seconds;
            _recent.Enqueue((time, sample.Truth));
            while (_recent.Peek().Time < time - 1.2)
            {
                _recent.Dequeue();
            }

            foreach (var one in feedback.Events ?? Enumerable.Empty<PelvicEvent>())
            {
                _limit = one switch { SetStarted set => set.Band.First, SetEnded => null, _ => _limit };
            }

            var leg = sample.Truth.Stance.AsSide();
            foreach (var gap in (feedback.Events ?? Enumerable.Empty<PelvicEvent>()).OfType<SensorGap>())
            {
                _over = null;
                _stanceLost = _stanceLost || gap.Length.Value >= 0.5;
            }

            _stanceLost = _stanceLost && leg is not null;
            var over = !_stanceLost && _limit is { Kind: AlertKind.PelvicDrop } limit && feedback.Confidence == Core.Posture.Confidence.High && leg is not null
                && sample.Truth.Drop!.Value.Value >= limit.Alert.Value + OverLimit;
            if (over && _over is null)
            {
                (_over, _leg) = (time, leg!.Value);
            }
            else if (!over && _over is { } from)
            {
                if (_limit is { } known && time - from >= known.Dwell.Value + OverDwell)
                {
                    drops.Add((from, time, _leg));
                }

                _over = null;
            }
        }

        public double Highest(AlertKind kind) => _recent.Max(one => kind switch
        {
            AlertKind.PelvicDrop => one.Truth.Drop?.Value ?? double.NegativeInfinity,
            AlertKind.Hike => -one.Truth.Drop?.Value ?? double.NegativeInfinity,
            _ => Math.Abs(one.Truth.Obliquity.Value),
        });
    }

    /// <summary>Reckons every drop alert's dwell anew from the published drop.</summary>
    private sealed class DwellCheck(double period)
    {
        private double? _since;
        private Limit? _limit;

        public int Late { get; private set; }

        public void Next(in Feedback feedback)
        {
            AlertStarted? started = null;
            foreach (var one in feedback.Events ?? Enumerable.Empty<PelvicEvent>())
            {
                _limit = one switch { SetStarted set => set.Band.First, SetEnded => null, _ => _limit };
                _since = one is SensorGap or SensorRestarted ? null : _since;
                started = one as AlertStarted ?? started;
            }

            if (_limit is not { Kind: AlertKind.PelvicDrop } limit || feedback.Zone is null)
            {
                _since = null;
                return;
            }

            var over = feedback.Drop is { } drop && drop >= limit.Alert;
            _since = over ? _since ?? feedback.Time.Seconds : null;
            if (started is { Kind: AlertKind.PelvicDrop }
                && (_since is not { } since || Math.Abs(feedback.Time.Seconds - since - limit.Dwell.Value) > (1.5 * period) + 1e-6))
            {
                Late++;
            }
        }
    }
}
