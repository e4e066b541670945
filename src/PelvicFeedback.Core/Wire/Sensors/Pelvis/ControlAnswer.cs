namespace PelvicFeedback.Core.Wire.Sensors.Pelvis;

/// <summary>How a sensor answers a request at its control point; the numbers are the protocol's.</summary>
public enum ControlStatus : byte
{
    /// <summary>As asked.</summary>
    Done = 0,

    /// <summary>There is no such operation.</summary>
    UnknownOperation = 1,

    /// <summary>Parameters missing, or too many.</summary>
    WrongLength = 2,

    /// <summary>A value that the sensor does not offer.</summary>
    NotOffered = 3,

    /// <summary>Not while it streams, or tests itself.</summary>
    WrongState = 4,

    /// <summary>A sample does not fit the link's MTU.</summary>
    DoesNotFit = 5,

    /// <summary>Nobody has subscribed to the stream.</summary>
    NotSubscribed = 6,

    /// <summary>A factory operation, locked in production.</summary>
    Locked = 7,

    /// <summary>The battery is nearly empty.</summary>
    BatteryLow = 8,

    /// <summary>The last self-test failed.</summary>
    Broken = 9,
}

/// <summary>An answer of the control point.</summary>
/// <param name="Operation">What was asked.</param>
/// <param name="Tag">The tag of the request.</param>
/// <param name="Status">How it went; a number that is not known is a refusal all the same.</param>
public readonly record struct ControlAnswer(byte Operation, byte Tag, ControlStatus Status)
{
    private const byte AnswerBit = 0x80;

    /// <summary>Reads an indication.</summary>
    public static DecodeFault Read(ReadOnlySpan<byte> bytes, out ControlAnswer answer)
    {
        answer = default;
        if (bytes.Length < 3)
        {
            return DecodeFault.TooShort;
        }

        if ((bytes[0] & AnswerBit) == 0)
        {
            return DecodeFault.WrongValue;
        }

        answer = new((byte)(bytes[0] & ~AnswerBit), bytes[1], (ControlStatus)bytes[2]);
        return DecodeFault.None;
    }
}
