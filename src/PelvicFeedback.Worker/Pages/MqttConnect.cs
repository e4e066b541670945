using System.Buffers.Binary;
using System.Text;

namespace PelvicFeedback.Worker.Pages;

/// <summary>The first packet of an MQTT 3.1.1 connection, CONNECT (OASIS MQTT 3.1.1, section 3.1): the one that holds a password.</summary>
internal static class MqttConnect
{
    /// <summary>After one and a half of these without a packet the broker takes the page for gone; s. The page pings more often.</summary>
    public const ushort KeepAlive = 20;

    /// <summary>Bytes of a CONNECT at most, so that its length fits into one of them.</summary>
    public const int Longest = 129;

    private const byte Type = 0x10;
    private const byte CleanSession = 0x02;
    private const byte WithPassword = 0x40;
    private const byte WithUser = 0x80;

    /// <summary>Whether these bytes are one CONNECT packet, whole.</summary>
    public static bool IsConnect(ReadOnlySpan<byte> bytes) =>
        bytes.Length is > 2 and <= Longest && bytes[0] == Type && bytes[1] == bytes.Length - 2;

    /// <summary>The packet with which a user logs in: nothing kept from before, no will, the client's id its name.</summary>
    public static byte[] As(string user, string password)
    {
        using var body = new MemoryStream();
        Text(body, "MQTT");
        body.WriteByte(4);
        body.WriteByte(CleanSession | WithPassword | WithUser);
        Number(body, KeepAlive);
        Text(body, user);
        Text(body, user);
        Text(body, password);
        var length = checked((sbyte)body.Length);
        return [Type, (byte)length, .. body.ToArray()];
    }

    private static void Text(MemoryStream body, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Number(body, checked((ushort)bytes.Length));
        body.Write(bytes);
    }

    private static void Number(MemoryStream body, ushort number)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, number);
        body.Write(bytes);
    }
}
