using System.Buffers.Binary;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>Numbers as every sensor here sends them: the least significant byte first.</summary>
internal static class Little
{
    public static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    public static short I16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt16LittleEndian(bytes[at..]);

    public static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    public static int I32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    public static float F32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);

    /// <summary>Three 16-bit numbers, each times a unit.</summary>
    public static Vector3D I16x3(ReadOnlySpan<byte> bytes, int at, double unit) =>
        new(I16(bytes, at) * unit, I16(bytes, at + 2) * unit, I16(bytes, at + 4) * unit);

    /// <summary>Three singles, each times a unit.</summary>
    public static Vector3D F32x3(ReadOnlySpan<byte> bytes, int at, double unit = 1) =>
        new(F32(bytes, at) * unit, F32(bytes, at + 4) * unit, F32(bytes, at + 8) * unit);
}
