namespace PelvicFeedback.Sensors.Recordings;

/// <summary>Whose columns a recording has.</summary>
public enum RecordingFormat
{
    /// <summary>The project's own: <c>t</c> in s, <c>qw…qz</c>, <c>ax…az</c> in m/s², <c>gx…gz</c> in rad/s, <c>event</c>.</summary>
    PelvicFeedback,

    /// <summary>
    /// A Movella (Xsens) DOT export: <c>SampleTimeFine</c> in µs modulo 2³², <c>Quat_W…Quat_Z</c>, <c>Acc_X…Acc_Z</c> in m/s²,
    /// <c>Gyr_X…Gyr_Z</c> in °/s, sensor frame (Xsens DOT User Manual XD0502P, §4.2).
    /// </summary>
    MovellaDot,
}
