using System.Runtime.InteropServices;

namespace PelvicFeedback.Messaging.Mosquitto;

/// <summary>The functions of libmosquitto 2 that are used, named as there. Documented in its <c>mosquitto.h</c>.</summary>
internal static unsafe partial class NativeMosquitto
{
    public const string Library = "libmosquitto.so.1";

    public const int Success = 0;
    public const int OutOfMemory = 1;
    public const int NoConnection = 4;
    public const int Tls = 8;
    public const int System = 14;
    public const int KeepAlive = 19;

    public const int ProtocolVersion = 1;
    public const int TcpNoDelay = 11;
    public const int UseSystemAuthorities = 13;
    public const int Mqtt5 = 5;
    public const int LogOfErrors = 8;

    public const int MessageExpiryIntervalId = 2;
    public const int SessionExpiryIntervalId = 17;
    public const int UserPropertyId = 38;
    public const int MaximumPacketSizeId = 39;

    /// <summary>Loads the library, once.</summary>
    /// <exception cref="MqttUnavailableException">It is not there.</exception>
    public static void Load(string library)
    {
        if (!NativeLibrary.TryLoad(library, out _))
        {
            throw new MqttUnavailableException(
                $"{library} is not on this machine: install it ('apt install libmosquitto1' on Debian and Ubuntu)");
        }
    }

    [LibraryImport(Library)]
    public static partial int mosquitto_lib_init();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint mosquitto_new(string id, [MarshalAs(UnmanagedType.U1)] bool cleanSession, nint userData);

    [LibraryImport(Library)]
    public static partial void mosquitto_destroy(nint client);

    [LibraryImport(Library)]
    public static partial int mosquitto_int_option(nint client, int option, int value);

    [LibraryImport(Library)]
    public static partial int mosquitto_threaded_set(nint client, [MarshalAs(UnmanagedType.U1)] bool threaded);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_username_pw_set(nint client, string? userName, string? password);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_will_set(
        nint client, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int mosquitto_connect_async(nint client, string host, int port, int keepAliveSeconds);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int mosquitto_reconnect_async(nint client);

    [LibraryImport(Library)]
    public static partial int mosquitto_disconnect(nint client);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int mosquitto_loop(nint client, int timeoutMilliseconds, int maxPackets);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_publish_v5(
        nint client, int* number, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain, nint properties);

    [LibraryImport(Library)]
    public static partial int mosquitto_property_add_int32(nint* properties, int identifier, uint value);

    [LibraryImport(Library)]
    public static partial void mosquitto_property_free_all(nint* properties);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_property_add_string_pair(nint* properties, int identifier, string name, string value);

    [LibraryImport(Library)]
    public static partial nint mosquitto_property_read_string_pair(
        nint properties, int identifier, byte** name, byte** value, [MarshalAs(UnmanagedType.U1)] bool skipFirst);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_subscribe(nint client, int* number, string filter, int qos);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_tls_set(nint client, string? authorities, string? folder, string? certificate, string? key, nint password);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_connect_bind_v5(
        nint client, string host, int port, int keepAliveSeconds, string? bindAddress, nint properties);

    [LibraryImport(Library)]
    public static partial void mosquitto_log_callback_set(nint client, delegate* unmanaged<nint, nint, int, byte*, void> called);

    [LibraryImport(Library)]
    public static partial void mosquitto_message_v5_callback_set(nint client, delegate* unmanaged<nint, nint, Message*, nint, void> called);

    [LibraryImport(Library)]
    public static partial void mosquitto_subscribe_v5_callback_set(nint client, delegate* unmanaged<nint, nint, int, int, int*, nint, void> called);

    [LibraryImport(Library)]
    public static partial void mosquitto_connect_v5_callback_set(nint client, delegate* unmanaged<nint, nint, int, int, nint, void> called);

    [LibraryImport(Library)]
    public static partial void mosquitto_publish_v5_callback_set(nint client, delegate* unmanaged<nint, nint, int, int, nint, void> called);

    [LibraryImport(Library)]
    private static partial byte* mosquitto_strerror(int code);

    [LibraryImport(Library)]
    private static partial byte* mosquitto_reason_string(int reasonCode);

    /// <summary>What a return code means; for <see cref="System"/> what the operating system said in the last call.</summary>
    public static string Meaning(int code) => code == System
        ? Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())
        : (Marshal.PtrToStringUTF8((nint)mosquitto_strerror(code)) ?? "unknown").TrimEnd('.');

    /// <summary>What a broker's reason code means.</summary>
    public static string ReasonMeaning(int reasonCode) => Marshal.PtrToStringUTF8((nint)mosquitto_reason_string(reasonCode)) ?? "unknown";

    /// <summary><c>struct mosquitto_message</c>: an arriving message, the library's own memory.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Message
    {
        public readonly int Number;
        public readonly byte* Topic;
        public readonly byte* Payload;
        public readonly int Length;
        public readonly int Qos;
        public readonly byte Retained;
    }
}
