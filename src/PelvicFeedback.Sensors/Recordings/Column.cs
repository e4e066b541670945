namespace PelvicFeedback.Sensors.Recordings;

/// <summary>The columns that a recording may have, as indices of a line's values.</summary>
internal static class Column
{
    public const int Unknown = -1;
    public const int Time = 0;
    public const int Quaternion = 1;
    public const int Force = 5;
    public const int Rate = 8;
    public const int Event = 11;
    public const int Count = 12;

    /// <summary>Bits of a quaternion's four columns.</summary>
    public const int QuaternionBits = 0b1111 << Quaternion;

    /// <summary>Bits of a specific force's three columns.</summary>
    public const int ForceBits = 0b111 << Force;

    /// <summary>Bits of an angular rate's three columns.</summary>
    public const int RateBits = 0b111 << Rate;

    /// <summary>The groups of which a line has all or nothing.</summary>
    public static readonly int[] Groups = [QuaternionBits, ForceBits, RateBits];

    private static readonly string[] Own = ["t", "qw", "qx", "qy", "qz", "ax", "ay", "az", "gx", "gy", "gz", "event"];

    private static readonly string[] Dot =
    [
        "SampleTimeFine", "Quat_W", "Quat_X", "Quat_Y", "Quat_Z", "Acc_X", "Acc_Y", "Acc_Z", "Gyr_X", "Gyr_Y", "Gyr_Z", "event",
    ];

    /// <summary>The column's name in a format.</summary>
    public static string NameOf(int column, RecordingFormat format) => (format == RecordingFormat.MovellaDot ? Dot : Own)[column];

    /// <summary>The column of that name in a format, or <see cref="Unknown"/>; case matters not.</summary>
    public static int Find(string name, RecordingFormat format) => Array.FindIndex(
        format == RecordingFormat.MovellaDot ? Dot : Own,
        known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
}
