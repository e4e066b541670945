using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Ways to strap a sensor to a pelvis: its axes to the pelvis' (X forward, Y left, Z up), and the place.</summary>
public static class SensorMounting
{
    /// <summary>The usual place, behind: 0.10 m behind the middle between the hip joints and 0.02 m above; m.</summary>
    public static Vector3D Sacrum => new(-0.10, 0, 0.02);

    /// <summary>On the front, under the belt's buckle: 0.12 m in front and 0.02 m above; m.</summary>
    public static Vector3D Front => new(0.12, 0, 0.02);

    /// <summary>The 24 ways in which every sensor axis lies along a pelvis axis; the first is the identity.</summary>
    public static IReadOnlyList<Rotation> AxisAligned { get; } = [.. AllAxisAligned()];

    /// <summary>Any way at all, all equally likely (Shoemake 1992).</summary>
    public static Rotation Random(int seed)
    {
        var random = Seeded.For(seed, "mounting");
        var (a, b, c) = (random.Even(), random.Draw(0, 2 * Math.PI), random.Draw(0, 2 * Math.PI));
        var (p, q) = (Math.Sqrt(1 - a), Math.Sqrt(a));
        return new(p * Math.Sin(b), p * Math.Cos(b), q * Math.Sin(c), q * Math.Cos(c));
    }

    private static IEnumerable<Rotation> AllAxisAligned()
    {
        Vector3D[] directions = [new(1, 0, 0), new(0, 1, 0), new(0, 0, 1), new(-1, 0, 0), new(0, -1, 0), new(0, 0, -1)];
        foreach (var x in directions)
        {
            foreach (var y in directions)
            {
                if (x.Dot(y) == 0)
                {
                    yield return new Axes(x, y, x.Cross(y)).AsQuaternion();
                }
            }
        }
    }
}
