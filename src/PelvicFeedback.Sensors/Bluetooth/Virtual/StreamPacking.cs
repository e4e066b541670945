using System.Buffers.Binary;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>Samples into notifications, on the sensor's side: firmware-protocol/protocol.md, "Stream".</summary>
internal sealed class StreamPacking
{
    /// <summary>The least MTU that there is, and the largest that is used.</summary>
    public const int LeastMtu = 23, MostMtu = 247;

    private const int AttHeader = 3;
    private const int Header = 12;
    private const int Queue = 4;
    private const uint MostBatched = 30_000;
    private const byte ClippedFlag = 8, SettlingFlag = 16;

    private readonly Queue<byte[]> _finished = new();
    private readonly byte[] _bytes = new byte[MostMtu - AttHeader];
    private MotionContent _content;
    private int _capacity;
    private int _count;
    private int _length;
    private ushort _boot;
    private ushort _lastCounter;
    private uint _first;
    private uint _last;

    /// <summary>Time between two samples, µs.</summary>
    public ushort Period { get; private set; }

    /// <summary>Finished notifications that were dropped since the stream began, because nobody took them.</summary>
    public int Dropped { get; private set; }

    /// <summary>Bytes of one sample of that content; 0 for content that is none.</summary>
    public static int SampleSize(MotionContent content) =>
        (content & MotionContent.Orientation) == 0 || (byte)content > 7 ? 0
        : 8 + ((content & MotionContent.SpecificForce) != 0 ? 6 : 0) + ((content & MotionContent.AngularRate) != 0 ? 6 : 0);

    /// <summary>How many samples go into one notification; 0 where not even one fits.</summary>
    /// <param name="mtu">Of the connection.</param>
    /// <param name="content">The quantities.</param>
    /// <param name="rate">Samples a second.</param>
    public static int Capacity(int mtu, MotionContent content, int rate)
    {
        var size = SampleSize(content);
        return size == 0 || rate <= 0 || mtu < LeastMtu ? 0
            : Math.Min((Math.Min(mtu, MostMtu) - AttHeader - Header) / size, 1 + (int)(rate * (long)MostBatched / 1_000_000));
    }

    /// <summary>Begins anew.</summary>
    /// <returns>False, and a stream that takes nothing, where not one sample fits.</returns>
    public bool Begin(int mtu, MotionContent content, int rate, ushort boot)
    {
        Discard();
        (_content, _boot, _capacity, Dropped) = (content, boot, Capacity(mtu, content, rate), 0);
        Period = rate <= 0 ? (ushort)0 : (ushort)Math.Min((1_000_000 + (rate / 2)) / rate, ushort.MaxValue);
        return _capacity > 0;
    }

    /// <summary>Takes a sample.</summary>
    public void Add(in SensedSample sample)
    {
        if (_capacity == 0)
        {
            return;
        }

        if (_count > 0 && !Follows(sample))
        {
            Flush();
        }

        if (_count == 0)
        {
            BeginNotification(sample);
        }

        _bytes[0] |= (byte)((IsClipped(sample) ? ClippedFlag : 0) | (sample.Settling ? SettlingFlag : 0));
        Put(sample);
        (_last, _lastCounter) = (sample.Microseconds, sample.Counter);
        if (++_count == _capacity)
        {
            Flush();
        }
    }

    /// <summary>Finishes the notification under way, if there is one.</summary>
    public void Flush()
    {
        if (_count == 0)
        {
            return;
        }

        var steps = (uint)_count - 1;
        _bytes[1] = (byte)_count;
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(8), steps == 0 ? Period : (ushort)((_last - _first + (steps / 2)) / steps));
        _finished.Enqueue(_bytes[.._length]);
        _count = 0;
        if (_finished.Count > Queue)
        {
            // The newest motion is worth most, and the counter shows the hole.
            _finished.Dequeue();
            Dropped++;
        }
    }

    /// <summary>The oldest finished notification is taken for good; null for none.</summary>
    public byte[]? Take() => _finished.TryDequeue(out var oldest) ? oldest : null;

    /// <summary>What was not taken is never sent.</summary>
    public void Discard()
    {
        _finished.Clear();
        _count = 0;
    }

    private void BeginNotification(in SensedSample sample)
    {
        _bytes[0] = (byte)_content;
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(2), sample.Counter);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(4), sample.Microseconds);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(10), _boot);
        (_first, _length) = (sample.Microseconds, Header);
    }

    // One that does not follow the last by a period cannot share its notification: its time could not be told.
    private bool Follows(in SensedSample sample)
    {
        var step = sample.Microseconds - _last;
        var tolerance = (uint)Period / 8;
        return sample.Counter == (ushort)(_lastCounter + 1) && step >= Period - tolerance && step <= Period + tolerance
            && sample.Microseconds - _first <= MostBatched;
    }

    private static bool IsClipped(in SensedSample sample) =>
        sample.Clipped != ClippedAxes.None || IsAtAnEnd(sample.SpecificForce, Quantised.Force) || IsAtAnEnd(sample.AngularRate, Quantised.Rate);

    private static bool IsAtAnEnd(Vector3D axes, Func<double, short> quantised) =>
        Math.Abs(quantised(axes.X)) == Quantised.Most || Math.Abs(quantised(axes.Y)) == Quantised.Most || Math.Abs(quantised(axes.Z)) == Quantised.Most;

    private void Put(in SensedSample sample)
    {
        var q = sample.SensorToEarth;
        Put(Quantised.Quaternion(q.W));
        Put(Quantised.Quaternion(q.X));
        Put(Quantised.Quaternion(q.Y));
        Put(Quantised.Quaternion(q.Z));
        if ((_content & MotionContent.SpecificForce) != 0)
        {
            Put(sample.SpecificForce, (int)sample.Clipped & 7, Quantised.Force);
        }

        if ((_content & MotionContent.AngularRate) != 0)
        {
            Put(sample.AngularRate, (int)sample.Clipped >> 3, Quantised.Rate);
        }
    }

    private void Put(Vector3D axes, int clipped, Func<double, short> quantised)
    {
        Put(axes.X, (clipped & 1) != 0);
        Put(axes.Y, (clipped & 2) != 0);
        Put(axes.Z, (clipped & 4) != 0);

        void Put(double value, bool isClipped) => this.Put(
            !isClipped ? quantised(value)
            : value < 0 ? (short)-Quantised.Most
            : Quantised.Most);
    }

    private void Put(short value)
    {
        BinaryPrimitives.WriteInt16LittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(short);
    }
}
