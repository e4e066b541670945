using System.Buffers.Binary;

namespace PelvicFeedback.Core.Wire.Motion;

/// <summary>A piece of raw motion as the topic <c>motion</c> carries it: whole blobs behind one another, each after its length (4 bytes, little endian).</summary>
public static class MotionPayload
{
    /// <summary>The samples of a piece.</summary>
    /// <param name="piece">From whatever it was kept in; anything may have happened to it there.</param>
    /// <param name="damaged">Blobs that could not be read; what follows a length that cannot be right is one.</param>
    public static IReadOnlyList<MotionSample> Read(ReadOnlySpan<byte> piece, out int damaged)
    {
        var samples = new List<MotionSample>();
        damaged = 0;
        while (!piece.IsEmpty)
        {
            var length = piece.Length >= sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(piece) : -1;
            if (length <= 0 || length > piece.Length - sizeof(int))
            {
                damaged++;
                break;
            }

            if (MotionBlob.TryDecode(piece.Slice(sizeof(int), length), out var second))
            {
                samples.AddRange(second);
            }
            else
            {
                damaged++;
            }

            piece = piece[(sizeof(int) + length)..];
        }

        return samples;
    }
}
