using System.Diagnostics;
using System.Reactive;
using System.Threading.Channels;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Bluetooth.Bluez;
using PelvicFeedback.Sensors.Bluetooth.Virtual;
using PelvicFeedback.Tests.Store;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>The virtual sensor as BlueZ meets it: on a D-Bus of its own, the daemon played by the test.</summary>
public class VirtualSensorTests
{
    private const string Stream = "/pelvicfeedback/sensor/pelvis/stream";
    private const string Control = "/pelvicfeedback/sensor/pelvis/control";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_offers_itself_on_the_adapter_that_was_named()
    {
        await using var bluez = await Daemon.Started("/org/bluez/hci0", "/org/bluez/hci1");
        bluez.Sensor("hci1");
        await bluez.Until("Advertising as a pelvis sensor on hci1; another computer can pair with it in the next 60 s");
        Assert.Equal(
            [
                "/ GetManagedObjects", "/org/bluez/hci1 Set", "/org/bluez/hci1 Set", "/org/bluez/hci1 Set", "/org/bluez/hci1 Set",
                "/org/bluez RegisterAgent", "/org/bluez RequestDefaultAgent", "/org/bluez/hci1 RegisterApplication", "/org/bluez/hci1 RegisterAdvertisement",
            ],
            bluez.Asked);

        var objects = await bluez.Call("/pelvicfeedback/sensor", BluezNames.ObjectManager, "GetManagedObjects", null, reader => reader.ReadTable());
        var stream = (Dictionary<string, object>)((Dictionary<string, object>)objects[Stream])[BluezNames.GattCharacteristic];
        Assert.Equal("8e2c0002-0f9a-455e-93dc-b1e7f8adefee", stream["UUID"]);
        Assert.Equal(["notify", "encrypt-notify"], (List<object>)stream["Flags"]);
        var advertised = await bluez.Call("/pelvicfeedback/sensor/advertisement", BluezNames.Properties, "GetAll", w => w.Text(BluezNames.Advertisement), r => r.ReadTable());
        Assert.Equal(["8e2c0001-0f9a-455e-93dc-b1e7f8adefee"], (List<object>)advertised["ServiceUUIDs"]);
    }

    [Fact]
    public async Task It_streams_to_the_one_that_started_it_until_that_one_is_gone()
    {
        await using var bluez = await Daemon.Started("/org/bluez/hci0");
        var sensor = bluez.Sensor(null);
        await bluez.Until("Advertising");

        // Nobody has subscribed to the answers.
        var refused = await Assert.ThrowsAsync<BusException>(() => bluez.Write(0x01, 0x01));
        Assert.Equal("org.bluez.Error.NotPermitted", refused.Name);
        await bluez.Until("A computer is connected");
        await bluez.Notify(Control, true);
        await bluez.Notify(Stream, true);
        await bluez.Write(0x04, 0x02, 0x07);
        Assert.Equal("840200", await bluez.Value(Control));

        // The answer before is not confirmed.
        Assert.Equal("org.bluez.Error.InProgress", (await Assert.ThrowsAsync<BusException>(() => bluez.Write(0x01, 0x03))).Name);
        await bluez.Call(Control, BluezNames.GattCharacteristic, "Confirm", null, _ => Unit.Default);
        await bluez.Write(0x01, 0x04);
        Assert.StartsWith("8104003412", await bluez.Value(Control), StringComparison.Ordinal);
        await bluez.Until("Streaming 100 samples a second");
        for (var k = 0; k < 8; k++)
        {
            sensor.Take(new() { Time = new(10 + (k * 0.01)), SensorToEarth = Rotation.Identity, Content = MotionContent.Orientation });
        }

        Assert.StartsWith("07040000", await bluez.Value(Stream), StringComparison.Ordinal);
        Assert.StartsWith("07040400", await bluez.Value(Stream), StringComparison.Ordinal);
        bluez.Gone("/org/bluez/hci0/dev_1");
        await bluez.Until("Stopped: 8 samples, 2 notifications");
        await bluez.Until("The computer is gone");
        await bluez.Until("asked /org/bluez/hci0 RegisterAdvertisement");
    }

    [Fact]
    public async Task Nobody_pairs_with_it_when_the_minute_is_over_until_its_button_is_held()
    {
        await using var bluez = await Daemon.Started("/org/bluez/hci0");
        var time = new SteppedTime();
        var sensor = bluez.Sensor(null, time);
        await bluez.Until("Advertising");
        await Pair();
        time.Advance(VirtualSensor.PairingWindow);
        var refused = await Assert.ThrowsAsync<BusException>(Pair);
        Assert.Equal("org.bluez.Error.Rejected", refused.Name);
        sensor.Press();
        await bluez.Until("Another computer can pair with it in the next 60 s");
        await Pair();

        Task Pair() => bluez.Call("/pelvicfeedback/sensor/agent", BluezNames.Agent, "RequestAuthorization", w => w.ObjectPath("/org/bluez/hci0/dev_1"), _ => Unit.Default);
    }

