using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Posture;

public class PelvisFrameTests
{
    private static readonly PelvisFrame Frame = PelvisFrame.From(new(0, 1, 0), new(0, 0, 1));

    public static TheoryData<double, double> Poses => new()
    {
        { 0, 0 }, { 5, 0 }, { -5, 0 }, { 0, 20 }, { 0, -20 }, { 8, 35 }, { -12, -30 }, { 3, 90 }, { 10, 120 },
    };

    [Theory]
    [MemberData(nameof(Poses))]
    public void Angles_in_bakers_order_come_back_from_gravity_alone(double obliquity, double tilt)
    {
        foreach (var heading in new[] { 0, 37, 180, -90 })
        {
            var up = Pose(heading, obliquity, tilt).UpInSource;

            Assert.Equal(obliquity, Frame.Obliquity(up).Value, 9);
            Assert.Equal(tilt, Frame.Tilt(up).Value, 9);
        }
    }

    [Fact]
    public void Left_side_up_is_positive_and_top_forward_is_positive()
    {
        // Left side up: the sensor's left axis points above the horizon, so up has a share along left.
        Assert.True(Frame.Obliquity(new Vector3D(0, 0.1, 1).Normalized).Value > 0);

        // Top forward: up lies towards the patient's back as the pelvis sees it.
        Assert.True(Frame.Tilt(new Vector3D(-0.1, 0, 1).Normalized).Value > 0);
    }

    [Fact]
    public void Rates_are_the_derivatives_of_the_angles()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var at = Pose(random.Next(360), random.Next(-30, 30), random.Next(-60, 60));
            var rate = new Vector3D(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            const double dt = 1e-5;
            var later = at * Rotation.About(rate.Normalized, rate.Length * dt);
            var middle = (at * Rotation.About(rate.Normalized, rate.Length * dt / 2)).UpInSource;

            Assert.Equal((Frame.Obliquity(later.UpInSource) - Frame.Obliquity(at.UpInSource)).Value / dt, Frame.ObliquityRate(middle, rate).Value, 4);
            Assert.Equal((Frame.Tilt(later.UpInSource) - Frame.Tilt(at.UpInSource)).Value / dt, Frame.TiltRate(middle, rate).Value, 4);
        }
    }

    [Fact]
    public void Turning_about_the_vertical_moves_no_angle()
    {
        var up = Pose(10, 7, 25).UpInSource;

        Assert.Equal(0, Frame.ObliquityRate(up, up * 3).Value, 9);
        Assert.Equal(0, Frame.TiltRate(up, up * 3).Value, 9);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(-8, 0)]
    [InlineData(0, 15)]
    [InlineData(5, -20)]
    public void Lying_on_either_side_long_axis_and_roll_are_read_against_the_floor(double longAxis, double roll)
    {
        foreach (var side in new[] { 1, -1 })
        {
            // On the right side (left up) the left axis is up; head up lifts the long axis, front up turns the front to the sky.
            var (l, r) = (longAxis * Math.PI / 180, roll * Math.PI / 180);
            var up = new Vector3D(Math.Tan(r), side, Math.Tan(l)).Normalized;

            Assert.Equal(longAxis, Frame.LongAxis(up).Value, 9);
            Assert.Equal(roll, Frame.Roll(up).Value, 9);
        }
    }

    [Fact]
    public void An_axis_error_under_tilt_is_a_false_obliquity_of_the_size_that_geometry_says()
    {
        // EVIDENCE §1: 5° of axis error at 30° of tilt make 2.5° of false obliquity.
        var error = 5 * Math.PI / 180;
        var off = PelvisFrame.From(new(-Math.Sin(error), Math.Cos(error), 0), new(0, 0, 1));

        Assert.Equal(2.5, Math.Abs(off.Obliquity(Pose(0, 0, 30).UpInSource).Value), 2);
    }

    private static Rotation Pose(double heading, double obliquity, double tilt) =>
        Rotation.About(new(0, 0, 1), heading * Math.PI / 180)
        * Rotation.About(new(1, 0, 0), obliquity * Math.PI / 180)
        * Rotation.About(new(0, 1, 0), tilt * Math.PI / 180);
}
