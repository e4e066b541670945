using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// All that the <see cref="OrientationFilter"/> knows after a sample: a value that can be kept, compared and written as JSON, and
/// from which the filter goes on as if it had never stopped, to the last bit. <c>default</c> has seen nothing.
/// </summary>
/// <param name="Attitude">The rotation, in the two parts it is found in.</param>
/// <param name="Drift">What the bias is seen by in motion.</param>
/// <param name="Bias">The rate sensor's bias and how well it is known.</param>
/// <param name="Stillness">Whether the sensor lies still, and what tells.</param>
/// <param name="TimeSeconds">When the last sample was taken, s on the sensor's clock.</param>
/// <param name="Samples">
/// Samples since the start or the last gap, counted no further than the longest low-pass takes to warm up; 0 before the first.
/// </param>
public readonly record struct OrientationState(
    Attitude Attitude, InclinationDrift Drift, BiasEstimate Bias, Stillness Stillness, double TimeSeconds, int Samples)
{
    /// <summary>
    /// Rotation from the sensor's frame to the earth's: z up, heading arbitrary and drifting slowly. Of norm 1 once a sample has been
    /// seen; before that the null quaternion, which is no rotation.
    /// </summary>
    [JsonIgnore]
    public Rotation SensorToEarth
    {
        get
        {
            var q = Attitude.SensorToEarth;
            return new(q.GetElement(3), q.GetElement(0), q.GetElement(1), q.GetElement(2));
        }
    }

    /// <summary>Whether a sample has been seen, so that there is an orientation.</summary>
    [JsonIgnore]
    public bool HasOrientation => Samples > 0;

    /// <summary>
    /// Whether the sensor is at rest: quiet for <see cref="OrientationParameters.RestDuration"/>. A person who stands is rarely quiet enough;
    /// a sensor on a table is.
    /// </summary>
    [JsonIgnore]
    public bool AtRest => Stillness.AtRest;

    /// <summary>For people: when, which way up is, the bias, and whether at rest.</summary>
    public override string ToString()
    {
        var up = SensorToEarth.UpInSource;
        var rest = AtRest ? ", at rest" : string.Empty;
        return FormattableString.Invariant($"{TimeSeconds:0.000} s: up ({up.X:0.000}, {up.Y:0.000}, {up.Z:0.000}), bias {Bias}{rest}");
    }
}