    [Fact]
    public async Task It_says_what_is_missing_and_waits_for_it()
    {
        await using var bluez = await Daemon.Started("/org/bluez/hci0");
        bluez.Sensor("hci7");
        await bluez.Until("org.bluez.Error.NotAvailable: there is no Bluetooth adapter hci7");
    }

    // org.bluez, as far as a sensor has to do with it; every wait has its patience.
    private sealed class Daemon : IBusListener, IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-bus-");
        private readonly Channel<string> _said = Channel.CreateUnbounded<string>();
        private readonly Channel<(string Path, string Value)> _values = Channel.CreateUnbounded<(string, string)>();
        private readonly TaskCompletionSource _opened = new();
        private readonly List<string> _asked = [];
        private readonly CancellationTokenSource _over = new();
        private readonly string[] _adapters;
        private Process? _process;
        private BusThread? _bus;
        private Task _offering = Task.CompletedTask;
        private VirtualSensor? _sensor;

        private Daemon(string[] adapters) => _adapters = adapters;

        public IReadOnlyList<string> Asked => _asked;

        private string Address => $"unix:path={Path.Combine(_folder.FullName, "bus")}";

        public static async Task<Daemon> Started(params string[] adapters)
        {
            var here = new Daemon(adapters);
            here._process = Process.Start(new ProcessStartInfo("dbus-daemon", ["--session", "--nofork", "--nopidfile", "--print-address", $"--address={here.Address}"])
            {
                RedirectStandardOutput = true,
            })!;
            await here._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            here._bus = new(here, ["type='signal',interface='org.freedesktop.DBus.Properties'"], "/", here.Address);
            here._bus.Start();
            await here._opened.Task.WaitAsync(Patience);
            await here.Bus("RequestName", Name, _ => Unit.Default);
            return here;

            static void Name(BusWriter writer)
            {
                writer.Text(BluezNames.Service);
                writer.Number(0);
            }
        }

        public VirtualSensor Sensor(string? adapter, TimeProvider? time = null)
        {
            _sensor = new(adapter, 0x1234, "virtual-1", time ?? TimeProvider.System, line => _said.Writer.TryWrite(line), Address);
            _offering = _sensor.Run(_over.Token);
            return _sensor;
        }

        public async Task Until(string words)
        {
            while (!(await _said.Reader.ReadAsync().AsTask().WaitAsync(Patience)).StartsWith(words, StringComparison.Ordinal))
            {
            }
        }

        public async Task<string> Value(string path)
        {
            while (true)
            {
                var (from, value) = await _values.Reader.ReadAsync().AsTask().WaitAsync(Patience);
                if (from == path)
                {
                    return value;
                }
            }
        }

        public Task<Unit> Write(params byte[] request) => Call(
            Control,
            BluezNames.GattCharacteristic,
            "WriteValue",
            writer =>
            {
                writer.Bytes(request);
                writer.Table(("device", new BusPath("/org/bluez/hci0/dev_1")), ("mtu", (ushort)247));
            },
            _ => Unit.Default);

        public Task<Unit> Notify(string path, bool on) => Call(path, BluezNames.GattCharacteristic, on ? "StartNotify" : "StopNotify", null, _ => Unit.Default);

        public void Gone(string device) => _bus!.Post(() => _bus.Emit(device, BluezNames.Properties, "PropertiesChanged", writer =>
        {
            writer.Text(BluezNames.Device);
            writer.Table(("Connected", false));
            writer.Texts();
        }));

        // The sensor is the last that came to the bus.
        public async Task<T> Call<T>(string path, string ownerInterface, string member, Action<BusWriter>? write, Func<BusReader, T> read)
        {
            var names = await Bus("ListNames", null, reader => reader.ReadList().Cast<string>().Where(name => name[0] == ':').ToList());
            var sensor = names.MaxBy(name => int.Parse(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture))!;
            return await _bus!.Call(new(sensor, path, ownerInterface, member, write), read, Patience, CancellationToken.None);
        }

        public void Opened() => _opened.TrySetResult();

        public void Lost()
        {
        }

        public void Heard(BusReader signal)
        {
            if (signal.ReadText() == BluezNames.GattCharacteristic && signal.ReadBytesIn("Value") is { } value)
            {
                _values.Writer.TryWrite((signal.Path, Convert.ToHexStringLower(value)));
            }
        }

        BusReply IBusListener.Asked(BusReader call)
        {
            var asked = $"{call.Path} {call.Member}";
            _asked.Add(asked);
            _said.Writer.TryWrite($"asked {asked}");
            return call.Member == "GetManagedObjects"
                ? BusReply.With(writer => writer.Objects(_adapters.Select(path => new BusObject(path, BluezNames.Adapter, ("Powered", true)))))
                : BusReply.Done;
        }

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            await Task.WhenAny(_offering).WaitAsync(Patience);
            _sensor?.Dispose();
            _bus?.Dispose();
            _process?.Kill();
            _process?.Dispose();
            _over.Dispose();
            _folder.Delete(recursive: true);
        }

        private Task<T> Bus<T>(string member, Action<BusWriter>? write, Func<BusReader, T> read) =>
            _bus!.Call(new(BluezNames.Bus, "/org/freedesktop/DBus", BluezNames.Bus, member, write), read, Patience, CancellationToken.None);
    }
}
