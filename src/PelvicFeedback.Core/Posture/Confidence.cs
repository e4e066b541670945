namespace PelvicFeedback.Core.Posture;

/// <summary>How far the angles can be believed.</summary>
public enum Confidence
{
    /// <summary>No calibration, the belt has slipped since, or the orientation filter has only just begun.</summary>
    None,

    /// <summary>Static calibration only: a mediolateral axis 5° off makes 2.5° of false obliquity at 30° of tilt.</summary>
    Low,

    /// <summary>Static calibration and bow, and no slip since.</summary>
    High,
}
