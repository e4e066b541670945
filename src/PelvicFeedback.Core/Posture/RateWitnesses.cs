using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Posture;

/// <summary>
/// The gyroscope's mean over earlier stillnesses. To gravity a patient who turns about slowly and upright stands still, and the turn would pass for the
/// gyroscope's bias: so that one is believed only when another stillness, apart from it, says the same. A bias stays, a turn does not come twice alike.
/// </summary>
/// <remarks>Held by reference: it changes when a stillness is over, and every sample would copy it.</remarks>
/// <param name="Last">Mean angular rate over the stillness before the present one, rad/s, sensor frame.</param>
/// <param name="BeforeThat">The same of the one before that: with it the turn is known again as soon as the patient stands still once more. Null for none.</param>
public sealed record RateWitnesses(Vector3D Last, Vector3D? BeforeThat)
{
    // A gyroscope that wanders by 0.2°/s in two minutes is within it from one rest to the next; and 0.3°/s are 1.8° of a repetition.
    private const double MostDifference = 0.3 * (Math.PI / 180);

    // The orientation filter looks for 2°/s an axis: gyroscopes that can be used here hardly have more about the vertical.
    private const double MostBias = 2.5 * (Math.PI / 180);

    // One slow turn with a wobble in it is not two that agree.
    private static readonly Seconds LeastApart = new(3);

    /// <summary>Whether two stillnesses are so far apart that they say the same of two things.</summary>
    /// <param name="ended">When the first ended.</param>
    /// <param name="began">When the second began.</param>
    public static bool AreApart(SampleTime ended, SampleTime began) => began - ended >= LeastApart;

    /// <summary>Whether a mean may be a gyroscope's at all: who turns about the vertical faster than that was turned round, however still gravity found him.</summary>
    /// <param name="mean">The mean, rad/s, sensor frame.</param>
    /// <param name="up">u, unit vector, sensor frame.</param>
    public static bool MayBeBias(Vector3D mean, Vector3D up) => Math.Abs(mean.Dot(up)) <= MostBias;

    /// <summary>
    /// How far off a mean may be about the vertical, in a turn rate that it is taken off: 0 where an earlier stillness says the same; as far as two that agree may
    /// differ where it is the first; else as far as those that contradict it, for nobody knows in which of them the patient turned.
    /// </summary>
    /// <param name="earlier">The stillnesses before; null where this is the first.</param>
    /// <param name="mean">The present mean, rad/s, sensor frame.</param>
    /// <param name="up">u, unit vector, sensor frame.</param>
    public static DegreesPerSecond Doubt(RateWitnesses? earlier, Vector3D mean, Vector3D up)
    {
        if (earlier is null)
        {
            return DegreesPerSecond.FromRadians(MostDifference);
        }

        var last = Math.Abs((mean - earlier.Last).Dot(up));
        var before = earlier.BeforeThat is { } one ? Math.Abs((mean - one).Dot(up)) : last;
        return DegreesPerSecond.FromRadians(Math.Min(last, before) <= MostDifference ? 0 : Math.Max(last, before) + MostDifference);
    }
}
