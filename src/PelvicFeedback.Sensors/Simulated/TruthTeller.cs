using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Watches the pelvis itself, a hundred times a second and without any sensor, and tells what happened.</summary>
internal static class TruthTeller
{
    private const int Rate = 100;
    private const double Memory = 30;
    private const int KeptFor = 10;

    public static IEnumerable<TruthEvent> Tell(PelvisBody body, SimulatedSensor sensor, int seed, Degrees threshold)
    {
        var clockStart = sensor.ClockStart.Value;
        var remembered = new Queue<Remembered>();
        var due = new PriorityQueue<TruthEvent, double>();
        var gaps = new GapWatch(sensor, seed);
        var drops = new DropWatch(threshold);
        var slips = new Queue<BeltSlip>(sensor.Slips);
        long k = 0;
        for (; body.Reaches((double)k / Rate); k++)
        {
            var time = (double)k / Rate;
            var motion = body.At(time);
            var truth = SimulatedRun.TruthOf(motion);
            remembered.Enqueue(new(clockStart + time, motion.Up.Value, truth.Obliquity.Value, truth.Drop?.Value));
            while (remembered.Peek().Time < clockStart + time - Memory)
            {
                remembered.Dequeue();
            }

            if (drops.Next(new(clockStart + time), truth) is { } drop)
            {
                due.Enqueue(drop, drop.At.Seconds);
            }

            while (body.NextEvent(time) is { } happened)
            {
                due.Enqueue(
                    happened switch
                    {
                        TrueRepetition repetition => Measured(repetition, remembered),
                        TrueStep step => Measured(step, remembered),
                        _ => happened,
                    },
                    happened.At.Seconds);
            }

            while (slips.TryPeek(out var slip) && slip.End <= time)
            {
                due.Enqueue(new TrueSlip(new(clockStart + slip.End), slips.Dequeue()), clockStart + slip.End);
            }

            foreach (var gap in gaps.Until(time))
            {
                due.Enqueue(gap, gap.At.Seconds);
            }

            while (due.TryDequeue(out var next, out _))
            {
                yield return next;
            }
        }

        if (drops.Close(new(clockStart + ((double)k / Rate))) is { } open)
        {
            yield return open;
        }
    }

    private static TrueRepetition Measured(TrueRepetition repetition, Queue<Remembered> remembered)
    {
        var within = remembered.Where(m => m.Time >= repetition.Start.Seconds && m.Time <= repetition.At.Seconds).ToList();
        var start = within[0].Up;
        var peak = repetition.StanceLeg is null ? null : within.Max(m => m.Drop);
        return repetition with
        {
            Depth = 100 * within.Max(m => Math.Abs(m.Up - start)),
            PeakDrop = peak is { } value ? new Degrees(value) : null,
        };
    }

    private static TrueStep Measured(TrueStep step, Queue<Remembered> remembered)
    {
        var drops = remembered.Where(m => m.Time >= step.Contact.Seconds && m.Time <= step.At.Seconds)
            .Select(m => step.StanceLeg.Sign() * m.Obliquity).ToList();
        var kept = Enumerable.Range(0, Math.Max(1, drops.Count - KeptFor)).Max(i => drops.Skip(i).Take(KeptFor + 1).Min());
        return step with { PeakDrop = new(drops.Max()), KeptDrop = new(kept) };
    }

    private readonly record struct Remembered(double Time, double Up, double Obliquity, double? Drop);

    private sealed class DropWatch(Degrees threshold)
    {
        private SampleTime _start;
        private Side? _leg;
        private Degrees _peak;

        public TrueDrop? Next(SampleTime time, Truth truth)
        {
            var leg = truth.Drop >= threshold ? truth.Stance.AsSide() : null;
            var over = leg == _leg ? null : Close(time);
            if (leg is not null && _leg is null)
            {
                (_start, _leg, _peak) = (time, leg, truth.Drop!.Value);
            }

            _peak = leg is not null && truth.Drop > _peak ? truth.Drop.Value : _peak;
            return over;
        }

        public TrueDrop? Close(SampleTime time)
        {
            var over = _leg is { } leg ? new TrueDrop(time, _start, leg, _peak) : null;
            _leg = null;
            return over;
        }
    }

    private sealed class GapWatch(SimulatedSensor sensor, int seed)
    {
        private readonly PacketLoss _loss = new(sensor, seed);
        private long _next;
        private long _last = -1;

        public IEnumerable<TrueGap> Until(double time)
        {
            for (; _next / sensor.Rate <= time; _next++)
            {
                if (_loss.Loses(_next / sensor.Rate))
                {
                    continue;
                }

                if (_last >= 0 && _next - _last > 1)
                {
                    yield return new(Clock(_next), Clock(_last), (int)(_next - _last - 1));
                }

                _last = _next;
            }
        }

        private SampleTime Clock(long k) => new(sensor.ClockStart.Value + (k / sensor.Rate));
    }
}
