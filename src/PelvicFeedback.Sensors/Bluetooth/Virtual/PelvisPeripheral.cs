using System.Buffers.Binary;
using System.Collections.Immutable;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;

namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>How a write is answered by the attribute protocol; the numbers are those of the Bluetooth Core Specification.</summary>
internal enum AttAnswer : byte
{
    /// <summary>Taken.</summary>
    Taken = 0,

    /// <summary>Invalid attribute value length.</summary>
    InvalidLength = 0x0D,

    /// <summary>Insufficient encryption.</summary>
    NotEncrypted = 0x0F,

    /// <summary>Client characteristic configuration improperly configured.</summary>
    NotConfigured = 0xFD,

    /// <summary>Procedure already in progress.</summary>
    InProgress = 0xFE,
}

/// <summary>What the control point asks of the sensor around it; each is called from within the call that brought it about.</summary>
internal interface ISensorBody
{
    /// <summary>The sensor's clock now, µs; wraps.</summary>
    uint Now { get; }

    /// <summary>Samples are wanted, or not any more.</summary>
    void Sample(bool on, int rate, MotionContent content);

    /// <summary>To be answered with <see cref="PelvisPeripheral.SelfTested"/>.</summary>
    void SelfTest();

    /// <summary>Shows which sensor it is, for that long; 0 ends it.</summary>
    void Identify(int seconds);
}

/// <summary>
/// A sensor of the project's own protocol, from its own side and without a radio: one connection after another, and what the one central asks
/// (firmware-protocol/protocol.md, "Control point" and "Link"). For one thread.
/// </summary>
/// <param name="description">What it says of itself; with at least one rate.</param>
/// <param name="body">The sensor around it.</param>
internal sealed class PelvisPeripheral(SensorDescription description, ISensorBody body)
{
    private const byte AnswerBit = 0x80;
    private const int LeastBattery = 3;
    private const int LongestIdentify = 30;
    private const uint HasSelfTest = 1, HasIdentify = 2;

    private readonly StreamPacking _stream = new();
    private byte _tag;
    private int _mtu = StreamPacking.LeastMtu;
    private int _rate = description.Rates[0];
    private MotionContent _content = MotionContent.Orientation;
    private bool _connected;
    private bool _encrypted;
    private bool _controlSubscribed;
    private bool _streamSubscribed;
    private bool _testing;
    private bool _answering;
    private bool _broken;

    private enum Operation : byte
    {
        Start = 1,
        Stop = 2,
        Rate = 3,
        Content = 4,
        SelfTest = 5,
        Identify = 6,
        Factory = 0x70,
    }

    /// <summary>0–100.</summary>
    public int BatteryPercent { get; set; } = 100;

    /// <summary>Whether samples are streamed.</summary>
    public bool IsStreaming { get; private set; }

    /// <summary>The answer to be indicated; it stays until it is confirmed. Null for none.</summary>
    public byte[]? Answer { get; private set; }

    /// <summary>A central is there.</summary>
    public void Connected()
    {
        Disconnected();
        _connected = true;
    }

    /// <summary>The central is gone; the next one finds the sensor as after a start.</summary>
    public void Disconnected()
    {
        Stop();
        (_connected, _encrypted, _controlSubscribed, _streamSubscribed) = (false, false, false, false);
        (_answering, Answer) = (false, null);
        (_mtu, _rate, _content) = (StreamPacking.LeastMtu, description.Rates[0], MotionContent.Orientation);
    }

    /// <summary>The MTU that was agreed on; a stream under way keeps its layout.</summary>
    public void Mtu(int mtu) => _mtu = Math.Max(mtu, StreamPacking.LeastMtu);

    /// <summary>The link is encrypted now.</summary>
    public void Encrypted() => _encrypted = _connected;

    /// <summary>Indications of the control point were enabled, or disabled.</summary>
    public void SubscribedControl(bool on) => _controlSubscribed = on && _encrypted;

    /// <summary>Notifications of the stream were enabled, or disabled.</summary>
    public void SubscribedStream(bool on)
    {
        _streamSubscribed = on && _encrypted;
        if (!_streamSubscribed)
        {
            Stop();
        }
    }

