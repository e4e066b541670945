using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>A simulated session: its samples and its truth, each reckoned anew, and alike, whenever it is asked for.</summary>
public sealed class SimulatedRun
{
    /// <summary>D that makes a <see cref="TrueDrop"/> in <see cref="Events"/>: 4°, the minimal detectable change of the clinic's goniometer (Youdas 2007).</summary>
    public static readonly Degrees DropThreshold = new(4);

    internal SimulatedRun(SimulatedPatient patient, SimulatedSensor sensor, SimulatedSession session, int seed) =>
        (Patient, Sensor, Session, Seed) = (patient, sensor, session, seed);

    /// <summary>Who moves.</summary>
    public SimulatedPatient Patient { get; }

    /// <summary>What measures.</summary>
    public SimulatedSensor Sensor { get; }

    /// <summary>What is done.</summary>
    public SimulatedSession Session { get; }

    /// <summary>What everything random comes from.</summary>
    public int Seed { get; }

    /// <summary>
    /// The samples that arrive, in order, one at a time as they are asked for; hours of them take no memory. Sample k is of time
    /// clock start + k / rate; a lost sample is left out, and its mark goes to the next that arrives.
    /// </summary>
    public IEnumerable<SimulatedSample> Samples
    {
        get
        {
            var body = NewBody();
            var strapped = new StrappedSensor(Sensor, Seed);
            var loss = new PacketLoss(Sensor, Seed);
            for (long k = 0; body.Reaches(k / Sensor.Rate); k++)
            {
                var time = k / Sensor.Rate;
                var motion = body.At(time);
                var sample = strapped.Measure(time, motion);
                if (!loss.Loses(time))
                {
                    yield return new(sample with { Mark = body.NextMark(time) }, TruthOf(motion));
                }
            }
        }
    }

    /// <summary>
    /// What really happened, in order of <see cref="TruthEvent.At"/>, on the sensor's clock: liftings and landings of a foot, repetitions,
    /// drops over <see cref="DropThreshold"/>, calibration steps, sets, slips, and the gaps between samples.
    /// </summary>
    public IEnumerable<TruthEvent> Events => TruthTeller.Tell(NewBody(), Sensor, Seed, DropThreshold);

    /// <summary>The drops at or over another threshold.</summary>
    public IEnumerable<TrueDrop> DropsOver(Degrees threshold) => TruthTeller.Tell(NewBody(), Sensor, Seed, threshold).OfType<TrueDrop>();

    /// <summary>When the turn of a repetition, or the tilt, obliquity, sag or roll of a set were away from their start by a threshold or more, in order of their ends.</summary>
    /// <param name="kind">Which quantity; drop and hike are told by <see cref="DropsOver"/>.</param>
    /// <param name="threshold">Positive.</param>
    public IEnumerable<TrueExcursion> ExcursionsOver(AlertKind kind, Degrees threshold) => ExcursionsOver((kind, threshold));

    /// <summary>The same of several quantities at once.</summary>
    /// <param name="thresholds">Each with its threshold, positive; a quantity may have several.</param>
    public IEnumerable<TrueExcursion> ExcursionsOver(params (AlertKind Kind, Degrees Threshold)[] thresholds) =>
        TrueExcursions.Tell(NewBody(), [.. Events], Sensor.ClockStart.Value, thresholds);

    // Upright the angles are those that were written; lying, obliquity folds at 90° and the roll is part of what gravity shows.
    internal static Truth TruthOf(PelvisMotion motion)
    {
        var axes = motion.Orientation;
        var lying = Math.Abs(motion.Obliquity.Value) > 1;
        return new(
            Degrees.FromRadians(lying ? Math.Asin(Math.Clamp(axes.Y.Z, -1, 1)) : motion.Obliquity.Value),
            Degrees.FromRadians(lying ? Math.Atan2(-axes.X.Z, axes.Z.Z) : motion.Tilt.Value),
            Degrees.FromRadians(motion.Heading.Value),
            motion.Stance,
            motion.Position)
        {
            LongAxis = Degrees.FromRadians(Math.Atan2(axes.Z.Z, Math.Abs(axes.Y.Z))),
            Roll = Degrees.FromRadians(Math.Atan2(axes.X.Z, Math.Abs(axes.Y.Z))),
        };
    }

    private PelvisBody NewBody() => new(Patient, Session, Seed, Sensor.ClockStart);
}
