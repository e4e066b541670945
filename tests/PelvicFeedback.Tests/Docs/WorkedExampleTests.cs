using System.Globalization;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Docs;

/// <summary>The worked example of docs/frames-and-units.md, reckoned with the core's own types; its numbers stand on the page.</summary>
public sealed class WorkedExampleTests
{
    private static readonly string Page = File.ReadAllText(Repository.Path("docs", "frames-and-units.md"));

    // Quiet standing, then the pose, then the pose with another heading: quaternions as a sensor would send them.
    private static readonly Rotation Standing = new(0.670566, 0.259156, -0.657905, 0.224368);
    private static readonly Rotation Pose = new(0.714788, 0.197958, -0.611935, 0.274639);
    private static readonly Rotation Turned = new(0.311233, 0.572680, -0.292726, 0.699630);

    private static readonly PelvisFrame Frame = PelvisFrame.From(new(0, 1, 0), Standing.UpInSource);

    [Fact]
    public void The_page_gives_these_quaternions()
    {
        foreach (var rotation in new[] { Standing, Pose, Turned })
        {
            Assert.Contains(Shown(rotation.W, 6) + ", " + Shown(rotation.X, 6) + ", " + Shown(rotation.Y, 6) + ", " + Shown(rotation.Z, 6), Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Standing_gives_the_frame_and_the_mounting_roll()
    {
        ShownIs(Frame.NeutralUp, 0.9986, 0.0523, 0);
        ShownIs(Frame.Left, -0.0523, 0.9986, 0);
        ShownIs(Frame.Forward, 0, 0, -1);
        ShownIs(Math.Asin(new Vector3D(0, 1, 0).Dot(Frame.NeutralUp)) * 180 / Math.PI, 3.00, "°");
    }

    [Fact]
    public void The_pose_is_six_degrees_down_on_the_left_and_ten_tilted_forward_whatever_the_heading()
    {
        foreach (var sensorToEarth in new[] { Pose, Turned })
        {
            var up = sensorToEarth.UpInSource;
            ShownIs(up, 0.9835, -0.0531, 0.1727);
            ShownIs(Frame.Obliquity(up).Value, -6.00, "°");
            ShownIs(Frame.Tilt(up).Value, 10.00, "°");
            ShownIs(Frame.Obliquity(up).Value * Side.Right.Sign(), 6.00, "°");
            ShownIs(Frame.Obliquity(up).Value * Side.Left.Sign(), -6.00, "°");
        }
    }

    [Fact]
    public void Ten_degrees_a_second_about_the_sensors_back_axis_lower_the_left_side()
    {
        var (up, rate) = (Pose.UpInSource, new Vector3D(0, 0, 10 * Math.PI / 180));

        ShownIs(rate.Z, 0.1745, " rad/s");
        ShownIs(Frame.ObliquityRate(up, rate).Value, -9.85, "°/s");
        ShownIs(Frame.TiltRate(up, rate).Value, 0.18, "°/s");
        ShownIs(rate.Dot(up) * 180 / Math.PI, 1.73, "°/s");
    }

    [Fact]
    public void Lying_on_the_right_side_has_a_long_axis_and_a_roll()
    {
        var up = new Vector3D(0.0868, 0.9925, 0.0863).Normalized;

        ShownIs(up, 0.0868, 0.9925, 0.0863);
        ShownIs(Math.Round(Frame.LongAxis(up).Value, 1), 8.0, "°", 1);
        ShownIs(Math.Round(Frame.Roll(up).Value, 1), -5.0, "°", 1);
    }

    [Theory]
    [InlineData(5, 30, 2.5)]
    [InlineData(10, 30, 5.0)]
    [InlineData(5, 25, 2.1)]
    public void An_axis_that_is_off_makes_a_false_obliquity_of_a_tilt(double axisOff, double tilt, double falsely)
    {
        var turned = PelvisFrame.From(Rotation.About(new(0, 0, 1), axisOff * Math.PI / 180).Apply(new(0, 1, 0)), new(0, 0, 1));
        var up = Rotation.About(new(0, 1, 0), tilt * Math.PI / 180).UpInSource;

        ShownIs(Math.Round(turned.Obliquity(up).Magnitude.Value, 1), falsely, "°", 1);
    }

    private static void ShownIs(double value, double expected, string unit, int decimals = -1)
    {
        decimals = decimals >= 0 ? decimals : unit == " rad/s" ? 4 : 2;
        Assert.Equal(expected, value, decimals);
        Assert.Contains(Shown(expected, decimals) + unit, Page, StringComparison.Ordinal);
    }

    private static void ShownIs(Vector3D vector, double x, double y, double z)
    {
        Assert.Equal(x, vector.X, 4);
        Assert.Equal(y, vector.Y, 4);
        Assert.Equal(z, vector.Z, 4);
        Assert.Contains($"({Short(x)}, {Short(y)}, {Short(z)})", Page, StringComparison.Ordinal);
    }

    private static string Short(double value) => value is 0 or 1 or -1 ? Minus(value.ToString("0", CultureInfo.InvariantCulture)) : Shown(value, 4);

    private static string Shown(double value, int decimals) => Minus(value.ToString("F" + decimals, CultureInfo.InvariantCulture));

    private static string Minus(string number) => number.Replace('-', '−');
}
