using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>The pelvis' axis about which a belt slips.</summary>
public enum SlipAxis
{
    /// <summary>About the forward axis, left up positive: a false obliquity that gravity shows.</summary>
    Forward,

    /// <summary>About the left axis, as anterior tilt: a false tilt that gravity shows.</summary>
    Left,

    /// <summary>About the vertical axis, left positive: the belt turns about the waist and takes the sensor along; gravity cannot show it.</summary>
    Up,
}

/// <summary>The belt turns against the pelvis and stays so.</summary>
/// <param name="At">When it begins, from the session's first instant; s.</param>
/// <param name="Axis">About which axis of the pelvis.</param>
/// <param name="Angle">How far, with the axis' sign.</param>
/// <param name="Duration">How long it takes; s. 0 is a sudden slip, which still takes <see cref="Sudden"/>.</param>
public readonly record struct BeltSlip(Seconds At, SlipAxis Axis, Degrees Angle, Seconds Duration)
{
    /// <summary>What a sudden slip takes; s. Nothing that has mass turns in no time.</summary>
    public const double Sudden = 0.15;

    /// <summary>When it is over; s.</summary>
    internal double End => At.Value + Math.Max(Sudden, Duration.Value);

    internal Move AsMove => new(At.Value, Math.Max(Sudden, Duration.Value), Angle.Radians, 0);
}
