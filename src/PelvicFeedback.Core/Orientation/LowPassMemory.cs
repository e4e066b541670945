using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// What a second-order low-pass of a vector remembers between samples; unit and frame are those of its input. <c>default</c> is a
/// low-pass that has seen nothing.
/// </summary>
/// <param name="First">Carried into the next output.</param>
/// <param name="Second">Carried into the output after the next.</param>
public readonly record struct LowPassMemory(
    [property: JsonConverter(typeof(VectorJson))] Vector3D First,
    [property: JsonConverter(typeof(VectorJson))] Vector3D Second)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LowPassMemory Next(in LowPassGains gains, Vector3D input, out Vector3D output)
    {
        output = (input * gains.Input) + First;
        return new(
            (input * gains.FirstFromInput) + (output * gains.FirstFromOutput) + Second,
            (input * gains.SecondFromInput) + (output * gains.SecondFromOutput));
    }
}
