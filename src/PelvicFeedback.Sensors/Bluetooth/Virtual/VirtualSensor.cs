using System.Reactive;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Bluetooth.Bluez;

namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>
/// Makes this machine's Bluetooth adapter be a sensor of the project's own protocol: a GATT application and an advertisement, registered
/// with BlueZ over the system bus. One computer at a time is served; while it is connected nothing is advertised.
/// </summary>
public sealed class VirtualSensor : IDisposable
{
    /// <summary>Samples a second that <see cref="Take"/> is to be fed with.</summary>
    public const int Rate = VirtualGatt.FullRate;

    /// <summary>How long another computer may pair with it after its start, and after its button: the protocol's minute.</summary>
    public static readonly TimeSpan PairingWindow = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private readonly BusThread _bus;
    private readonly VirtualServer _server;
    private readonly string? _wanted;
    private readonly TimeProvider _time;
    private readonly Action<string> _says;

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
        _server = new(VirtualGatt.Description(boot), serial, time, says, Advertise);
        _bus = new(
            _server,
            [
                $"type='signal',sender='{BluezNames.Service}'",
                $"type='signal',sender='{BluezNames.Bus}',interface='{BluezNames.Bus}',member='NameOwnerChanged',arg0='{BluezNames.Service}'",
            ],
            VirtualServer.Root,
            address);
        _server.On(_bus);
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
    public void Take(MotionSample sample) => _bus.Post(() => _server.Take(sample));

    /// <summary>Somebody taps it twice, quickly, at its next sample. From any thread; never waits.</summary>
    public void Tap() => _bus.Post(_server.Tap);

    /// <summary>Somebody holds its button: for another minute a computer may pair with it. From any thread; never waits.</summary>
    public void Press() => _bus.Post(() => _ = Pressed());

    /// <summary>What was offered is gone with the connection to the bus.</summary>
    public void Dispose() => _bus.Dispose();

    // Completes when what is offered now no longer is.
    private async Task<Task> Offer(CancellationToken cancellation)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bus.Post(() => _server.Begin(over));
        var adapter = await Adapter(cancellation);
        _bus.Post(() => _server.Adapter = adapter);
        await Set(adapter, "Powered", true, cancellation);
        await OpenToStrangers(adapter, cancellation);
        await Do("/org/bluez", BluezNames.AgentManager, "RegisterAgent", Agent, cancellation);
        await Do("/org/bluez", BluezNames.AgentManager, "RequestDefaultAgent", static writer => writer.ObjectPath(VirtualServer.Agent), cancellation);
        await Do(adapter, BluezNames.GattManager, "RegisterApplication", static writer => Registration(writer, VirtualServer.Root), cancellation);
        await Do(adapter, BluezNames.AdvertisingManager, "RegisterAdvertisement", static writer => Registration(writer, VirtualServer.Advertisement), cancellation);
        _says($"Advertising as a pelvis sensor on {Short(adapter)}; another computer can pair with it in the next {PairingWindow.TotalSeconds:0} s");
        return over.Task;

        static void Agent(BusWriter writer)
        {
            writer.ObjectPath(VirtualServer.Agent);
            writer.Text("NoInputNoOutput");
        }
    }

    // On the bus' thread; before it is offered there is nothing to pair with.
    private async Task Pressed()
    {
        if (_server.Adapter is { } adapter)
        {
            try
            {
                await OpenToStrangers(adapter, CancellationToken.None);
                _says($"Another computer can pair with it in the next {PairingWindow.TotalSeconds:0} s");
            }
            catch (BusException refused)
            {
                _says(refused.Message);
            }
        }
    }

    // Off and on again, so that BlueZ counts its own minute anew.
    private async Task OpenToStrangers(string adapter, CancellationToken cancellation)
    {
        await Set(adapter, "Pairable", false, cancellation);
        await Set(adapter, "PairableTimeout", (uint)PairingWindow.TotalSeconds, cancellation);
        await Set(adapter, "Pairable", true, cancellation);
        _bus.Post(_server.OpenToStrangers);
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

    private void Advertise(bool on) => _ = BluezBluetooth.Quietly(Do(
        _server.Adapter!,
        BluezNames.AdvertisingManager,
        on ? "RegisterAdvertisement" : "UnregisterAdvertisement",
        writer =>
        {
            writer.ObjectPath(VirtualServer.Advertisement);
            if (on)
            {
                writer.Table();
            }
        },
        CancellationToken.None));

    private static string Short(string path) => path[(path.LastIndexOf('/') + 1)..];
}
