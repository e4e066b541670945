using System.Reactive;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;
using PelvicFeedback.Sensors.Bluetooth.Bluez;

namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>
/// Makes this machine's Bluetooth adapter be a sensor of the project's own protocol: a GATT application and an advertisement, registered
/// with BlueZ over the system bus. One computer at a time is served, the first that reads or writes; while it is connected nothing is advertised.
/// </summary>
public sealed class VirtualSensor : IDisposable
{
    /// <summary>Samples a second that <see cref="Take"/> is to be fed with.</summary>
    public const int Rate = VirtualGatt.FullRate;

    /// <summary>How long another computer may pair with it after its start: the protocol's minute after the button was held.</summary>
    public static readonly TimeSpan PairingWindow = TimeSpan.FromSeconds(60);

    private const string Root = "/pelvicfeedback/sensor";
    private const string AdvertisementPath = Root + "/advertisement";
    private const string AgentPath = Root + "/agent";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private readonly BusThread _bus;
    private readonly string? _wanted;
    private readonly TimeProvider _time;
    private readonly Action<string> _says;
    private readonly BusObject[] _objects;
    private readonly Dictionary<string, OfferedCharacteristic> _characteristics = [];

    // All of these are the bus thread's.
    private readonly PelvisPeripheral _peripheral;
    private readonly HashSet<string> _subscribed = [];
    private string? _adapter;
    private string? _central;
    private bool _mayPair;
    private TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ushort _counter;
    private long _taken;
    private int _every = 1;
    private uint _now;
    private long _sent;
    private long _streamed;
    private double? _tapped;

    /// <param name="adapter">The adapter's name, such as <c>hci1</c>; null for the first.</param>
    /// <param name="boot">Another at every start.</param>
    /// <param name="serial">By which a host knows it again.</param>
    /// <param name="time">For waits.</param>
    /// <param name="says">Told what happens, a line at a time, on any thread.</param>
    /// <param name="address">Another bus than the system's, in D-Bus' words; null for the system's.</param>
    /// <exception cref="DllNotFoundException">libsystemd is not on this machine.</exception>
    public VirtualSensor(string? adapter, ushort boot, string serial, TimeProvider time, Action<string> says, string? address = null)
    {
        (_wanted, _time, _says) = (adapter, time, says);
        var description = VirtualGatt.Description(boot);
        _peripheral = new(description, new Body(this));
        var objects = new List<BusObject>();
        foreach (var service in VirtualGatt.Services(description, serial))
        {
            var path = $"{Root}/{service.Name}";
            objects.Add(new(path, BluezNames.GattService, ("UUID", service.Id.Text), ("Primary", true)));
            foreach (var one in service.Characteristics)
            {
                objects.Add(new(
                    $"{path}/{one.Name}", BluezNames.GattCharacteristic, ("UUID", one.Id.Text), ("Service", new BusPath(path)), ("Flags", one.Flags.ToArray())));
                _characteristics[$"{path}/{one.Name}"] = one;
            }
        }

        _objects = [.. objects];
        _bus = new(
            new Listener(this),
            [
                $"type='signal',sender='{BluezNames.Service}'",
                $"type='signal',sender='{BluezNames.Bus}',interface='{BluezNames.Bus}',member='NameOwnerChanged',arg0='{BluezNames.Service}'",
            ],
            Root,
            address);
        _bus.Start();
    }

