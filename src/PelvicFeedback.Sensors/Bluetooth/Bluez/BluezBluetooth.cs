using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using System.Threading.Channels;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>
/// Bluetooth through BlueZ, the Linux Bluetooth service, over the system bus. One thread speaks with the bus; what is observed comes on the
/// scheduler that was given. When the service is restarted or the adapter comes back, searching goes on by itself.
/// </summary>
public sealed class BluezBluetooth : IBluetooth
{
    private const string AgentPath = "/pelvicfeedback/agent";
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SearchAgain = TimeSpan.FromSeconds(1);

    private readonly BusThread _bus;
    private readonly IScheduler _scheduler;
    private readonly BehaviorSubject<BluezTree> _tree = new(BluezTree.Absent);
    private readonly Subject<BluezObject> _heard = new();
    private readonly Dictionary<string, ChannelWriter<Notification>> _listeners = [];
    private readonly IObservable<Advertisement> _advertisements;

    /// <param name="scheduler">What is observed comes on it, and waits are timed by it.</param>
    /// <param name="address">Another bus than the system's, in D-Bus' words; null for the system's.</param>
    /// <exception cref="DllNotFoundException">libsystemd is not on this machine.</exception>
    public BluezBluetooth(IScheduler scheduler, string? address = null)
    {
        _scheduler = scheduler;
        _bus = new(
            new Listener(this),
            [
                $"type='signal',sender='{BluezNames.Service}'",
                $"type='signal',sender='{BluezNames.Bus}',interface='{BluezNames.Bus}',member='NameOwnerChanged',arg0='{BluezNames.Service}'",
            ],
            AgentPath,
            address);
        State = _tree.Select(tree => tree.State).DistinctUntilChanged().ObserveOn(scheduler);
        _advertisements = _tree.Select(tree => (tree.State, tree.Adapter?.Path)).DistinctUntilChanged()
            .Select(now => now is (BluetoothState.On, { } adapter) ? Discover(adapter) : Observable.Never<Advertisement>())
            .Switch()
            .Publish()
            .RefCount()
            .ObserveOn(scheduler);
        _bus.Start();
    }

    /// <inheritdoc/>
    public IObservable<BluetoothState> State { get; }

    /// <summary>What BlueZ says there is; changes on the bus' thread.</summary>
    internal IObservable<BluezTree> Trees => _tree;

    /// <summary>What BlueZ says there is now.</summary>
    internal BluezTree Tree => _tree.Value;

    /// <inheritdoc/>
    public IObservable<Advertisement> Search(IReadOnlyCollection<GattUuid> services) => services.Count == 0
        ? _advertisements
        : _advertisements.Where(heard => heard.Services.Any(services.Contains));

