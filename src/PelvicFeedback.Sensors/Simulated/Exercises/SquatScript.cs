using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Squats, on two legs and on one: down, a moment, up.</summary>
internal static class SquatScript
{
    public static IEnumerable<double> OnTwoLegs(Score score, SimulatedSet set)
    {
        var patient = score.Patient;
        for (var number = 1; number <= set.Repetitions; number++)
        {
            var depth = score.Draw(patient.SquatDepth);
            var tuck = score.Draw(patient.DeepSquatTuck);
            var shape = new Shape(
                Depth: depth,
                Tilt: score.Draw(patient.SquatTilt),
                Obliquity: score.Draw(patient.SquatObliquity),
                Turn: score.Draw(-1, 1),
                Sideways: score.Draw(-0.015, 0.015),
                Tuck: depth > 0.30 ? tuck : 0);
            DownAndUp(score, shape, Exercise.Squat, null, number);
            score.Wait(score.Draw(patient.PauseBetween));
            yield return score.Now;
        }
    }

    public static IEnumerable<double> OnOneLeg(Score score, SimulatedSet set, Side leg)
    {
        var patient = score.Patient.On(leg);
        var fatigue = score.Draw(patient.Fatigue);
        var standing = false;
        for (var number = 1; number <= set.Repetitions; number++)
        {
            if (!standing)
            {
                var lift = OneLeg.Rise(score, leg);
                score.Move(Channel.Tilt, score.Draw(patient.ThighLiftTilt) / 2, lift, 0.6);
                score.Move(Channel.Obliquity, leg.Sign() * 0.4 * score.Draw(patient.OneLegDrop), lift, score.Draw(0.4, 0.7));
                score.Wait(score.Draw(0.7, 1.5));
            }

            var shape = new Shape(
                Depth: score.Draw(patient.SingleLegSquatDepth),
                Tilt: score.Draw(patient.SingleLegSquatTilt),
                Obliquity: leg.Sign() * (score.Draw(patient.SingleLegSquatDrop) + (fatigue * number / set.Repetitions)),
                Turn: -leg.Sign() * score.Draw(patient.SquatTurn),
                Sideways: score.Draw(-0.015, 0.015),
                Tuck: 0);
            DownAndUp(score, shape, Exercise.SingleLegSquat, leg, number);
            score.Wait(score.Draw(patient.PauseBetween));
            standing = !set.FootDownBetween && number < set.Repetitions;
            if (!standing)
            {
                OneLeg.Return(score, leg, score.Now + 0.25);
                score.Wait(score.Draw(patient.PauseBetween));
            }

            yield return score.Now;
        }
    }

    // Everything starts from where it is and goes back there; the obliquity lags a little, as the hip gives way under load.
    private static void DownAndUp(Score score, Shape shape, Exercise exercise, Side? leg, int number)
    {
        var patient = score.Patient;
        var duration = score.Draw(patient.RepetitionDuration);
        var down = duration * score.Draw(0.45, 0.55);
        var start = score.Now;
        var bottom = start + down;
        var again = bottom + score.Draw(patient.RepetitionPause);
        var end = again + duration - down;
        Go(Channel.Up, score.Planned(Channel.Up) - shape.Depth, 0);
        Go(Channel.Forward, score.Planned(Channel.Forward) - (shape.Depth * score.Draw(0.15, 0.4)), 0);
        Go(Channel.Tilt, score.Planned(Channel.Tilt) - shape.Tuck, 0.6);
        Go(Channel.Tilt, score.Planned(Channel.Tilt) + shape.Tilt, score.Draw(0, 0.06));
        Go(Channel.Turn, score.Planned(Channel.Turn) + shape.Turn, score.Draw(0, 0.1));
        Go(Channel.Left, score.Planned(Channel.Left) + shape.Sideways, score.Draw(0, 0.1));
        Go(Channel.Obliquity, shape.Obliquity, score.Draw(0, 0.12));
        score.Tell(end, new TrueRepetition(score.Clock(end), score.Clock(start), score.Clock(bottom), exercise, leg, number, 0, null));
        score.WaitUntil(end);

        void Go(Channel channel, double to, double lag)
        {
            var from = score.Planned(channel);
            score.Move(channel, to, start + (lag * down), down * (1 - lag));
            score.Move(channel, from, again, end - again);
        }
    }

    private readonly record struct Shape(double Depth, double Tilt, double Obliquity, double Turn, double Sideways, double Tuck);
}
