using System.Buffers.Binary;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>A file of samples as the project's own protocol sends them, a line each in hexadecimal: what a scripted sensor plays.</summary>
internal static class PelvisMotion
{
    /// <summary>Held still, then tapped twice, then still again.</summary>
    /// <param name="taps">When, s.</param>
    public static IEnumerable<MotionSample> Tapped(params double[] taps)
    {
        var tapped = taps.Select(at => (int)Math.Round(at * 100)).ToHashSet();
        return Still(200).Select((sample, i) => tapped.Contains(i) ? sample with { SpecificForce = sample.SpecificForce + new Core.Units.Vector3D(15, 0, 12) } : sample);
    }

    /// <summary>Upright and still, 100 samples a second.</summary>
    public static IReadOnlyList<MotionSample> Still(int samples) => new Posed().For(samples / 100.0).Samples;

    /// <summary>Writes them, their times left out: the sensor has its own.</summary>
    public static void Write(string path, IEnumerable<MotionSample> samples) => File.WriteAllLines(path, samples.Select(sample => Convert.ToHexStringLower(Bytes(sample))));

    private static byte[] Bytes(MotionSample sample)
    {
        var (orientation, force, rate) = (sample.SensorToEarth, sample.SpecificForce, sample.AngularRate);
        double[] values =
        [
            orientation.W * 16384, orientation.X * 16384, orientation.Y * 16384, orientation.Z * 16384,
            force.X / 0.005, force.Y / 0.005, force.Z / 0.005, rate.X / 0.001, rate.Y / 0.001, rate.Z / 0.001,
        ];
        var bytes = new byte[2 * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)Math.Round(values[i]));
        }

        return bytes;
    }
}
