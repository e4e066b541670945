using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// What a second-order low-pass of a vector remembers between samples; unit and frame are those of its input. <c>default</c> is a
/// low-pass that has seen nothing.
/// </summary>
/// <param name="First">Carried into the next output.</param>
/// <param name="Second">Carried into the output after the next.</param>
public readonly record struct LowPassMemory(
    [property: JsonConverter(typeof(LanesJson))] Vector256<double> First,
    [property: JsonConverter(typeof(LanesJson))] Vector256<double> Second)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<double> Next(in LowPassGains gains, Vector256<double> input, out LowPassMemory after)
    {
        var output = (input * gains.Input) + First;
        after = new(
            (input * gains.FirstFromInput) + (output * gains.FirstFromOutput) + Second,
            (input * gains.SecondFromInput) + (output * gains.SecondFromOutput));
        return output;
    }
}
