using System.Runtime.InteropServices;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>The functions of libsystemd's sd-bus that are used, named as there. Documented in <c>sd-bus(3)</c>. All for one thread.</summary>
internal static unsafe partial class NativeBus
{
    public const string Library = "libsystemd.so.0";

    [LibraryImport(Library)]
    public static partial int sd_bus_open_system(nint* bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_new(nint* bus);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_set_address(nint bus, string address);

    [LibraryImport(Library)]
    public static partial int sd_bus_set_bus_client(nint bus, int isBus);

    [LibraryImport(Library)]
    public static partial int sd_bus_start(nint bus);

    [LibraryImport(Library)]
    public static partial nint sd_bus_flush_close_unref(nint bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_get_fd(nint bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_get_events(nint bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_get_timeout(nint bus, ulong* monotonicMicroseconds);

    [LibraryImport(Library)]
    public static partial int sd_bus_process(nint bus, nint* message);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_add_match_async(
        nint bus,
        nint* slot,
        string match,
        delegate* unmanaged[Cdecl]<nint, nint, nint, int> callback,
        delegate* unmanaged[Cdecl]<nint, nint, nint, int> installed,
        nint userData);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_add_fallback(
        nint bus, nint* slot, string path, delegate* unmanaged[Cdecl]<nint, nint, nint, int> callback, nint userData);

    [LibraryImport(Library)]
    public static partial nint sd_bus_slot_unref(nint slot);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_new_method_call(
        nint bus, nint* message, string destination, string path, string ownerInterface, string member);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_new_signal(nint bus, nint* message, string path, string ownerInterface, string member);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_new_method_return(nint call, nint* message);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_new_method_error(nint call, nint* message, BusError* error);

    [LibraryImport(Library)]
    public static partial int sd_bus_send(nint bus, nint message, ulong* cookie);

    [LibraryImport(Library)]
    public static partial int sd_bus_call_async(
        nint bus, nint* slot, nint message, delegate* unmanaged[Cdecl]<nint, nint, nint, int> callback, nint userData, ulong microseconds);

    [LibraryImport(Library)]
    public static partial nint sd_bus_message_unref(nint message);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_append_basic(nint message, sbyte type, void* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_open_container(nint message, sbyte type, string? contents);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_close_container(nint message);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_append_array(nint message, sbyte type, void* first, nuint bytes);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_peek_type(nint message, sbyte* type, sbyte** contents);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_read_basic(nint message, sbyte type, void* value);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_enter_container(nint message, sbyte type, sbyte* contents);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_exit_container(nint message);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_read_array(nint message, sbyte type, void** first, nuint* bytes);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_is_method_error(nint message, sbyte* name);

    [LibraryImport(Library)]
    public static partial BusError* sd_bus_message_get_error(nint message);

    [LibraryImport(Library)]
    public static partial sbyte* sd_bus_message_get_path(nint message);

    [LibraryImport(Library)]
    public static partial sbyte* sd_bus_message_get_interface(nint message);

    [LibraryImport(Library)]
    public static partial sbyte* sd_bus_message_get_member(nint message);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint start, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    public struct BusError
    {
        public sbyte* Name;
        public sbyte* Message;
        public int NeedsFree;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
