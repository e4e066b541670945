using System.Runtime.InteropServices;
using static PelvicFeedback.Messaging.Mosquitto.NativeMosquitto;

namespace PelvicFeedback.Messaging.Mosquitto;

/// <summary>Who hears of the library's callbacks. They come on the thread that runs the loop; an implementation only takes notes.</summary>
internal interface IMosquittoNotes
{
    /// <summary>The broker has answered the attempt to connect; 0 is yes.</summary>
    void Answered(int reasonCode);

    /// <summary>A QoS 0 message reached the socket, or the broker answered a QoS 1 message; from 128 on it says no.</summary>
    void Done(int number, int reasonCode);

    /// <summary>The broker answered the subscription of that number; from 128 on it says no.</summary>
    void Granted(int number, int reasonCode);

    /// <summary>A message has arrived.</summary>
    void Arrived(in MqttMessage message);

    /// <summary>A message has arrived that is longer than allowed.</summary>
    void ArrivedOversized();

    /// <summary>The library has written an error into its log; from any thread.</summary>
    void Complained(string text);
}

/// <summary>
/// One client of the library: made, set up, destroyed. The library holds a handle to <see cref="IMosquittoNotes"/>, which is freed
/// only after the client is destroyed. No exception passes a callback: it would kill the process.
/// </summary>
internal sealed unsafe class MosquittoClient
{
    private readonly MqttLinkOptions _options;
    private GCHandle _notes;

    /// <exception cref="MqttUnavailableException">The library is missing, or a setting is no good.</exception>
    public MosquittoClient(MqttLinkOptions options, IMosquittoNotes notes)
    {
        Load(Library);
        _options = options;
        _ = mosquitto_lib_init();
        _notes = GCHandle.Alloc(notes);
        Native = mosquitto_new(options.ClientId, cleanSession: options.SessionExpiry == TimeSpan.Zero, GCHandle.ToIntPtr(_notes));
        try
        {
            Demand(Native == 0 ? OutOfMemory : Success, "the client id");
            Demand(mosquitto_int_option(Native, ProtocolVersion, Mqtt5), "MQTT 5");
            Demand(mosquitto_int_option(Native, TcpNoDelay, 1), "TCP_NODELAY");
            Demand(mosquitto_threaded_set(Native, threaded: true), "threads");
            Demand(mosquitto_username_pw_set(Native, options.UserName, options.Password), "the user name or password");
            if (options.Tls is { } tls)
            {
                _ = tls.Authorities();
                Demand(
                    tls.CaFile is null
                        ? mosquitto_int_option(Native, UseSystemAuthorities, 1)
                        : mosquitto_tls_set(Native, tls.CaFile, null, null, null, 0),
                    "the settings of TLS");
            }

            if (options.Will is { } will)
            {
                fixed (byte* payload = will.Payload.Span)
                {
                    Demand(mosquitto_will_set(Native, will.Topic, will.Payload.Length, payload, (int)will.Qos, will.Retain), "the will");
                }
            }

            mosquitto_connect_v5_callback_set(Native, &OnConnect);
            mosquitto_publish_v5_callback_set(Native, &OnPublish);
            mosquitto_subscribe_v5_callback_set(Native, &OnSubscribe);
            mosquitto_message_v5_callback_set(Native, &OnMessage);
            mosquitto_log_callback_set(Native, &OnLog);
        }
        catch
        {
            Destroy();
            throw;
        }
    }

    /// <summary>The library's pointer; not to be used after <see cref="Destroy"/>.</summary>
    public nint Native { get; private set; }

    // The library pings after that long without a message in either direction, and gives up after that long again, both a second
    // late at most: together less than one and a half of what was asked for.
    private int NativeKeepAlive => Math.Max(5, (int)(_options.KeepAlive.TotalSeconds * 0.7) - 1);

    /// <summary>Frees the client, then the handle. Nobody may be in one of the library's functions.</summary>
    public void Destroy()
    {
        if (Native != 0)
        {
            mosquitto_destroy(Native);
            Native = 0;
        }

        _notes.Free();
    }

    /// <summary>
    /// Begins to connect. What MQTT 5 lets a client tell the broker about itself only the blocking function takes, which then keeps it
    /// for every later connection: it is called once, for a socket in the file system that cannot be there, and fails at once.
    /// </summary>
    /// <returns>The library's code.</returns>
    public int Connect()
    {
        nint properties = 0;
        try
        {
            var code = mosquitto_property_add_int32(&properties, MaximumPacketSizeId, MqttLinkOptions.MaxPacket);
            if (code == Success && _options.SessionExpiry > TimeSpan.Zero)
            {
                code = mosquitto_property_add_int32(
                    &properties, SessionExpiryIntervalId, (uint)Math.Min(_options.SessionExpiry.TotalSeconds, uint.MaxValue));
            }

            if (code != Success)
            {
                return code;
            }

            _ = mosquitto_connect_bind_v5(Native, "/", port: 0, NativeKeepAlive, bindAddress: null, properties);
        }
        finally
        {
            mosquitto_property_free_all(&properties);
        }

        return mosquitto_connect_async(Native, _options.Host, _options.Port, NativeKeepAlive);
    }

