using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>What a <see cref="BusThread"/> tells, all on its own thread. Nothing thrown there goes further.</summary>
internal interface IBusListener
{
    /// <summary>The bus is there; everything is to be asked anew.</summary>
    void Opened();

    /// <summary>A signal that was asked for.</summary>
    void Heard(BusReader signal);

    /// <summary>A call of a method of an object that is offered.</summary>
    /// <exception cref="InvalidDataException">It cannot be read; the caller is told.</exception>
    BusReply Asked(BusReader call);

    /// <summary>The bus is gone; it is looked for again.</summary>
    void Lost();
}

/// <summary>
/// The system bus on one thread that owns it: a handle of sd-bus belongs to one thread, and no exception may cross its callbacks. Calls come
/// from any thread and are answered as tasks whose continuations run elsewhere. When the bus goes away it is opened again.
/// </summary>
internal sealed unsafe class BusThread : IDisposable
{
    private const int AgainMilliseconds = 1000;
    private const short Readable = 1;
    private const int NonBlockingCloseOnExec = 0x80800;

    private readonly IBusListener _listener;
    private readonly string[] _matches;
    private readonly string _offered;
    private readonly string? _address;
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly HashSet<PendingCall> _pending = [];
    private readonly int _wake;
    private readonly Thread _thread;
    private readonly Lock _waking = new();
    private GCHandle _self;
    private nint _bus;
    private volatile bool _ending;
    private volatile bool _ended;

    /// <param name="listener">Told of what comes.</param>
    /// <param name="matches">Which signals are wanted, in the words of D-Bus.</param>
    /// <param name="offered">The path of the objects that are offered to others: this one and those under it.</param>
    /// <param name="address">Another bus than the system's, in D-Bus' words; null for the system's.</param>
    /// <exception cref="DllNotFoundException">libsystemd is not on this machine.</exception>
    public BusThread(IBusListener listener, string[] matches, string offered, string? address)
    {
        NativeLibrary.Load(NativeBus.Library);
        (_listener, _matches, _offered, _address) = (listener, matches, offered, address);
        _wake = NativeBus.eventfd(0, NonBlockingCloseOnExec);
        _self = GCHandle.Alloc(this);
        _thread = new(Run) { Name = "bluetooth", IsBackground = true };
    }

    /// <summary>Begins; what the listener needs must be there by now.</summary>
    public void Start() => _thread.Start();

    /// <summary>Has something done on the bus' own thread, after its end on this one. Never waits.</summary>
    public void Post(Action work)
    {
        _work.Enqueue(work);
        if (_ended)
        {
            Work();
        }
        else
        {
            Wake();
        }
    }

    /// <summary>Calls a method.</summary>
    /// <param name="call">What.</param>
    /// <param name="read">Reads the answer, on the bus' thread.</param>
    /// <param name="patience">How long to wait for the answer.</param>
    /// <param name="cancellation">Stops waiting; the call itself cannot be taken back.</param>
    /// <exception cref="BusException">It was answered with an error, not in time, or not at all.</exception>
    public Task<T> Call<T>(BusCall call, Func<BusReader, T> read, TimeSpan patience, CancellationToken cancellation)
    {
        var pending = new PendingCall<T>(read);

        // Before it is sent: an answer must find what it is to let go of.
        pending.Watched = cancellation.Register(() => Post(() =>
        {
            Forget(pending);
            pending.GiveUp(cancellation);
        }));
        Post(() => Send(pending, call, patience));
        return pending.Answer;
    }

    /// <summary>Sends a signal of one of the objects that are offered. On the bus' own thread; nowhere while there is no bus.</summary>
    public void Emit(string path, string ownerInterface, string member, Action<BusWriter> write)
    {
        nint signal;
        if (_bus != 0 && NativeBus.sd_bus_message_new_signal(_bus, &signal, path, ownerInterface, member) >= 0)
        {
            Send(signal, write);
        }
    }

    /// <summary>Ends the thread; calls that are not answered yet fail.</summary>
    public void Dispose()
    {
        if (_ending)
        {
            return;
        }

        _ending = true;
        Wake();
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }

        lock (_waking)
        {
            _ended = true;
            _ = NativeBus.close(_wake);
        }

