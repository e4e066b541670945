using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Posture;

/// <summary>
/// Watches for quiet standing: the inclination changes slower than 2°/s and stays within an SD of 0.5° an axis since the stillness
/// began. 19 people standing had an SD of obliquity of 0.11° (median) and 0.46° (95th percentile). Looks at gravity alone, so
/// heading drift cannot make a still patient look restless. While the patient is still it averages what the sensor says, which is
/// where up, the rate bias and the force bias come from.
/// </summary>
public readonly record struct Stillness
{
    private const double SmoothingSeconds = 0.25;
    private const double MostRate = 2 * (Math.PI / 180);
    private const double MostDeviation = 0.5 * (Math.PI / 180);

    /// <summary>First low-pass of u (0.25 s), sensor frame; the null vector before the first sample.</summary>
    public Vector3D Smooth { get; init; }

    /// <summary>Low-pass of <see cref="Smooth"/> (0.25 s again); their difference is how fast up turns.</summary>
    public Vector3D Smoother { get; init; }

    /// <summary>When the present stillness began; meaningless while moving.</summary>
    public SampleTime Since { get; init; }

    /// <summary>Samples in the present stillness; 0 while moving.</summary>
    public int Count { get; init; }

    /// <summary>Sum of u over the stillness, sensor frame.</summary>
    public Vector3D UpSum { get; init; }

    /// <summary>Sum of specific force over the stillness, m/s², sensor frame.</summary>
    public Vector3D ForceSum { get; init; }

    /// <summary>Sum of angular rate over the stillness, rad/s, sensor frame.</summary>
    public Vector3D RateSum { get; init; }

    /// <summary>Mean direction up over the stillness, unit vector, sensor frame; the null vector while moving.</summary>
    [JsonIgnore]
    public Vector3D MeanUp => UpSum.Normalized;

    /// <summary>Watching anew: what was stillness so far is none for what is averaged from now on.</summary>
    public Stillness Anew() => new() { Smooth = Smooth, Smoother = Smoother };

    /// <summary>How long the patient has been still at this sample; 0 s while moving.</summary>
    public Seconds LengthAt(SampleTime now) => Count > 0 ? now - Since : Seconds.Zero;

    /// <summary>Takes the next sample.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="sincePrevious">Time since the sample before; positive.</param>
    /// <param name="upInSensor">u, unit vector.</param>
    /// <param name="specificForce">m/s², sensor frame; the null vector where there is none.</param>
    /// <param name="angularRate">rad/s, sensor frame.</param>
    public Stillness Next(SampleTime time, Seconds sincePrevious, Vector3D upInSensor, Vector3D specificForce, Vector3D angularRate)
    {
        if (Smooth == default)
        {
            return new() { Smooth = upInSensor, Smoother = upInSensor };
        }

        var share = sincePrevious.Value / (SmoothingSeconds + sincePrevious.Value);
        var smooth = Smooth + ((upInSensor - Smooth) * share);
        var smoother = Smoother + ((smooth - Smoother) * share);
        if ((smooth - smoother).Length / SmoothingSeconds >= MostRate)
        {
            return new() { Smooth = smooth, Smoother = smoother };
        }

        // Half the spread of a unit vector about its mean is the variance of one axis.
        var (count, upSum) = (Count + 1, UpSum + upInSensor);
        var mean = upSum * (1.0 / count);
        return 1 - mean.Dot(mean) > 2 * MostDeviation * MostDeviation
            ? new() { Smooth = smooth, Smoother = smoother }
            : new()
            {
                Smooth = smooth,
                Smoother = smoother,
                Since = Count == 0 ? time : Since,
                Count = count,
                UpSum = upSum,
                ForceSum = ForceSum + specificForce,
                RateSum = RateSum + angularRate,
            };
    }
}
