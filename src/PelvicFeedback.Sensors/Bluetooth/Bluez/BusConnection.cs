using System.Runtime.InteropServices;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>One connection to the bus: what is sent, what is answered, what comes. A handle of sd-bus belongs to one thread, and no exception may cross its callbacks.</summary>
internal sealed unsafe class BusConnection : IDisposable
{
    private readonly IBusListener _listener;
    private readonly HashSet<PendingCall> _pending = [];
    private readonly nint _bus;
    private GCHandle _self;

    private BusConnection(IBusListener listener, nint bus) => (_listener, _bus, _self) = (listener, bus, GCHandle.Alloc(this));

    /// <summary>Opens it.</summary>
    /// <param name="listener">Told of what comes.</param>
    /// <param name="matches">Which signals are wanted, in the words of D-Bus.</param>
    /// <param name="offered">The path of the objects that are offered to others: this one and those under it.</param>
    /// <param name="address">Another bus than the system's, in D-Bus' words; null for the system's.</param>
    /// <returns>Null where there is no bus.</returns>
    public static BusConnection? Open(IBusListener listener, string[] matches, string offered, string? address)
    {
        nint opening = 0;
        var opened = address is null
            ? NativeBus.sd_bus_open_system(&opening) >= 0
            : NativeBus.sd_bus_new(&opening) >= 0 && NativeBus.sd_bus_set_address(opening, address) >= 0
                && NativeBus.sd_bus_set_bus_client(opening, 1) >= 0 && NativeBus.sd_bus_start(opening) >= 0;
        var bus = opening;
        if (!opened)
        {
            NativeBus.sd_bus_flush_close_unref(bus);
            return null;
        }

        var here = new BusConnection(listener, bus);
        var self = GCHandle.ToIntPtr(here._self);
        if (matches.All(match => NativeBus.sd_bus_add_match_async(bus, null, match, &OnSignal, null, self) >= 0)
            && NativeBus.sd_bus_add_fallback(bus, null, offered, &OnAsked, self) >= 0)
        {
            return here;
        }

        here.Dispose();
        return null;
    }

    /// <summary>Does what is to be done next.</summary>
    /// <returns>Whether there may be more; null when the bus is gone.</returns>
    public bool? Process() => NativeBus.sd_bus_process(_bus, null) switch { > 0 => true, 0 => false, _ => null };

    /// <summary>What to wait for before there is more to do.</summary>
    /// <param name="descriptor">To be polled.</param>
    /// <param name="events">For these.</param>
    /// <param name="milliseconds">At most so long; −1 for ever.</param>
    /// <returns>False when the bus is gone.</returns>
    public bool Waits(out int descriptor, out short events, out int milliseconds)
    {
        var due = ulong.MaxValue;
        var wanted = NativeBus.sd_bus_get_events(_bus);
        var timed = NativeBus.sd_bus_get_timeout(_bus, &due);
        (descriptor, events, milliseconds) = (NativeBus.sd_bus_get_fd(_bus), (short)wanted, MillisecondsUntil(due));
        return wanted >= 0 && timed >= 0;
    }

    /// <summary>Calls a method; the answer is the pending call's.</summary>
    public void Send(PendingCall pending, BusCall call, TimeSpan patience)
    {
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

    /// <summary>Sends a signal of one of the objects that are offered.</summary>
    public void Emit(string path, string ownerInterface, string member, Action<BusWriter> write)
    {
        nint signal;
        if (NativeBus.sd_bus_message_new_signal(_bus, &signal, path, ownerInterface, member) >= 0)
        {
            Send(signal, write);
        }
    }

    /// <summary>Its answer is not waited for any more.</summary>
    public void Forget(PendingCall pending)
    {
        if (!_pending.Remove(pending))
        {
            return;
        }

        NativeBus.sd_bus_slot_unref(pending.Slot);
        pending.Handle.Free();
    }

    /// <summary>Closes it; calls that are not answered yet fail.</summary>
    public void Dispose()
    {
        foreach (var pending in _pending.ToArray())
        {
            Forget(pending);
            pending.Fail(new BusException(BusException.Disconnected, "the connection to the system bus ended"));
        }

        NativeBus.sd_bus_flush_close_unref(_bus);
        _self.Free();
    }

    /// <summary>Does it, whatever it throws.</summary>
    public static void Safely(Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // Nothing may end the bus' thread: what depends on it would wait for ever.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            System.Diagnostics.Trace.TraceError($"Bluetooth: {unexpected}");
        }
    }

    private static int MillisecondsUntil(ulong monotonicMicroseconds) => monotonicMicroseconds == ulong.MaxValue
        ? -1
        : (int)Math.Clamp((monotonicMicroseconds / 1000.0) - (System.Diagnostics.Stopwatch.GetTimestamp() * 1000.0 / System.Diagnostics.Stopwatch.Frequency) + 1, 0, 60_000);

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static int OnSignal(nint message, nint userData, nint error)
    {
        var here = (BusConnection)GCHandle.FromIntPtr(userData).Target!;
        Safely(() => here._listener.Heard(new(message)));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static int OnAsked(nint message, nint userData, nint error)
    {
        var here = (BusConnection)GCHandle.FromIntPtr(userData).Target!;
        Safely(() => here.Reply(message, here.Answer(new(message))));
        return 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
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
