using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Sensors.Bluetooth.Bluez;
using static PelvicFeedback.Tests.Bluetooth.ScriptedBluez;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>A sensor on the patient, from the first search to the last drop-out, against a scripted BlueZ.</summary>
public sealed class BluetoothSensorTests : IDisposable
{
    private const string Near = "C0:FF:EE:00:00:0A";
    private const string Far = "C0:FF:EE:00:00:0B";
    private const string MetaMotion = "326a9000-85cb-9195-d9dd-464cfbbae75a=326a9001-85cb-9195-d9dd-464cfbbae75a,326a9006-85cb-9195-d9dd-464cfbbae75a";
    private const string Notify = "326a9006-85cb-9195-d9dd-464cfbbae75a";

    // w 0.940, x −0.050, y −0.154, z −0.301: of mbientlab's own tests.
    private const string Frame = "19071b9b703f8c5e4dbd077f1dbe78029abe";

    private readonly EventLoopScheduler _thread = new();

    public void Dispose() => _thread.Dispose();

    [Fact]
    public async Task The_first_time_the_nearest_one_is_asked_for_taps_and_nothing_is_paired()
    {
        await using var bluez = await WithTwo();
        await using var bluetooth = new BluezBluetooth(TaskPoolScheduler.Default, bluez.Address);
        using var sensor = new BluetoothSensor(bluetooth, WhichSensor.Unknown, _thread, TimeProvider.System, () => 0);
        using var samples = new Collected(sensor);
        await bluez.Until("call StartDiscovery");
        await bluez.Do($"advertise {Far} -80");
        await bluez.Do($"advertise {Near} -45");
        await bluez.Until("call StartNotify");
        await bluez.Do($"repeat {Near} {Notify} 100 {Frame}");
        var met = await samples.Stage(SensorStage.TapTwice);
        Assert.Equal((Near, "MbientLab MetaMotion"), (met.Id, met.Name));
        Assert.Equal(new SensorIdentity("MbientLab MetaMotion", Near, null), met.Identity);
        Assert.DoesNotContain(bluez.Heard, line => line.StartsWith("call Pair", StringComparison.Ordinal));

        // What it measures is nobody's, until somebody taps it.
        await Streams(sensor);
        Assert.Equal(0, samples.Count);
    }

    [Fact]
    public async Task Tapped_twice_it_is_the_one_and_known_by_its_number()
    {
        var motion = Path.GetTempFileName();
        PelvisMotion.Write(motion, PelvisMotion.Tapped(0.8, 1.2).Concat(PelvisMotion.Still(10)));
        await using var bluez = await Started();
        await bluez.Do("adapter back");
        await bluez.Do($"pelvis {Near} 100 PS-0001 {motion}");
        await using var bluetooth = new BluezBluetooth(TaskPoolScheduler.Default, bluez.Address);
        using var sensor = new BluetoothSensor(bluetooth, WhichSensor.Unknown, _thread, TimeProvider.System, () => 0);
        using var samples = new Collected(sensor);
        await samples.Stage(SensorStage.TapTwice);
        await bluez.Do("play");
        var live = await samples.Stage(SensorStage.Live);
        Assert.Equal(new SensorIdentity("Pelvis sensor", Near, "PS-0001"), live.Identity);
        Assert.Equal((LossEvidence.Counted, 90, 600), (live.Loss, live.Battery?.Percent, live.Battery?.MinutesLeft));
        Assert.Equal(9.81, (await samples.Next()).SpecificForce.Z, 0.01);
        File.Delete(motion);
    }

    [Fact]
    public async Task Another_number_at_the_same_address_is_refused_in_words()
    {
        var motion = Path.GetTempFileName();
        PelvisMotion.Write(motion, PelvisMotion.Still(1));
        await using var bluez = await Started();
        await bluez.Do("adapter back");
        await bluez.Do($"pelvis {Near} 100 PS-0002 {motion}");
        await using var bluetooth = new BluezBluetooth(TaskPoolScheduler.Default, bluez.Address);
        using var sensor = new BluetoothSensor(bluetooth, WhichSensor.Of(new("Pelvis sensor", Near, "PS-0001")), _thread, TimeProvider.System, () => 0);
        using var samples = new Collected(sensor);
        var refused = await samples.Stage(SensorStage.Refused);
        Assert.Equal("Pelvis sensor PS-0002 is in reach, where Pelvis sensor PS-0001 was confirmed. If it was replaced: pelvicfeedback scan --forget", refused.Words);
        Assert.Equal(0, samples.Count);
        File.Delete(motion);
    }

