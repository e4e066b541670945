using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;
using PelvicFeedback.Sensors.Bluetooth.Bluez;

namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>
/// The virtual sensor as BlueZ sees it: the objects of a GATT application, what it asks of them, and the one computer that is served, the first that
/// reads or writes. All of it is the bus thread's.
/// </summary>
/// <param name="description">What it says of itself.</param>
/// <param name="serial">By which a host knows it again.</param>
/// <param name="time">Ends the minute for pairing.</param>
/// <param name="says">Told what happens, a line at a time.</param>
/// <param name="advertise">Begins, or ends, the advertising.</param>
internal sealed class VirtualServer(SensorDescription description, string serial, TimeProvider time, Action<string> says, Action<bool> advertise) : IBusListener
{
    /// <summary>The objects' paths.</summary>
    public const string Root = "/pelvicfeedback/sensor", Advertisement = Root + "/advertisement", Agent = Root + "/agent";

    private readonly VirtualMotion _motion = new(says);
    private readonly HashSet<string> _subscribed = [];
    private readonly List<BusObject> _objects = [];
    private readonly Dictionary<string, OfferedCharacteristic> _characteristics = [];
    private BusThread? _bus;
    private PelvisPeripheral? _peripheral;
    private TaskCompletionSource? _over;
    private string? _central;
    private long? _pressed;

    /// <summary>The adapter on which it is offered; null before.</summary>
    public string? Adapter { get; set; }

    private PelvisPeripheral Peripheral => _peripheral!;

    /// <summary>Before the bus begins.</summary>
    public void On(BusThread bus)
    {
        (_bus, _peripheral) = (bus, new(description, _motion));
        foreach (var service in VirtualGatt.Services(description, serial))
        {
            var path = $"{Root}/{service.Name}";
            _objects.Add(new(path, BluezNames.GattService, ("UUID", service.Id.Text), ("Primary", true)));
            foreach (var one in service.Characteristics)
            {
                _objects.Add(new(
                    $"{path}/{one.Name}", BluezNames.GattCharacteristic, ("UUID", one.Id.Text), ("Service", new BusPath(path)), ("Flags", one.Flags.ToArray())));
                _characteristics[$"{path}/{one.Name}"] = one;
            }
        }
    }

    /// <summary>It is offered anew.</summary>
    /// <param name="over">Completed when it no longer is.</param>
    public void Begin(TaskCompletionSource over) => (_over, _central) = (over, null);

    /// <summary>The minute for pairing begins.</summary>
    public void OpenToStrangers() => _pressed = time.GetTimestamp();

    /// <summary>Somebody taps it twice.</summary>
    public void Tap() => _motion.Tap();

    /// <summary>A sample of the motion, at its full rate.</summary>
    public void Take(in MotionSample sample)
    {
        if (_motion.Take(sample) is not { } sensed)
        {
            return;
        }

        Peripheral.Add(sensed);
        while (Peripheral.Take() is { } notification)
        {
            _motion.Sent();
            Tell(VirtualGatt.Stream, notification);
        }
    }

    /// <inheritdoc/>
    public void Opened()
    {
    }

    /// <inheritdoc/>
    public void Lost() => Over();

    /// <inheritdoc/>
    public void Heard(BusReader signal)
    {
        switch (signal.Member)
        {
            case "PropertiesChanged":
                Changed(signal.Path, signal.ReadText(), signal.ReadTable());
                break;
            case "InterfacesRemoved":
                var (path, interfaces) = (signal.ReadText(), signal.ReadList());
                if (path == Adapter && interfaces.Contains(BluezNames.Adapter))
                {
                    Over();
                }
                else if (path == _central && interfaces.Contains(BluezNames.Device))
                {
                    Leave();
                }

                break;
            case "NameOwnerChanged":
                Over();
                break;
        }
    }

    /// <inheritdoc/>
    public BusReply Asked(BusReader call) => call.Member switch
    {
        "GetManagedObjects" => BusReply.With(writer => writer.Objects(_objects)),
        "GetAll" when call.Path == Advertisement => BusReply.With(static writer => writer.Table(
            ("Type", "peripheral"), ("ServiceUUIDs", new[] { PelvisSensor.Service.Text }), ("LocalName", "Pelvis sensor"), ("Discoverable", true))),
        "RequestAuthorization" => MayPair ? BusReply.Done : BusReply.Refused("org.bluez.Error.Rejected", "the minute for pairing is over: press its button"),
        "AuthorizeService" or "Release" or "Cancel" => BusReply.Done,
        _ => _characteristics.GetValueOrDefault(call.Path) is { } one ? Asked(call, one) : BusReply.NotOffered,
    };