    /// <inheritdoc/>
    public async Task<IGattLink> Connect(string id, TimeSpan patience, CancellationToken cancellation)
    {
        var what = $"connecting to {id}";
        var waited = _scheduler.StartStopwatch();
        if (Tree.State != BluetoothState.On)
        {
            throw new BluetoothException(BluetoothFault.Unavailable, $"Connecting to {id}: Bluetooth is not available ({Tree.State}).");
        }

        var device = Tree.Device(id) ?? throw new BluetoothException(
            BluetoothFault.NotFound, $"Connecting to {id}: it has not been heard lately. Is it charged and switched on?");
        try
        {
            if (!device.IsConnected)
            {
                await Do(device.Path, BluezNames.Device, "Connect", null, patience, cancellation);
            }

            await _tree.Where(tree => tree.Find(device.Path, BluezNames.Device) is not { } now || now.Flag("ServicesResolved"))
                .FirstAsync().Timeout(Left(patience - waited.Elapsed), _scheduler).ObserveOn(_scheduler).ToTask(cancellation);
            var link = new BluezLink(this, device.Path, id);
            if (!link.Ended.IsCompleted)
            {
                return link;
            }

            throw new BluetoothException(BluetoothFault.LinkLost, $"Connecting to {id}: the connection was lost at once ({await link.Ended}).");
        }
        catch (Exception failed) when (failed is BusException or TimeoutException or OperationCanceledException or BluetoothException)
        {
            // Otherwise BlueZ would go on trying, or hold a connection that nobody uses.
            _ = Quietly(Do(device.Path, BluezNames.Device, "Disconnect", null, Promptly, CancellationToken.None));
            throw failed switch
            {
                BusException error => BluezFaults.From(error, what),
                BluetoothException => failed,
                TimeoutException => new BluetoothException(BluetoothFault.TimedOut, $"Connecting to {id}: its services did not become known in time."),
                _ => new OperationCanceledException($"Connecting to {id} was given up.", failed, cancellation),
            };
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _bus.Dispose();
        _tree.OnNext(BluezTree.Absent);
        _tree.OnCompleted();
        _heard.OnCompleted();
        return ValueTask.CompletedTask;
    }

    /// <summary>Calls a method that answers nothing.</summary>
    internal Task Do(string path, string ownerInterface, string member, Action<BusWriter>? write, TimeSpan patience, CancellationToken cancellation) =>
        Ask(path, ownerInterface, member, write, static _ => Unit.Default, patience, cancellation);

    /// <summary>Calls a method that answers something.</summary>
    internal Task<T> Ask<T>(
        string path, string ownerInterface, string member, Action<BusWriter>? write, Func<BusReader, T> read, TimeSpan patience, CancellationToken cancellation) =>
        _bus.Call(new(BluezNames.Service, path, ownerInterface, member, write), read, patience, cancellation);

    /// <summary>From now on the values that a characteristic sends go there; null: nowhere.</summary>
    internal void Listen(string characteristic, ChannelWriter<Notification>? writer) => _bus.Post(() =>
    {
        if (writer is null)
        {
            _listeners.Remove(characteristic);
        }
        else
        {
            _listeners[characteristic] = writer;
        }
    });

    /// <summary>Answers for a patient who cannot be asked; only while a device is being paired.</summary>
    internal async Task<IAsyncDisposable> Agent(CancellationToken cancellation)
    {
        await Do("/org/bluez", BluezNames.AgentManager, "RegisterAgent", Path, Promptly, cancellation);
        return new Leaving(() => Quietly(Do("/org/bluez", BluezNames.AgentManager, "UnregisterAgent", writer => writer.ObjectPath(AgentPath), Promptly, CancellationToken.None)));

        static void Path(BusWriter writer)
        {
            writer.ObjectPath(AgentPath);
            writer.Text("NoInputNoOutput");
        }
    }

    /// <summary>What is done on the way out may fail: then it was over already.</summary>
    internal static async Task Quietly(Task leaving)
    {
        try
        {
            await leaving;
        }
        catch (BusException)
        {
        }
    }

    private static TimeSpan Left(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private IObservable<Advertisement> Discover(string adapter) => Observable.Create<Advertisement>(async (observer, cancellation) =>
    {
        // What is connected already does not advertise: a program that was killed leaves its sensor so.
        foreach (var connected in Tree.Connected(adapter))
        {
            observer.OnNext(Advertised(connected));
        }

        var hearing = _heard.Where(device => device.IsUnder(adapter)).Select(Advertised).Subscribe(observer);
        try
        {
            await Do(adapter, BluezNames.Adapter, "SetDiscoveryFilter", writer => writer.Table(("Transport", "le"), ("DuplicateData", true)), Promptly, cancellation);
            await Do(adapter, BluezNames.Adapter, "StartDiscovery", null, Promptly, cancellation);
        }
        catch (BusException already) when (already.Name == BluezNames.InProgress)
        {
            // An earlier call that was not answered in time has begun it after all.
        }
        catch
        {
            hearing.Dispose();
            throw;
        }

        return () =>
        {
            hearing.Dispose();
            _ = Quietly(Do(adapter, BluezNames.Adapter, "StopDiscovery", null, Promptly, CancellationToken.None));
        };
    }).RetryWhen(failures => failures.SelectMany(failure => failure is BusException
        ? Observable.Timer(SearchAgain, _scheduler).Select(_ => Unit.Default)
        : Observable.Throw<Unit>(failure)));

    private static Advertisement Advertised(BluezObject device) => new(
        device.Text("Address")!,
        device.Text("Name"),
        device.Number("RSSI"),
        [.. device.Texts("UUIDs").Select(text => GattUuid.TryParse(text, out var id) ? id : default).Where(id => id != default)]);

    // What the bus says, on its own thread.
    private sealed class Listener(BluezBluetooth here) : IBusListener
    {
        public void Opened() => _ = AskForEverything();

        public void Lost() => here._tree.OnNext(BluezTree.Absent);

        public BusReply Asked(BusReader call) =>
            call.Interface == BluezNames.Agent && call.Member is "Release" or "Cancel" or "RequestAuthorization" or "AuthorizeService" or "RequestConfirmation"
                ? BusReply.Done
                : BusReply.NotOffered;

        public void Heard(BusReader signal)
        {
            switch (signal.Member)
            {
                case "PropertiesChanged":
                    Changed(signal, signal.Path);
                    break;
                case "InterfacesAdded":
                    var added = signal.ReadText();
                    Put(here.Tree.With(added, signal.ReadTable()));
                    Tell(added);
                    break;
                case "InterfacesRemoved":
                    Put(here.Tree.Without(signal.ReadText(), signal.ReadList().OfType<string>()));
                    break;
                case "NameOwnerChanged":
                    _ = signal.ReadText();
                    _ = signal.ReadText();
                    Put(BluezTree.Absent);
                    if (signal.ReadText().Length > 0)
                    {
                        _ = AskForEverything();
                    }

                    break;
                default:
                    break;
            }
        }

        private void Changed(BusReader signal, string path)
        {
            var owner = signal.ReadText();
            if (owner == BluezNames.GattCharacteristic && here._listeners.TryGetValue(path, out var listener))
            {
                if (signal.ReadBytesIn("Value") is { } value)
                {
                    listener.TryWrite(new(System.Diagnostics.Stopwatch.GetTimestamp(), value));
                }

                return;
            }

            Put(here.Tree.With(path, owner, signal.ReadTable(), signal.ReadList().OfType<string>()));
            if (owner == BluezNames.Device)
            {
                Tell(path);
            }
        }

        private void Put(BluezTree tree)
        {
            if (!ReferenceEquals(tree, here.Tree))
            {
                here._tree.OnNext(tree);
            }
        }

        private void Tell(string path)
        {
            if (here.Tree.Find(path, BluezNames.Device) is { } device && device.Properties.ContainsKey("RSSI") && device.Text("Address") is not null)
            {
                here._heard.OnNext(device);
            }
        }

        // A service that is there and does not answer may yet do so; of one that is not, the bus tells when it comes.
        private async Task AskForEverything()
        {
            while (true)
            {
                try
                {
                    await Everything();
                    return;
                }
                catch (BusException slow) when (BluezFaults.IsTimeOut(slow))
                {
                    await Observable.Timer(SearchAgain, here._scheduler);
                }
                catch (BusException)
                {
                    return;
                }
            }
        }

        // Signals that come before the answer are in it; those after it change it.
        private Task<Unit> Everything() => here.Ask(
            "/",
            BluezNames.ObjectManager,
            "GetManagedObjects",
            null,
            reader =>
            {
                var tree = BluezTree.Empty;
                foreach (var (path, interfaces) in reader.ReadTable())
                {
                    tree = tree.With(path, (Dictionary<string, object>)interfaces);
                }

                Put(tree);
                return Unit.Default;
            },
            Promptly,
            CancellationToken.None);
    }

    private sealed class Leaving(Func<Task> leave) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await leave();
    }
}
