using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace PelvicFeedback.Benchmarks.Fleet;

/// <summary>What a broker says to a client of the fleet.</summary>
/// <param name="Topic">Of a message; null of an answer to one of ours.</param>
/// <param name="Payload">Of a message.</param>
internal readonly record struct MqttWord(string? Topic, byte[] Payload);

/// <summary>
/// As much of MQTT 3.1.1 as a fleet needs (OASIS, 2014): to connect, to subscribe, to publish with QoS 1, and to hear. Names of sections are those of the
/// standard.
/// </summary>
internal sealed class MqttThree : IDisposable
{
    private const byte Connect = 0x10, Publish = 0x30, CleanSession = 0x02, PublishOnce = 0x32, Subscribe = 0x82, PingRequest = 0xC0;
    private const int KeepAliveSeconds = 30;
    private readonly TcpClient _socket;
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly ArrayBufferWriter<byte> _out = new(4096);
    private ushort _id;

    private MqttThree(TcpClient socket)
    {
        _socket = socket;
        _stream = socket.GetStream();
        _reader = PipeReader.Create(_stream);
    }

    /// <summary>Connects as a client that the broker keeps nothing for, as homes are.</summary>
    /// <exception cref="IOException">The broker is not there, or does not want us.</exception>
    public static async Task<MqttThree> Open(string host, int port, string client, string user, string password, CancellationToken over)
    {
        var socket = new TcpClient { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, over);
            var link = new MqttThree(socket);
            link.Write(Connect, body =>
            {
                Text(body, "MQTT");

                // 3.1.2: level 4; user name, password, and a session that ends with the connection.
                body.Write<byte>([4, 0xC0 | CleanSession, 0, KeepAliveSeconds]);
                Text(body, client);
                Text(body, user);
                Text(body, password);
            });
            await link.Flush(over);
            var (_, answer) = await link.Packet(over);
            return answer is [_, 0] ? link : throw new IOException($"the broker refuses: {(answer.Length > 1 ? answer[1] : -1)}");
        }
        catch (Exception broken)
        {
            socket.Dispose();
            throw broken as IOException ?? new IOException(broken.Message, broken);
        }
    }

    /// <summary>Asks for messages with QoS 0, as homes do; sent with <see cref="Flush"/>.</summary>
    public void Ask(string filter) => Write(Subscribe, body =>
    {
        Number(body, NextId());
        Text(body, filter);
        body.Write<byte>([0]);
    });

    /// <summary>Publishes with QoS 0; sent with <see cref="Flush"/>.</summary>
    public void Tell(string topic, ReadOnlySpan<byte> payload)
    {
        var copy = payload.ToArray();
        Write(Publish, body =>
        {
            Text(body, topic);
            body.Write(copy);
        });
    }

    /// <summary>Publishes with QoS 1; sent with <see cref="Flush"/>.</summary>
    public void Say(string topic, ReadOnlySpan<byte> payload)
    {
        var copy = payload.ToArray();
        Write(PublishOnce, body =>
        {
            Text(body, topic);
            Number(body, NextId());
            body.Write(copy);
        });
    }

    /// <summary>Keeps the connection; sent with <see cref="Flush"/>.</summary>
    public void Ping() => Write(PingRequest, _ => { });

    /// <summary>Sends what was said.</summary>
    public async Task Flush(CancellationToken over)
    {
        if (_out.WrittenCount > 0)
        {
            await _stream.WriteAsync(_out.WrittenMemory, over);
            _out.ResetWrittenCount();
        }
    }

    /// <summary>The next thing that the broker says.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async Task<MqttWord> Hear(CancellationToken over)
    {
        var (type, body) = await Packet(over);
        if ((type & 0xF0) != Publish)
        {
            return new(null, body);
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(body);
        return new(Encoding.UTF8.GetString(body, 2, length), body[(2 + length)..]);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static void Text(ArrayBufferWriter<byte> body, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Number(body, (ushort)bytes.Length);
        body.Write(bytes);
    }

    private static void Number(ArrayBufferWriter<byte> body, ushort number) => body.Write<byte>([(byte)(number >> 8), (byte)number]);

    private ushort NextId() => _id = _id == ushort.MaxValue ? (ushort)1 : (ushort)(_id + 1);

    private void Write(byte type, Action<ArrayBufferWriter<byte>> fill)
    {
        var body = new ArrayBufferWriter<byte>(256);
        fill(body);
        _out.Write<byte>([type]);

        // 2.2.3: seven bits a byte, the lowest first.
        var left = body.WrittenCount;
        do
        {
            _out.Write<byte>([(byte)(left > 127 ? (left & 127) | 128 : left)]);
            left >>= 7;
        }
        while (left > 0);
        _out.Write(body.WrittenSpan);
    }

    private async Task<(byte Type, byte[] Body)> Packet(CancellationToken over)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await _reader.ReadAsync(over);
            }
            catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
            {
                throw new IOException(broken.Message, broken);
            }

            var buffer = read.Buffer;
            if (TryTake(ref buffer, out var type, out var body))
            {
                _reader.AdvanceTo(buffer.Start);
                return (type, body);
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                throw new IOException("the broker has closed the connection");
            }
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out byte type, out byte[] body)
    {
        var reader = new SequenceReader<byte>(buffer);
        body = [];
        if (!reader.TryRead(out type))
        {
            return false;
        }

        var (length, shift) = (0, 0);
        byte next;
        do
        {
            if (!reader.TryRead(out next))
            {
                return false;
            }

            length |= (next & 127) << shift;
            shift += 7;
        }
        while ((next & 128) != 0 && shift < 28);
        if (reader.Remaining < length)
        {
            return false;
        }

        body = buffer.Slice(reader.Position, length).ToArray();
        buffer = buffer.Slice(buffer.GetPosition(length, reader.Position));
        return true;
    }
}