    /// <summary>Offers itself, again whenever the adapter or its service went away meanwhile, until it is cancelled.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        var failed = "";
        while (true)
        {
            try
            {
                var over = await Offer(cancellation);
                failed = "";
                await over.WaitAsync(cancellation);
                _says("Bluetooth went away; waiting for it");
            }
            catch (BusException refused)
            {
                // Once: it is tried again every two seconds.
                if (failed != refused.Message)
                {
                    _says(failed = refused.Message);
                }
            }

            await Task.Delay(Again, _time, cancellation);
        }
    }

    /// <summary>A sample of the motion, at <see cref="Rate"/>. From any thread; never waits.</summary>
    public void Take(MotionSample sample) => _bus.Post(() =>
    {
        _now = (uint)(long)Math.Round(sample.Time.Seconds * 1e6);
        if (_taken++ % _every != 0)
        {
            return;
        }

        var force = sample.SpecificForce + new Vector3D(0, 0, TapForce(sample.Time.Seconds));
        _streamed++;
        _peripheral.Add(new(_now, _counter++, sample.SensorToEarth, force, sample.AngularRate));
        while (_peripheral.Take() is { } notification)
        {
            _sent++;
            Tell(VirtualGatt.Stream, notification);
        }
    });

    /// <summary>Somebody taps it twice, quickly, at its next sample. From any thread; never waits.</summary>
    public void Tap() => _bus.Post(() => _tapped = double.NaN);

    /// <summary>What was offered is gone with the connection to the bus.</summary>
    public void Dispose() => _bus.Dispose();

    // Completes when what is offered now no longer is.
    private async Task<Task> Offer(CancellationToken cancellation)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bus.Post(() => (_over, _central) = (over, null));
        var adapter = await Adapter(cancellation);
        _bus.Post(() => _adapter = adapter);
        await Set(adapter, "Powered", true, cancellation);
        await Set(adapter, "PairableTimeout", (uint)PairingWindow.TotalSeconds, cancellation);
        await Set(adapter, "Pairable", true, cancellation);
        _bus.Post(() => _mayPair = true);
        _ = CloseToStrangers(over);
        await Do("/org/bluez", BluezNames.AgentManager, "RegisterAgent", Agent, cancellation);
        await Do("/org/bluez", BluezNames.AgentManager, "RequestDefaultAgent", static writer => writer.ObjectPath(AgentPath), cancellation);
        await Do(adapter, BluezNames.GattManager, "RegisterApplication", static writer => Registration(writer, Root), cancellation);
        await Do(adapter, BluezNames.AdvertisingManager, "RegisterAdvertisement", static writer => Registration(writer, AdvertisementPath), cancellation);
        _says($"Advertising as a pelvis sensor on {Short(adapter)}; another computer can pair with it in the next {PairingWindow.TotalSeconds:0} s");
        return over.Task;

        static void Agent(BusWriter writer)
        {
            writer.ObjectPath(AgentPath);
            writer.Text("NoInputNoOutput");
        }
    }

    private async Task CloseToStrangers(TaskCompletionSource over)
    {
        await Task.WhenAny(Task.Delay(PairingWindow, _time), over.Task);
        _bus.Post(() => _mayPair &= _over != over);
    }

    private async Task<string> Adapter(CancellationToken cancellation)
    {
        var everything = await _bus.Call(
            new(BluezNames.Service, "/", BluezNames.ObjectManager, "GetManagedObjects"), static reader => reader.ReadTable(), Patience, cancellation);
        var adapters = everything.Where(one => ((Dictionary<string, object>)one.Value).ContainsKey(BluezNames.Adapter)).Select(one => one.Key).Order(StringComparer.Ordinal);
        return adapters.FirstOrDefault(path => _wanted is null || Short(path) == _wanted) ?? throw new BusException(
            "org.bluez.Error.NotAvailable", _wanted is null ? "there is no Bluetooth adapter" : $"there is no Bluetooth adapter {_wanted}");
    }

    private Task<Unit> Set(string adapter, string property, object value, CancellationToken cancellation) => Do(
        adapter,
        BluezNames.Properties,
        "Set",
        writer =>
        {
            writer.Text(BluezNames.Adapter);
            writer.Text(property);
            writer.Value(value);
        },
        cancellation);

    private Task<Unit> Do(string path, string ownerInterface, string member, Action<BusWriter> write, CancellationToken cancellation) =>
        _bus.Call(new(BluezNames.Service, path, ownerInterface, member, write), static _ => Unit.Default, Patience, cancellation);

    private static void Registration(BusWriter writer, string path)
    {
        writer.ObjectPath(path);
        writer.Table();
    }

    // What a characteristic sends by itself is, for BlueZ, its value changing.
    private void Tell(string name, byte[] value) => _bus.Emit($"{Root}/pelvis/{name}", BluezNames.Properties, "PropertiesChanged", writer =>
    {
        writer.Text(BluezNames.GattCharacteristic);
        writer.Table(("Value", value));
        writer.Texts();
    });

    private void Serve(string central, int? mtu)
    {
        if (_central is null)
        {
            _central = central;
            _peripheral.Connected();

            // BlueZ lets nobody at those without encryption, and keeps what a bonded computer had subscribed to.
            _peripheral.Encrypted();
            _peripheral.SubscribedControl(_subscribed.Contains(VirtualGatt.Control));
            _peripheral.SubscribedStream(_subscribed.Contains(VirtualGatt.Stream));
            _says("A computer is connected");
            Advertise(false);
        }

        if (mtu is { } agreed)
        {
            _peripheral.Mtu(agreed);
        }
    }

    private void Leave()
    {
        _central = null;
        _peripheral.Disconnected();
        _says("The computer is gone");
        Advertise(true);
    }

    private void Advertise(bool on) => _ = BluezBluetooth.Quietly(Do(
        _adapter!,
        BluezNames.AdvertisingManager,
        on ? "RegisterAdvertisement" : "UnregisterAdvertisement",
        writer =>
        {
            writer.ObjectPath(AdvertisementPath);
            if (on)
            {
                writer.Table();
            }
        },
        CancellationToken.None));

    // Two jolts of 20 ms, 0.3 s apart.
    private double TapForce(double now)
    {
        _tapped = _tapped is double.NaN ? now : _tapped;
        return now - _tapped is < 0.02 or (>= 0.3 and < 0.32) ? 12 : 0;
    }

    private static string Short(string path) => path[(path.LastIndexOf('/') + 1)..];

    // The sensor around the control point.
    private sealed class Body(VirtualSensor here) : ISensorBody
    {
        public uint Now => here._now;

        public void Sample(bool on, int rate, MotionContent content)
        {
            here._every = Rate / rate;
            here._says(on ? $"Streaming {rate} samples a second" : $"Stopped: {here._streamed} samples, {here._sent} notifications");
            (here._streamed, here._sent) = (0, 0);
        }

        // Its description does not offer that.
        public void SelfTest() => throw new NotSupportedException();

        public void Identify(int seconds) => here._says(seconds > 0 ? $"It is this one (for {seconds} s)" : "Shown");
    }

    // What the bus says, on its own thread.
    private sealed class Listener(VirtualSensor here) : IBusListener
    {
        public void Opened()
        {
        }

        public void Lost() => Over();

        public void Heard(BusReader signal)
        {
            switch (signal.Member)
            {
                case "PropertiesChanged":
                    Changed(signal.Path, signal.ReadText(), signal.ReadTable());
                    break;
                case "InterfacesRemoved":
                    var (path, interfaces) = (signal.ReadText(), signal.ReadList());
                    if (path == here._adapter && interfaces.Contains(BluezNames.Adapter))
                    {
                        Over();
                    }
                    else if (path == here._central && interfaces.Contains(BluezNames.Device))
                    {
                        here.Leave();
                    }

                    break;
                case "NameOwnerChanged":
                    Over();
                    break;
            }
        }

        public BusReply Asked(BusReader call) => call.Member switch
        {
            "GetManagedObjects" => BusReply.With(writer => writer.Objects(here._objects)),
            "GetAll" when call.Path == AdvertisementPath => BusReply.With(static writer => writer.Table(
                ("Type", "peripheral"), ("ServiceUUIDs", new[] { PelvisSensor.Service.Text }), ("LocalName", "Pelvis sensor"), ("Discoverable", true))),
            "RequestAuthorization" => here._mayPair ? BusReply.Done : BusReply.Refused("org.bluez.Error.Rejected", "the minute for pairing is over: start it again"),
            "AuthorizeService" or "Release" or "Cancel" => BusReply.Done,
            _ => here._characteristics.GetValueOrDefault(call.Path) is { } one ? Asked(call, one) : BusReply.NotOffered,
        };

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
                    return Written(here._peripheral.Write(request));
                case "StartNotify" or "StopNotify":
                    Subscribe(one.Name, call.Member == "StartNotify");
                    return BusReply.Done;
                case "Confirm":
                    here._peripheral.Confirmed();
                    return BusReply.Done;
                default:
                    return BusReply.NotOffered;
            }
        }

        private void Serve(Dictionary<string, object> options)
        {
            if (options.GetValueOrDefault("device") is string device)
            {
                here.Serve(device, options.GetValueOrDefault("mtu") is ushort mtu ? mtu : null);
            }
        }

        // BlueZ has no word for a control point that is not configured, and lets nobody write without encryption.
        private BusReply Written(AttAnswer answer)
        {
            if (answer == AttAnswer.Taken)
            {
                // The write's own answer goes out first.
                here._bus.Post(Indicate);
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
            if (here._peripheral.Answer is { } answer)
            {
                here.Tell(VirtualGatt.Control, answer);
            }
        }

        private void Subscribe(string name, bool on)
        {
            _ = on ? here._subscribed.Add(name) : here._subscribed.Remove(name);
            if (name == VirtualGatt.Control)
            {
                here._peripheral.SubscribedControl(on);
            }
            else if (name == VirtualGatt.Stream)
            {
                here._peripheral.SubscribedStream(on);
            }
        }

        private void Changed(string path, string owner, Dictionary<string, object> now)
        {
            if (owner == BluezNames.Device && path == here._central && now.GetValueOrDefault("Connected") is false)
            {
                here.Leave();
            }
            else if (owner == BluezNames.Adapter && path == here._adapter && now.GetValueOrDefault("Powered") is false)
            {
                Over();
            }
        }

        private void Over()
        {
            here._subscribed.Clear();
            here._central = null;
            here._peripheral.Disconnected();
            here._over.TrySetResult();
        }
    }
}