    [Theory]
    [InlineData("drop " + Near)]
    [InlineData("vanish " + Near)]
    [InlineData("silence " + Near)]
    [InlineData("adapter off")]
    [InlineData("adapter gone")]
    [InlineData("service stop")]
    public async Task Whatever_takes_it_away_it_streams_again_when_it_is_back_and_invents_nothing(string command)
    {
        await using var bluez = await WithTwo();
        await using var bluetooth = new BluezBluetooth(TaskPoolScheduler.Default, bluez.Address);
        using var sensor = new BluetoothSensor(bluetooth, Near, _thread, TimeProvider.System, () => 0);
        using var samples = new Collected(sensor);
        await bluez.Until("call StartDiscovery");
        await bluez.Do($"advertise {Near} -45");
        await bluez.Until("call StartNotify");
        await bluez.Do($"notify {Near} {Notify} {Frame}");
        await samples.Next();
        await bluez.Do(command);
        await samples.Stage(SensorStage.Lost);
        var before = samples.Count;
        await Back(bluez, command);
        await bluez.Until("call StartDiscovery");
        await bluez.Do($"advertise {Near} -45");
        await bluez.Until("call StartNotify");
        await samples.Stage(SensorStage.Live);
        Assert.Equal(before, samples.Count);
        await bluez.Do($"notify {Near} {Notify} {Frame}");
        await samples.Next();
        Assert.Equal(before + 1, samples.Count);
    }

    [Fact]
    public async Task One_that_is_known_is_never_replaced_by_another()
    {
        await using var bluez = await WithTwo();
        await using var bluetooth = new BluezBluetooth(TaskPoolScheduler.Default, bluez.Address);
        using var sensor = new BluetoothSensor(bluetooth, Far, _thread, TimeProvider.System, () => 0);
        using var samples = new Collected(sensor);
        await bluez.Until("call StartDiscovery");
        await bluez.Do($"advertise {Near} -30");
        await bluez.Do($"advertise {Far} -90");
        await bluez.Until("call Connect");
        Assert.EndsWith("0B", bluez.Heard[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_leaves_stops_the_sensor_and_the_search()
    {
        await using var bluez = await WithTwo();
        await using var bluetooth = new BluezBluetooth(TaskPoolScheduler.Default, bluez.Address);
        using var sensor = new BluetoothSensor(bluetooth, Near, _thread, TimeProvider.System, () => 0);
        var samples = new Collected(sensor);
        await bluez.Until("call StartDiscovery");
        await bluez.Do($"advertise {Near} -45");
        await samples.Stage(SensorStage.Live);
        samples.Dispose();
        await bluez.Until("call StopNotify");
        await bluez.Until("call Disconnect");
    }

    // Until a second has been decoded.
    private static Task<long> Streams(BluetoothSensor sensor) => Observable.Interval(TimeSpan.FromMilliseconds(20)).FirstAsync(_ => sensor.Tally.Samples >= 100).ToTask().WaitAsync(Patience);

    private static async Task<ScriptedBluez> WithTwo()
    {
        var bluez = await Started();
        await bluez.Do("adapter back");
        await Devices(bluez);
        return bluez;
    }

    private static async Task Devices(ScriptedBluez bluez)
    {
        await bluez.Do($"device {Near} MetaWear {MetaMotion}");
        await bluez.Do($"device {Far} MetaWear {MetaMotion}");
    }

    private static async Task Back(ScriptedBluez bluez, string command)
    {
        switch (command)
        {
            case "adapter off":
                await bluez.Do("adapter on");
                break;
            case "adapter gone":
                await bluez.Do("adapter back");
                await Devices(bluez);
                break;
            case "service stop":
                await bluez.Do("service start");
                await bluez.Do("adapter back");
                await Devices(bluez);
                break;
            case "vanish " + Near:
                await Devices(bluez);
                break;
            default:
                break;
        }
    }

    // What a sensor gave and said.
    private sealed class Collected : IDisposable
    {
        private readonly System.Threading.Channels.Channel<MotionSample> _samples = System.Threading.Channels.Channel.CreateUnbounded<MotionSample>();
        private readonly IObservable<BluetoothSensorState> _states;
        private readonly IDisposable _both;
        private int _count;

        public Collected(BluetoothSensor sensor)
        {
            _states = sensor.State;
            _both = sensor.Samples.Subscribe(sample =>
            {
                Interlocked.Increment(ref _count);
                _samples.Writer.TryWrite(sample);
            });
        }

        public int Count => Volatile.Read(ref _count);

        public Task<MotionSample> Next() => _samples.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public Task<BluetoothSensorState> Stage(SensorStage stage) => _states.FirstAsync(state => state.Stage == stage).ToTask().WaitAsync(Patience);

        public void Dispose() => _both.Dispose();
    }
}
