using System.Buffers.Binary;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using PelvicFeedback.Sensors.Bluetooth;
using static PelvicFeedback.Tests.Bluetooth.ScriptedBluez;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>What every Bluetooth adapter promises, against a scripted BlueZ.</summary>
public abstract class BluetoothContract
{
    private static readonly CancellationToken Never = CancellationToken.None;

    /// <summary>Where the bus has to be; null for anywhere.</summary>
    protected virtual string? Place => null;

    /// <summary>Bytes of a notification that the adapter knows of, where a device's MTU is 247.</summary>
    protected virtual int NotificationBytes => 244;

    /// <summary>The adapter, on that bus.</summary>
    protected abstract IBluetooth Open(string address, IScheduler scheduler);

    [Fact]
    public async Task It_says_what_is_missing_and_when_it_is_back()
    {
        await using var bluez = await ScriptedBluez.Started(Place);
        await using var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.NoAdapter);
        await bluez.Do("adapter back");
        await Reaches(bluetooth, BluetoothState.On);
        await bluez.Do("adapter off");
        await Reaches(bluetooth, BluetoothState.Off);
        await bluez.Do("service stop");
        await Reaches(bluetooth, BluetoothState.NoService);
        await bluez.Do("service start");
        await Reaches(bluetooth, BluetoothState.NoAdapter);
    }

    [Fact]
    public async Task Without_a_bus_there_is_no_service_and_calls_fail_at_once()
    {
        await using var bluetooth = Open("unix:path=/nowhere/at/all");
        await Reaches(bluetooth, BluetoothState.NoService);
        await Fails(BluetoothFault.Unavailable, bluetooth.Connect(Sensor, Patience, Never));
    }

    [Fact]
    public async Task A_search_hears_what_offers_the_service_and_goes_on_when_the_adapter_comes_back()
    {
        await using var bluez = await ScriptedBluez.WithSensor(Place);
        await bluez.Do($"device C0:FF:EE:00:00:02 Lamp {Control}={Control}");
        await using var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.On);
        var heard = bluetooth.Search([Service]).Replay();
        using var searching = heard.Connect();
        await bluez.Until("call StartDiscovery");
        await bluez.Do("advertise C0:FF:EE:00:00:02 -40");
        await bluez.Do($"advertise {Sensor} -55");
        var first = await Soon(heard.FirstAsync(one => one.Rssi == -55));
        Assert.Equal((Sensor, "Belt"), (first.Id, first.Name));
        await bluez.Do("adapter off");
        await bluez.Do("adapter on");
        await bluez.Until("call StartDiscovery");
        await bluez.Do($"advertise {Sensor} -70");
        await Soon(heard.FirstAsync(one => one.Rssi == -70));
        Assert.All(await heard.TakeUntil(one => one.Rssi == -70).ToList().ToTask(), one => Assert.Equal(Sensor, one.Id));
        searching.Dispose();
        await bluez.Until("call StopDiscovery");
    }

    [Fact]
    public async Task It_connects_without_pairing_reads_writes_and_leaves()
    {
        await using var bluez = await ScriptedBluez.WithSensor(Place);
        await using var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.On);
        var link = await bluetooth.Connect(Sensor, Patience, Never);
        await bluez.Do($"value {Sensor} {Control} 0102ff");
        Assert.Equal([1, 2, 255], await link.Read(Control, Patience, Never));
        await link.Write(Control, new byte[] { 7, 8 }, Patience, Never);
        await bluez.Until("wrote");
        Assert.EndsWith("0708", bluez.Heard[^1], StringComparison.Ordinal);
        Assert.Equal(NotificationBytes, link.NotificationBytes(Samples));
        await bluez.Do($"battery {Sensor} 82");
        using var late = new CancellationTokenSource(Patience);
        while (link.BatteryPercent != 82)
        {
            await link.Read(Control, Patience, late.Token);
        }

        Assert.False(link.IsBonded);
        await link.DisposeAsync();
        Assert.Equal(LinkEnd.Closed, await link.Ended);
        await bluez.Do("advertise " + Sensor + " -60");
        Assert.DoesNotContain(bluez.Heard, line => line.StartsWith("call Pair", StringComparison.Ordinal));
        Assert.Contains(bluez.Heard, line => line.StartsWith("call Disconnect", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ten_thousand_notifications_at_once_come_in_order_and_a_slow_reader_loses_the_oldest()
    {
        await using var bluez = await ScriptedBluez.WithSensor(Place);
        await using var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.On);
        await using var link = await bluetooth.Connect(Sensor, Patience, Never);
        var reader = await link.Listen(Samples, Patience, Never);
        await bluez.Do($"stream {Sensor} {Samples} 0 10000");
        await bluez.Do($"notify {Sensor} {Control} 00");
        var last = 0u;
        var count = 0;
        await foreach (var one in reader.ReadAllAsync())
        {
            var number = BinaryPrimitives.ReadUInt32LittleEndian(one.Value.Span);
            Assert.True(count == 0 || number > last);
            (last, count) = (number, count + 1);
            if (number == 9999)
            {
                break;
            }
        }

        Assert.InRange(count, GattNotifications.Capacity, 10_000);
    }

    [Theory]
    [InlineData("drop " + Sensor, LinkEnd.Lost)]
    [InlineData("vanish " + Sensor, LinkEnd.Lost)]
    [InlineData("adapter off", LinkEnd.Lost)] // BlueZ ends the connections first
    [InlineData("adapter gone", LinkEnd.AdapterGone)]
    [InlineData("service stop", LinkEnd.ServiceGone)]
    public async Task Whatever_ends_a_link_is_said_and_ends_what_it_sends(string command, LinkEnd reason)
    {
        await using var bluez = await ScriptedBluez.WithSensor(Place);
        await using var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.On);
        await using var link = await bluetooth.Connect(Sensor, Patience, Never);
        var reader = await link.Listen(Samples, Patience, Never);
        await bluez.Do($"notify {Sensor} {Samples} 01");
        await bluez.Do(command);
        Assert.Equal(reason, await link.Ended.WaitAsync(Patience));
        var values = new List<Notification>();
        await foreach (var one in reader.ReadAllAsync())
        {
            values.Add(one);
        }

        Assert.Single(values);
        await Fails(BluetoothFault.LinkLost, link.Read(Control, Patience, Never));
    }

    [Fact]
    public async Task After_a_drop_the_same_device_is_connected_again()
    {
        await using var bluez = await ScriptedBluez.WithSensor(Place);
        await using var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.On);
        for (var round = 0; round < 5; round++)
        {
            await using var link = await bluetooth.Connect(Sensor, Patience, Never);
            var reader = await link.Listen(Samples, Patience, Never);
            await bluez.Do($"notify {Sensor} {Samples} {round:x2}");
            Assert.Equal(round, (await reader.ReadAsync().AsTask().WaitAsync(Patience)).Value.Span[0]);
            await bluez.Do($"drop {Sensor}");
            await link.Ended.WaitAsync(Patience);
        }
    }

    [Fact]
    public async Task A_call_that_is_not_answered_times_out_and_one_that_is_refused_says_why()
    {
        await using var bluez = await ScriptedBluez.WithSensor(Place);
        await using var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.On);
        await bluez.Do("freeze Connect");
        await Fails(BluetoothFault.TimedOut, bluetooth.Connect(Sensor, TimeSpan.FromMilliseconds(200), Never));
        await bluez.Do("refuse Connect org.bluez.Error.Failed le-connection-abort-by-local");
        await Fails(BluetoothFault.Refused, bluetooth.Connect(Sensor, Patience, Never));
        await using var link = await bluetooth.Connect(Sensor, Patience, Never);
        await bluez.Do("refuse WriteValue org.bluez.Error.Failed Operation failed with ATT error: 0x0f");
        await Fails(BluetoothFault.NotPaired, link.Write(Control, new byte[] { 1 }, Patience, Never));
        await link.Bond(Patience, Never);
        Assert.True(link.IsBonded);
        await Fails(BluetoothFault.NotOffered, link.Read(Service, Patience, Never));
        await bluez.Do("freeze ReadValue");
        await Fails(BluetoothFault.TimedOut, link.Read(Control, TimeSpan.FromMilliseconds(200), Never));
        Assert.Empty(await link.Read(Control, Patience, Never));
    }

    [Fact]
    public async Task Who_gives_up_waits_no_longer()
    {
        await using var bluez = await ScriptedBluez.WithSensor(Place);
        await using var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.On);
        await bluez.Do("freeze Connect");
        using var patience = new CancellationTokenSource();
        var connecting = bluetooth.Connect(Sensor, Patience, patience.Token);
        await bluez.Until("call Connect");
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(Patience));
        await using var link = await bluetooth.Connect(Sensor, Patience, Never);
    }

    [Fact]
    public async Task An_unknown_device_is_not_found()
    {
        await using var bluez = await ScriptedBluez.WithSensor(Place);
        await using var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.On);
        await Fails(BluetoothFault.NotFound, bluetooth.Connect("C0:FF:EE:00:00:09", Patience, Never));
    }

    [Fact]
    public async Task What_is_asked_after_it_was_closed_fails_at_once_and_links_end_with_it()
    {
        await using var bluez = await ScriptedBluez.WithSensor(Place);
        var bluetooth = Open(bluez.Address);
        await Reaches(bluetooth, BluetoothState.On);
        var link = await bluetooth.Connect(Sensor, Patience, Never);
        var reader = await link.Listen(Samples, Patience, Never);
        await bluetooth.DisposeAsync();
        Assert.Equal(LinkEnd.ServiceGone, await link.Ended.WaitAsync(Patience));
        await reader.Completion.WaitAsync(Patience);
        await Fails(BluetoothFault.LinkLost, link.Read(Control, Patience, Never));
        await Fails(BluetoothFault.Unavailable, bluetooth.Connect(Sensor, Patience, Never));
        await link.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    private IBluetooth Open(string address) => Open(address, TaskPoolScheduler.Default);

    private static async Task Reaches(IBluetooth bluetooth, BluetoothState state) => await Soon(bluetooth.State.FirstAsync(now => now == state));

    private static Task<T> Soon<T>(IObservable<T> one) => one.ToTask().WaitAsync(Patience);

    private static async Task Fails(BluetoothFault fault, Task task)
    {
        var failure = await Assert.ThrowsAsync<BluetoothException>(() => task.WaitAsync(Patience));
        Assert.Equal(fault, failure.Fault);
    }
}

/// <summary>BlueZ over sd-bus.</summary>
public sealed class BlueZTests : BluetoothContract
{
    [Fact]
    public async Task A_call_of_the_bus_after_its_end_is_not_left_waiting()
    {
        var bluetooth = new Sensors.Bluetooth.Bluez.BluezBluetooth(TaskPoolScheduler.Default, "unix:path=/nowhere/at/all");
        await bluetooth.DisposeAsync();
        var call = bluetooth.Do("/", "org.example.Any", "Thing", null, ScriptedBluez.Patience, CancellationToken.None);
        await Assert.ThrowsAsync<Sensors.Bluetooth.Bluez.BusException>(() => call.WaitAsync(ScriptedBluez.Patience));
    }

    protected override IBluetooth Open(string address, IScheduler scheduler) => new Sensors.Bluetooth.Bluez.BluezBluetooth(scheduler, address);
}
