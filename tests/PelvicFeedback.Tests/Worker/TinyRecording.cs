using System.Globalization;
using System.Text;

namespace PelvicFeedback.Tests.Worker;

/// <summary>A recording of a pelvis that stands quietly for 4 s, then on the left leg with a 6° drop for 2 s, then quietly again.</summary>
internal static class TinyRecording
{
    public const int Rate = 60;
    public const int Samples = 8 * Rate;

    public static void Write(string path)
    {
        var csv = new StringBuilder("t,qw,qx,qy,qz,event\n");
        for (var i = 0; i < Samples; i++)
        {
            // Left side up: a turn about the forward axis x. A millionth of a degree of noise, so that no sample is the same as the last.
            var half = ((i is >= 4 * Rate and < 6 * Rate ? 6 : 0) + (i % 2 * 1e-6)) * Math.PI / 360;
            var mark = i == 3.5 * Rate ? "exercise:single-leg-stance:left" : "";
            csv.Append(CultureInfo.InvariantCulture, $"{i / (double)Rate:0.0000},{Math.Cos(half):R},{Math.Sin(half):R},0,0,{mark}\n");
        }

        File.WriteAllText(path, csv.ToString());
    }
}
