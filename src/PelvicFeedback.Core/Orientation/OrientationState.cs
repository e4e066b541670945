using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

public readonly record struct OrientationState(
    Attitude Attitude, InclinationDrift Drift, BiasEstimate Bias, Stillness Stillness, double TimeSeconds, int Samples)
{
    [JsonIgnore]
    public Rotation SensorToEarth
    {
        get
        {
            var q = Attitude.SensorToEarth;
            return new(q.GetElement(3), q.GetElement(0), q.GetElement(1), q.GetElement(2));
        }
    }

    [JsonIgnore]
    public bool AtRest => Stillness.AtRest;
}
