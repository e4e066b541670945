using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// A bout of walking: step after step, with turns, short stops and shuffling in between. The pelvis is lowest just after each initial contact and
/// highest over the straight leg, over the stance foot in between, fastest while both feet carry; the side of the swinging leg drops early in single
/// support.
/// </summary>
internal static class WalkingScript
{
    private const double DoubleSupport = 0.2;
    private const double BrakePerStrike = 0.0004;

    /// <param name="score">What is written into.</param>
    /// <param name="set">What is done; its hold is how long the bout lasts.</param>
    /// <param name="goesOn">Whether there is more to walk; asked at every initial contact.</param>
    public static IEnumerable<double> Write(Score score, SimulatedSet set, Func<bool> goesOn)
    {
        var walk = new Walk(score, score.Draw(set.Hold));
        score.Move(Channel.StandingSway, 0.2, score.Now, 0.8);
        walk.Start();
        while (goesOn() && score.Now < walk.End)
        {
            foreach (var written in walk.Stretch(goesOn))
            {
                yield return written;
            }
        }

        walk.Stop();
        score.Move(Channel.StandingSway, 1, score.Now, 0.8);
        score.Wait(1.2);
        yield return score.Now;
    }

    /// <summary>The walk so far: which foot comes next, and when the last one came.</summary>
    private sealed class Walk(Score score, double length)
    {
        private readonly double _begun = score.Now;
        private readonly double _stepTime = 1 / score.Draw(score.Patient.Gait.Cadence);
        private readonly double _stepLength = score.Draw(score.Patient.Gait.StepLength);
        private readonly double _bounce = score.Draw(score.Patient.Gait.Bounce);
        private readonly double _sideways = score.Draw(score.Patient.Gait.Sideways);
        private readonly double _turn = score.Draw(score.Patient.Gait.Turn);
        private Side _foot = score.Random.OneOf(Side.Left, Side.Right);
        private (double Contact, Side Foot, double Length)? _last;

        public double End { get; } = score.Now + length;

        /// <summary>The weight goes over, and the first foot is swung.</summary>
        public void Start()
        {
            score.Move(Channel.Up, _bounce, score.Now, 2 * _stepTime);
            score.Wait(0.3);
            score.Stand(_foot.Other().AsStance(), score.Now + (0.4 * _stepTime));
            Step(0.6, _stepTime);
        }

        /// <summary>Some metres, and often something that breaks them.</summary>
        public IEnumerable<double> Stretch(Func<bool> goesOn)
        {
            var steps = 6 + score.Random.OneOf(9);
            for (var i = 0; i < steps && goesOn() && score.Now < End; i++)
            {
                Step(1, _stepTime);
                yield return score.Now;
            }

            if (!score.Random.Chance(score.Patient.Gait.Breaks) || score.Now >= End)
            {
                yield break;
            }

            var (kind, few) = (score.Random.OneOf(3), 3 + score.Random.OneOf(3));
            var angle = kind == 0 ? score.Random.Sign() * score.Draw(60, 180) / few : 0;
            for (var i = 0; i < few && kind < 2; i++)
            {
                var from = score.Now;
                Step(kind == 0 ? 0.45 : 0.25, _stepTime * score.Draw(0.95, 1.15));
                score.Move(Channel.Facing, score.Planned(Channel.Facing) + angle, from, _stepTime * 1.2);
                yield return score.Now;
            }

            if (kind == 2)
            {
                Stop();
                score.Wait(score.Draw(1, 3));
                yield return score.Now;
                Start();
                yield return score.Now;
            }
        }

        /// <summary>The last foot comes beside the other.</summary>
        public void Stop()
        {
            Step(0.5, _stepTime * 1.1);
            Told(score.Now + _stepTime);
            score.Stand(Stance.Both, score.Now + (0.5 * _stepTime));
            score.Move(Channel.Up, 0, score.Now, 2 * _stepTime);
            score.Wait(2 * _stepTime);
            _last = null;
        }

        /// <summary>
        /// One step: the foot comes down one step time from now, and carries until the next does. Size 1 is the patient's own; the way, the
        /// bounce and the jolt of smaller ones are smaller too.
        /// </summary>
        private void Step(double size, double time)
        {
            var traits = score.Patient.On(_foot).Gait;
            time *= 1 + (traits.Jitter * score.Random.Normal());
            var (contact, sign) = (score.Now + time, _foot.Sign());
            var length = _stepLength * size * score.Draw(0.93, 1.07);
            var drop = (score.Draw(traits.Drop) + (traits.Fatigue * Math.Min(1, (score.Now - _begun) / (End - _begun)))) * Math.Min(1, size + 0.1);
            var (sin, cos) = Math.SinCos(score.Planned(Channel.Facing) * Math.PI / 180);
            score.Move(Channel.AwayForward, score.Planned(Channel.AwayForward) + (length * cos), contact - (0.45 * time), 2 * time);
            score.Move(Channel.AwayLeft, score.Planned(Channel.AwayLeft) + (length * sin), contact - (0.45 * time), 2 * time);
            score.Swell(Channel.Up, -2 * _bounce * size, contact + (0.1 * time), time);
            score.Swell(Channel.Left, sign * _sideways, contact + (0.55 * time), time);
            score.Swell(Channel.Obliquity, sign * drop, contact + (0.32 * time), time);
            score.Swell(Channel.Turn, -sign * _turn * size, contact + (0.15 * time), time);
            score.Swell(Channel.Tilt, 2 * size, contact + (0.1 * time), time);

            // The heel stops the last of the fall and brakes the way by about half as much; what the pelvis lost by that it gains as the leg straightens.
            var strike = score.Draw(traits.HeelStrike) * size;
            var lost = score.Fall(contact, score.Draw(0.06, 0.10), score.Draw(0.03, 0.05), strike);
            score.Swell(Channel.AwayForward, BrakePerStrike * strike * cos, contact + 0.03, 0.1);
            score.Swell(Channel.AwayLeft, BrakePerStrike * strike * sin, contact + 0.03, 0.1);
            score.Move(Channel.Up, score.Planned(Channel.Up) + lost, contact + 0.04, 0.8 * time);
            Told(contact);
            score.Stand(Stance.Both, contact);
            score.Stand(_foot.AsStance(), contact + (DoubleSupport * time));
            _last = (contact, _foot, length);
            _foot = _foot.Other();
            score.WaitUntil(contact);
        }

        private void Told(double until)
        {
            if (_last is { } step)
            {
                score.Tell(until, new TrueStep(score.Clock(until), score.Clock(step.Contact), step.Foot, step.Length, default, default));
            }
        }
    }
}