    private bool MayPair => _pressed is { } pressed && time.GetElapsedTime(pressed) < VirtualSensor.PairingWindow;

    private BusReply Asked(BusReader call, OfferedCharacteristic one)
    {
        switch (call.Member)
        {
            case "ReadValue":
                Serve(call.ReadTable());
                return BusReply.With(writer => writer.Bytes(one.Value));
            case "WriteValue" when one.Name == VirtualGatt.Control:
                var request = call.ReadValue() as byte[] ?? throw new InvalidDataException("Bytes were expected.");
                Serve(call.ReadTable());
                return Written(Peripheral.Write(request));
            case "StartNotify" or "StopNotify":
                Subscribe(one.Name, call.Member == "StartNotify");
                return BusReply.Done;
            case "Confirm":
                Peripheral.Confirmed();
                return BusReply.Done;
            default:
                return BusReply.NotOffered;
        }
    }

    private void Serve(Dictionary<string, object> options)
    {
        if (options.GetValueOrDefault("device") is not string device)
        {
            return;
        }

        if (_central is null)
        {
            _central = device;
            Peripheral.Connected();

            // BlueZ lets nobody at those without encryption, and keeps what a bonded computer had subscribed to.
            Peripheral.Encrypted();
            Peripheral.SubscribedControl(_subscribed.Contains(VirtualGatt.Control));
            Peripheral.SubscribedStream(_subscribed.Contains(VirtualGatt.Stream));
            says("A computer is connected");
            advertise(false);
        }

        if (options.GetValueOrDefault("mtu") is ushort mtu)
        {
            Peripheral.Mtu(mtu);
        }
    }

    // BlueZ has no word for a control point that is not configured, and lets nobody write without encryption.
    private BusReply Written(AttAnswer answer)
    {
        if (answer == AttAnswer.Taken)
        {
            // The write's own answer goes out first.
            _bus!.Post(Indicate);
        }

        return answer switch
        {
            AttAnswer.Taken => BusReply.Done,
            AttAnswer.InvalidLength => BusReply.Refused("org.bluez.Error.InvalidValueLength", "operation and tag are missing"),
            AttAnswer.InProgress => BusReply.Refused("org.bluez.Error.InProgress", "the answer before is not confirmed"),
            _ => BusReply.Refused("org.bluez.Error.NotPermitted", "indications are not enabled"),
        };
    }

    private void Indicate()
    {
        if (Peripheral.Answer is { } answer)
        {
            Tell(VirtualGatt.Control, answer);
        }
    }

    private void Subscribe(string name, bool on)
    {
        _ = on ? _subscribed.Add(name) : _subscribed.Remove(name);
        if (name == VirtualGatt.Control)
        {
            Peripheral.SubscribedControl(on);
        }
        else if (name == VirtualGatt.Stream)
        {
            Peripheral.SubscribedStream(on);
        }
    }

    private void Changed(string path, string owner, Dictionary<string, object> now)
    {
        if (owner == BluezNames.Device && path == _central && now.GetValueOrDefault("Connected") is false)
        {
            Leave();
        }
        else if (owner == BluezNames.Adapter && path == Adapter && now.GetValueOrDefault("Powered") is false)
        {
            Over();
        }
    }

    private void Leave()
    {
        _central = null;
        Peripheral.Disconnected();
        says("The computer is gone");
        advertise(true);
    }

    private void Over()
    {
        _subscribed.Clear();
        _central = null;
        Peripheral.Disconnected();
        _over?.TrySetResult();
    }

    // What a characteristic sends by itself is, for BlueZ, its value changing.
    private void Tell(string name, byte[] value) => _bus!.Emit($"{Root}/pelvis/{name}", BluezNames.Properties, "PropertiesChanged", writer =>
    {
        writer.Text(BluezNames.GattCharacteristic);
        writer.Table(("Value", value));
        writer.Texts();
    });
}