        Work();
        _self.Free();
    }

    // Never into what the number of a closed descriptor stands for next.
    private void Wake()
    {
        lock (_waking)
        {
            var one = 1UL;
            _ = _ended ? 0 : NativeBus.write(_wake, &one, sizeof(ulong));
        }
    }

    private void Run()
    {
        while (!_ending)
        {
            if (Open())
            {
                Safely(_listener.Opened);
                while (!_ending && Step())
                {
                }

                Close();
                Safely(_listener.Lost);
            }

            // What is asked for meanwhile fails at once instead of waiting for a bus that may never come.
            Work();
            if (!_ending)
            {
                Wait(-1, 0, AgainMilliseconds);
            }
        }
    }

    private bool Open()
    {
        nint bus = 0;
        var opened = _address is null
            ? NativeBus.sd_bus_open_system(&bus) >= 0
            : NativeBus.sd_bus_new(&bus) >= 0 && NativeBus.sd_bus_set_address(bus, _address) >= 0
                && NativeBus.sd_bus_set_bus_client(bus, 1) >= 0 && NativeBus.sd_bus_start(bus) >= 0;
        if (!opened)
        {
            NativeBus.sd_bus_flush_close_unref(bus);
            return false;
        }

        _bus = bus;
        var self = GCHandle.ToIntPtr(_self);
        if (_matches.All(match => NativeBus.sd_bus_add_match_async(_bus, null, match, &OnSignal, null, self) >= 0)
            && NativeBus.sd_bus_add_fallback(_bus, null, _offered, &OnAsked, self) >= 0)
        {
            return true;
        }

        Close();
        return false;
    }

    private void Close()
    {
        foreach (var pending in _pending.ToArray())
        {
            Forget(pending);
            pending.Fail(new BusException(BusException.Disconnected, "the connection to the system bus ended"));
        }

        NativeBus.sd_bus_flush_close_unref(_bus);
        _bus = 0;
    }

    // Everything that is there to be done, then a wait for more; a flood of messages keeps no call waiting. False when the bus is gone.
    private bool Step()
    {
        Work();
        int progress;
        do
        {
            progress = NativeBus.sd_bus_process(_bus, null);
        }
        while (progress > 0 && _work.IsEmpty && !_ending);
        if (progress < 0 || _ending)
        {
            return false;
        }

        if (!_work.IsEmpty)
        {
            return true;
        }

        ulong due;
        var events = NativeBus.sd_bus_get_events(_bus);
        if (events < 0 || NativeBus.sd_bus_get_timeout(_bus, &due) < 0)
        {
            return false;
        }

        Wait(NativeBus.sd_bus_get_fd(_bus), (short)events, MillisecondsUntil(due));
        return true;
    }

    private static int MillisecondsUntil(ulong monotonicMicroseconds) => monotonicMicroseconds == ulong.MaxValue
        ? -1
        : (int)Math.Clamp((monotonicMicroseconds / 1000.0) - (System.Diagnostics.Stopwatch.GetTimestamp() * 1000.0 / System.Diagnostics.Stopwatch.Frequency) + 1, 0, 60_000);

    private void Wait(int descriptor, short events, int milliseconds)
    {
        var watched = stackalloc NativeBus.PollDescriptor[2];
        watched[0] = new() { Descriptor = _wake, Events = Readable };
        watched[1] = new() { Descriptor = descriptor, Events = events };
        _ = NativeBus.poll(watched, 2, milliseconds);
        ulong count;
        _ = NativeBus.read(_wake, &count, sizeof(ulong));
    }

    private void Work()
    {
        while (_work.TryDequeue(out var work))
        {
            Safely(work);
        }
    }

    private void Send(PendingCall pending, BusCall call, TimeSpan patience)
    {
        if (pending.IsOver)
        {
            return;
        }

        if (_bus == 0)
        {
            pending.Fail(new BusException(BusException.Disconnected, "there is no system bus"));
            return;
        }

        nint message;
        var result = NativeBus.sd_bus_message_new_method_call(_bus, &message, call.Destination, call.Path, call.Interface, call.Member);
        if (result >= 0)
        {
            try
            {
                call.Write?.Invoke(new(message));
                pending.Handle = GCHandle.Alloc(pending);
                pending.Owner = this;
                nint slot;
                result = NativeBus.sd_bus_call_async(
                    _bus, &slot, message, &OnAnswer, GCHandle.ToIntPtr(pending.Handle), (ulong)Math.Max(1, patience.TotalMicroseconds));
                pending.Slot = result < 0 ? 0 : slot;
                _pending.Add(pending);
            }
            finally
            {
                NativeBus.sd_bus_message_unref(message);
            }
        }

        if (result < 0)
        {
            Forget(pending);
            pending.Fail(new BusException(BusException.Disconnected, $"'{call.Member}' could not be sent (errno {-result})"));
        }
    }

    private void Forget(PendingCall pending)
    {
        if (!_pending.Remove(pending))
        {
            return;
        }

        NativeBus.sd_bus_slot_unref(pending.Slot);
        pending.Handle.Free();
    }

    private static void Safely(Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // Nothing may end this thread: what depends on it would wait for ever.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            System.Diagnostics.Trace.TraceError($"Bluetooth: {unexpected}");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSignal(nint message, nint userData, nint error)
    {
        var here = (BusThread)GCHandle.FromIntPtr(userData).Target!;
        Safely(() => here._listener.Heard(new(message)));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnAsked(nint message, nint userData, nint error)
    {
        var here = (BusThread)GCHandle.FromIntPtr(userData).Target!;
        Safely(() => here.Reply(message, here.Answer(new(message))));
        return 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnAnswer(nint message, nint userData, nint error)
    {
        var pending = (PendingCall)GCHandle.FromIntPtr(userData).Target!;
        Safely(() =>
        {
            pending.Take(message);
            pending.Owner!.Forget(pending);
        });
        return 0;
    }

    private BusReply Answer(BusReader call)
    {
        try
        {
            return _listener.Asked(call);
        }
        catch (InvalidDataException unreadable)
        {
            return BusReply.Refused("org.freedesktop.DBus.Error.InvalidArgs", unreadable.Message);
        }
    }

    private void Reply(nint call, BusReply answer)
    {
        nint reply;
        int made;
        fixed (byte* name = Terminated(answer.Error), words = Terminated(answer.Words))
        {
            var refusal = new NativeBus.BusError { Name = (sbyte*)name, Message = (sbyte*)words };
            made = answer.Error is null
                ? NativeBus.sd_bus_message_new_method_return(call, &reply)
                : NativeBus.sd_bus_message_new_method_error(call, &reply, &refusal);
        }

        if (made >= 0)
        {
            Send(reply, answer.Write);
        }
    }

    // Gone afterwards, sent or not.
    private void Send(nint message, Action<BusWriter>? write)
    {
        try
        {
            write?.Invoke(new(message));
            _ = NativeBus.sd_bus_send(_bus, message, null);
        }
        finally
        {
            NativeBus.sd_bus_message_unref(message);
        }
    }

    private static byte[] Terminated(string? text) => System.Text.Encoding.UTF8.GetBytes((text ?? "") + '\0');
}
