namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>What may be wrong with what a sensor sent. Every fault leaves its samples out and is counted; none ends the stream.</summary>
public enum DecodeFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Fewer bytes than the fixed part has.</summary>
    TooShort,

    /// <summary>Longer than any attribute of Bluetooth Low Energy, 512 bytes.</summary>
    TooLong,

    /// <summary>Another length than the bytes themselves say.</summary>
    WrongLength,

    /// <summary>A content or a kind of message that is not known.</summary>
    UnknownContent,

    /// <summary>A notification that says it holds no samples.</summary>
    NoSamples,

    /// <summary>More than 30 ms from a notification's first sample to its last, or no time at all between them.</summary>
    BatchedTooLong,

    /// <summary>A value that is never sent.</summary>
    ReservedValue,

    /// <summary>A value outside what its field allows.</summary>
    WrongValue,

    /// <summary>NaN or an infinity.</summary>
    NotFinite,

    /// <summary>A quaternion whose norm is off 1 by more than 0.1.</summary>
    QuaternionNorm,

    /// <summary>A magnitude that no sensor on a patient gives: over 1000 m/s² or over 100 rad/s.</summary>
    Absurd,

    /// <summary>A sample that came before: repeated, or late.</summary>
    OutOfOrder,

    /// <summary>Bytes between two frames that belong to neither.</summary>
    Noise,

    /// <summary>A major version of the protocol that this program does not speak.</summary>
    UnknownMajor,

    /// <summary>A sensor that offers no rate.</summary>
    NoRates,
}
