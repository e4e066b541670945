namespace PelvicFeedback.Sensors.Simulated;

/// <summary>The quantities that moves are written for. Metres for ways, degrees for angles, shares of 1 for sways and the pivot.</summary>
internal enum Channel
{
    /// <summary>Pelvis centre along the direction the patient faces.</summary>
    Forward,

    /// <summary>Pelvis centre to the patient's left.</summary>
    Left,

    /// <summary>Pelvis centre above quiet standing, but for what a dropping pelvis adds.</summary>
    Up,

    /// <summary>Where the whole patient faces, left positive.</summary>
    Facing,

    /// <summary>Pelvic rotation against where the patient faces, left positive.</summary>
    Turn,

    /// <summary>Obliquity, left side up positive.</summary>
    Obliquity,

    /// <summary>Tilt, anterior positive.</summary>
    Tilt,

    /// <summary>How much of the sway of two-feet standing there is.</summary>
    StandingSway,

    /// <summary>How much of the sway of one-leg standing there is.</summary>
    OneLegSway,

    /// <summary>About which hip the pelvis turns as it drops: +1 the left, −1 the right, 0 its own middle.</summary>
    Pivot,

    /// <summary>Turn of the pelvis about its own long axis, towards its left positive; lying on a side this is the roll. 0 while upright.</summary>
    Roll,

    /// <summary>How far the patient has walked, along the forward of the session's first instant.</summary>
    AwayForward,

    /// <summary>The same, to the left of the session's first instant.</summary>
    AwayLeft,

    /// <summary>How much of the tremble of a bridge held on one side there is.</summary>
    BridgeSway,
}
