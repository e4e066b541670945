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
}

/// <summary>
/// One client of the library: made, set up, destroyed. The library holds a handle to <see cref="IMosquittoNotes"/>, which is freed
/// only after the client is destroyed. No exception passes a callback: it would kill the process.
/// </summary>
internal sealed unsafe class MosquittoClient
{
    private GCHandle _notes;

    /// <exception cref="MqttUnavailableException">The library is missing, or a setting is no good.</exception>
    public MosquittoClient(MqttLinkOptions options, IMosquittoNotes notes)
    {
        Load(Library);
        _ = mosquitto_lib_init();
        _notes = GCHandle.Alloc(notes);
        Native = mosquitto_new(options.ClientId, cleanSession: true, GCHandle.ToIntPtr(_notes));
        try
        {
            Demand(Native == 0 ? OutOfMemory : Success, "the client id");
            Demand(mosquitto_int_option(Native, ProtocolVersion, Mqtt5), "MQTT 5");
            Demand(mosquitto_int_option(Native, TcpNoDelay, 1), "TCP_NODELAY");
            Demand(mosquitto_threaded_set(Native, threaded: true), "threads");
            Demand(mosquitto_username_pw_set(Native, options.UserName, options.Password), "the user name or password");
            if (options.Will is { } will)
            {
                fixed (byte* payload = will.Payload.Span)
                {
                    Demand(mosquitto_will_set(Native, will.Topic, will.Payload.Length, payload, (int)will.Qos, will.Retain), "the will");
                }
            }

            mosquitto_connect_v5_callback_set(Native, &OnConnect);
            mosquitto_publish_v5_callback_set(Native, &OnPublish);
        }
        catch
        {
            Destroy();
            throw;
        }
    }

    /// <summary>The library's pointer; not to be used after <see cref="Destroy"/>.</summary>
    public nint Native { get; private set; }

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

    /// <summary>Hands a message to the library.</summary>
    /// <returns>The library's code, and the message's number.</returns>
    public (int Code, int Number) Publish(string topic, ReadOnlySpan<byte> payload, Qos qos, bool retain, int expirySeconds)
    {
        int number;
        nint properties = 0;
        if (expirySeconds > 0 && mosquitto_property_add_int32(&properties, MessageExpiryInterval, (uint)expirySeconds) is not Success and var failed)
        {
            return (failed, 0);
        }

        try
        {
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

    private static void Demand(int code, string what)
    {
        if (code != Success)
        {
            throw new MqttUnavailableException($"libmosquitto does not take {what}: {Meaning(code)}");
        }
    }

    [UnmanagedCallersOnly]
    private static void OnConnect(nint client, nint notes, int reasonCode, int flags, nint properties) =>
        Note(notes, reasonCode, 0, static (notes, reasonCode, _) => notes.Answered(reasonCode));

    [UnmanagedCallersOnly]
    private static void OnPublish(nint client, nint notes, int number, int reasonCode, nint properties) =>
        Note(notes, number, reasonCode, static (notes, number, reasonCode) => notes.Done(number, reasonCode));

    private static void Note(nint notes, int first, int second, Action<IMosquittoNotes, int, int> take)
    {
        try
        {
            take((IMosquittoNotes)GCHandle.FromIntPtr(notes).Target!, first, second);
        }
        catch (Exception bug)
        {
            // Through native frames it could only end the process without a word.
            Environment.FailFast("A callback of libmosquitto failed.", bug);
        }
    }
}