    /// <summary>Hands a message to the library.</summary>
    /// <returns>The library's code, and the message's number.</returns>
    public (int Code, int Number) Publish(
        string topic, ReadOnlySpan<byte> payload, Qos qos, bool retain, int expirySeconds, IReadOnlyList<UserProperty>? userProperties)
    {
        int number;
        nint properties = 0;
        try
        {
            var code = expirySeconds > 0 ? mosquitto_property_add_int32(&properties, MessageExpiryIntervalId, (uint)expirySeconds) : Success;
            for (var i = 0; userProperties is not null && i < userProperties.Count && code == Success; i++)
            {
                code = mosquitto_property_add_string_pair(&properties, UserPropertyId, userProperties[i].Name, userProperties[i].Value);
            }

            if (code != Success)
            {
                return (code, 0);
            }

            fixed (byte* bytes = payload)
            {
                return (mosquitto_publish_v5(Native, &number, topic, payload.Length, bytes, (int)qos, retain, properties), number);
            }
        }
        finally
        {
            mosquitto_property_free_all(&properties);
        }
    }

    /// <summary>Asks for messages.</summary>
    /// <returns>The library's code, and the request's number.</returns>
    public (int Code, int Number) Subscribe(string filter, Qos qos)
    {
        int number;
        return (mosquitto_subscribe(Native, &number, filter, (int)qos), number);
    }

    private static void Demand(int code, string what)
    {
        if (code != Success)
        {
            throw new MqttUnavailableException($"libmosquitto does not take {what}: {Meaning(code)}");
        }
    }

    [UnmanagedCallersOnly]
    private static void OnConnect(nint client, nint notes, int reasonCode, int flags, nint properties)
    {
        try
        {
            Notes(notes).Answered(reasonCode);
        }
        catch (Exception bug)
        {
            Fail(bug);
        }
    }

    [UnmanagedCallersOnly]
    private static void OnPublish(nint client, nint notes, int number, int reasonCode, nint properties)
    {
        try
        {
            Notes(notes).Done(number, reasonCode);
        }
        catch (Exception bug)
        {
            Fail(bug);
        }
    }

    [UnmanagedCallersOnly]
    private static void OnSubscribe(nint client, nint notes, int number, int count, int* granted, nint properties)
    {
        try
        {
            Notes(notes).Granted(number, count > 0 ? granted[0] : Success);
        }
        catch (Exception bug)
        {
            Fail(bug);
        }
    }

    [UnmanagedCallersOnly]
    private static void OnMessage(nint client, nint notes, Message* message, nint properties)
    {
        try
        {
            if (message->Length > MqttLinkOptions.MaxPayload)
            {
                Notes(notes).ArrivedOversized();
                return;
            }

            Notes(notes).Arrived(new(
                Marshal.PtrToStringUTF8((nint)message->Topic) ?? "",
                new ReadOnlySpan<byte>(message->Payload, message->Length).ToArray(),
                (Qos)message->Qos,
                message->Retained != 0,
                UserPropertiesIn(properties)));
        }
        catch (Exception bug)
        {
            Fail(bug);
        }
    }

    [UnmanagedCallersOnly]
    private static void OnLog(nint client, nint notes, int level, byte* text)
    {
        try
        {
            if (level == LogOfErrors)
            {
                Notes(notes).Complained(Marshal.PtrToStringUTF8((nint)text) ?? "");
            }
        }
        catch (Exception bug)
        {
            Fail(bug);
        }
    }

    private static UserProperty[] UserPropertiesIn(nint properties)
    {
        if (properties == 0)
        {
            return [];
        }

        var found = new List<UserProperty>();
        byte* name = null;
        byte* value = null;
        for (var at = mosquitto_property_read_string_pair(properties, UserPropertyId, &name, &value, skipFirst: false);
            at != 0 && found.Count < MqttMessage.MaxProperties;
            at = mosquitto_property_read_string_pair(at, UserPropertyId, &name, &value, skipFirst: true))
        {
            found.Add(new(Marshal.PtrToStringUTF8((nint)name) ?? "", Marshal.PtrToStringUTF8((nint)value) ?? ""));
            NativeMemory.Free(name);
            NativeMemory.Free(value);
            name = value = null;
        }

        // What was read when the most had been found.
        NativeMemory.Free(name);
        NativeMemory.Free(value);
        return [.. found];
    }

    private static IMosquittoNotes Notes(nint notes) => (IMosquittoNotes)GCHandle.FromIntPtr(notes).Target!;

    // Through native frames an exception could only end the process without a word.
    private static void Fail(Exception bug) => Environment.FailFast("A callback of libmosquitto failed.", bug);
}