    /// <summary>A write to the control point.</summary>
    public AttAnswer Write(ReadOnlySpan<byte> request)
    {
        if (!_encrypted || !_controlSubscribed || _answering || request.Length < 2)
        {
            return !_encrypted ? AttAnswer.NotEncrypted
                : !_controlSubscribed ? AttAnswer.NotConfigured
                : _answering ? AttAnswer.InProgress
                : AttAnswer.InvalidLength;
        }

        (_answering, _tag) = (true, request[1]);
        var operation = (Operation)request[0];
        var status = Do(operation, request);
        if (operation == Operation.SelfTest && status == ControlStatus.Done)
        {
            // Answered when it has ended.
            _testing = true;
            body.SelfTest();
            return AttAnswer.Taken;
        }

        Answer = [(byte)(request[0] | AnswerBit), _tag, (byte)status, .. operation == Operation.Start && status == ControlStatus.Done ? Started() : []];
        return AttAnswer.Taken;
    }

    /// <summary>The central has the answer.</summary>
    public void Confirmed()
    {
        if (Answer is not null)
        {
            (Answer, _answering) = (null, false);
        }
    }

    /// <summary>The self-test has ended.</summary>
    /// <param name="failed">A bit for each part that failed.</param>
    public void SelfTested(byte failed)
    {
        if (!_testing)
        {
            return;
        }

        (_testing, _broken) = (false, failed != 0);
        if (_answering && Answer is null)
        {
            Answer = [(byte)Operation.SelfTest | AnswerBit, _tag, (byte)ControlStatus.Done, failed];
        }
    }

    /// <summary>A sample was taken; it is streamed if the central has asked for it.</summary>
    public void Add(in SensedSample sample)
    {
        if (IsStreaming)
        {
            _stream.Add(sample);
        }
    }

    /// <summary>The oldest notification of the stream that is finished, taken for good; null for none.</summary>
    public byte[]? Take() => _stream.Take();

    private ControlStatus Do(Operation operation, ReadOnlySpan<byte> request)
    {
        int? length = operation switch
        {
            Operation.Start or Operation.Stop or Operation.SelfTest => 2,
            Operation.Content or Operation.Identify => 3,
            Operation.Rate => 4,
            _ => null,
        };
        return length is null ? operation >= Operation.Factory && (byte)operation < AnswerBit ? ControlStatus.Locked : ControlStatus.UnknownOperation
            : request.Length != length ? ControlStatus.WrongLength
            : operation switch
            {
                Operation.Start => Start(),
                Operation.Rate => Choose(description.Rates, BinaryPrimitives.ReadUInt16LittleEndian(request[2..]), ref _rate),
                Operation.Content => Choose(description.Contents, (MotionContent)request[2], ref _content),
                Operation.SelfTest => MayTest(),
                Operation.Identify => Identify(request[2]),
                _ => Stop(),
            };
    }

    private ControlStatus Start()
    {
        var status = IsStreaming || _testing ? ControlStatus.WrongState
            : !_streamSubscribed ? ControlStatus.NotSubscribed
            : _broken ? ControlStatus.Broken
            : BatteryPercent < LeastBattery ? ControlStatus.BatteryLow
            : !_stream.Begin(_mtu, _content, _rate, (ushort)description.Boot) ? ControlStatus.DoesNotFit
            : ControlStatus.Done;
        if (status == ControlStatus.Done)
        {
            IsStreaming = true;
            body.Sample(true, _rate, _content);
        }

        return status;
    }

    private byte[] Started()
    {
        var result = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(result, (ushort)description.Boot);
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(2), body.Now);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(6), _stream.Period);
        return result;
    }

    private ControlStatus Stop()
    {
        if (IsStreaming)
        {
            IsStreaming = false;
            body.Sample(false, _rate, _content);
        }

        _stream.Discard();
        return ControlStatus.Done;
    }

    // What a stream is asked to be: before it begins only, and only what the description offers.
    private ControlStatus Choose<T>(ImmutableArray<T> offered, T wanted, ref T chosen)
    {
        var status = IsStreaming || _testing ? ControlStatus.WrongState : offered.Contains(wanted) ? ControlStatus.Done : ControlStatus.NotOffered;
        chosen = status == ControlStatus.Done ? wanted : chosen;
        return status;
    }

    private ControlStatus MayTest() =>
        (description.Features & HasSelfTest) == 0 ? ControlStatus.NotOffered
        : IsStreaming || _testing ? ControlStatus.WrongState
        : ControlStatus.Done;

    private ControlStatus Identify(int seconds)
    {
        if ((description.Features & HasIdentify) == 0 || seconds > LongestIdentify)
        {
            return ControlStatus.NotOffered;
        }

        body.Identify(seconds);
        return ControlStatus.Done;
    }
}
