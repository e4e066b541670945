using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>How sensors are known, started and stopped.</summary>
public class SensorModelTests
{
    [Theory]
    [InlineData("Movella DOT", null, "Movella DOT")]
    [InlineData("Xsens DOT", null, "Movella DOT")]
    [InlineData("Thingy", null, "Nordic Thingy:52")]
    [InlineData("", "ef680100-9b35-4933-9b10-52ffa9740042", "Nordic Thingy:52")]
    [InlineData("MetaWear", "326a9000-85cb-9195-d9dd-464cfbbae75a", "MbientLab MetaMotion")]
    [InlineData("WT901BLE68", null, "WitMotion WT901BLE")]
    [InlineData("WT9011DCL", null, "WitMotion WT901BLE")]
    [InlineData("", "8E2C0001-0F9A-455E-93DC-B1E7F8ADEFEE", "Pelvis sensor")]
    [InlineData("Fridge", "0000180f-0000-1000-8000-00805f9b34fb", null)]
    [InlineData("", null, null)]
    public void A_sensor_is_known_by_what_it_advertises(string name, string? service, string? model) =>
        Assert.Equal(model, SensorModels.Of(new(name, service is null ? [] : [GattUuid.Of(service)]))?.Name);

    [Fact]
    public void Nothing_at_all_is_no_sensor() => Assert.Null(SensorModels.Of(default));

    [Fact]
    public void Every_sensor_starts_with_everything_that_it_offers_and_hears_its_stream()
    {
        foreach (var model in SensorModels.All)
        {
            foreach (var ask in model.Rates.SelectMany(rate => model.Contents.Select(content => new SensorAsk(rate, content))))
            {
                var start = model.Start(ask);
                var subscribed = start.Start.OfType<GattStep.Subscribe>().Select(step => step.Characteristic).ToList();
                Assert.Contains(start.Stream, subscribed);
                Assert.Contains(new GattStep.Unsubscribe(start.Stream), start.Stop);
                Assert.NotSame(start.Decoder, model.Start(ask).Decoder);
                Assert.All(start.Start.OfType<GattStep.Await>(), step => Assert.Contains(step.Characteristic, subscribed));
            }

            Assert.Throws<ArgumentException>(() => model.Start(new(7, model.Contents[0])));
            Assert.Throws<ArgumentException>(() => model.Start(new(model.Rates[0], MotionContent.None)));
        }
    }

    [Fact]
    public void A_dot_is_told_its_rate_then_heard_then_started() => Assert.Equal(
        [
            "write 15171002-4947-11e9-8646-d663bd873d93 10000000000000000000000000000000000000000000000" + "03C00000000000000",
            "subscribe 15172002-4947-11e9-8646-d663bd873d93",
            "write 15172001-4947-11e9-8646-d663bd873d93 01011A",
        ],
        Told(new MovellaDot(), 60, 7));

    [Fact]
    public void A_Thingy_is_told_its_rate() => Assert.Equal(
        ["write ef680401-9b35-4933-9b10-52ffa9740042 88138813E8036400" + "00", "subscribe ef680404-9b35-4933-9b10-52ffa9740042"],
        Told(new NordicThingy(), 100, 1));

    [Fact]
    public void MetaMotion_fuses_without_the_magnetometer() => Assert.Equal(
        ["19020213", "0303280C", "13032800", "190701", "03020100", "13020100", "030101", "130101", "19030800", "190101"],
        Written(new MetaMotion(), 100));

    [Theory]
    [InlineData(20, "07")]
    [InlineData(50, "08")]
    [InlineData(100, "09")]
    [InlineData(200, "0B")]
    public void WitMotion_is_unlocked_and_told_its_rate(int rate, string code) => Assert.Equal(
        ["FFAA6988B5", $"FFAA03{code}00", "FFAA000000"],
        Written(new WitMotion(), rate));

    [Fact]
    public void The_pelvis_sensor_is_asked_one_thing_at_a_time()
    {
        const string Service = "-0f9a-455e-93dc-b1e7f8adefee";
        Assert.Equal(
            [
                "subscribe 8e2c0003" + Service,
                "write 8e2c0003" + Service + " 0301C800", "await 8e2c0003" + Service,
                "write 8e2c0003" + Service + " 040207", "await 8e2c0003" + Service,
                "subscribe 8e2c0002" + Service,
                "write 8e2c0003" + Service + " 0103", "await 8e2c0003" + Service,
            ],
            Told(new PelvisSensor(), 200, 7));
    }

    [Theory]
    [InlineData("description-full", 100, 7)]
    [InlineData("description-least", 60, 1)]
    [InlineData("description-later-minor", 100, 7)]
    public void A_pelvis_sensor_is_asked_for_what_it_offers(string vector, int rate, int content)
    {
        Assert.Null(new PelvisSensor().Choose(PelvisVectors.Named(vector).Bytes, out var ask));
        Assert.Equal(new(rate, (MotionContent)content), ask);
        Assert.NotNull(new PelvisSensor().Start(ask));
    }

    [Theory]
    [InlineData("25,60,200,400", 60)]
    [InlineData("200,50", 200)]
    [InlineData("80", 80)]
    [InlineData("5,20", 20)]
    [InlineData("1000,400", 400)]
    public void Of_the_rates_the_one_next_to_a_hundred_is_asked_for(string offered, int rate)
    {
        Assert.Null(new PelvisSensor().Choose(Description(offered), out var ask));
        Assert.Equal(rate, ask.Rate);
    }

    [Fact]
    public void A_description_that_offers_nothing_of_use_is_a_reason_not_to_go_on()
    {
        var sensor = new PelvisSensor();
        Assert.Equal("The sensor offers 5, 1000 samples a second; this program needs 20 to 400.", sensor.Choose(Description("5,1000"), out _));
        Assert.Contains("version 2", sensor.Choose(PelvisVectors.Named("description-unknown-major").Bytes, out _));
        Assert.All(
            PelvisVectors.Of("description").Where(vector => !vector.Valid),
            vector => Assert.NotNull(sensor.Choose(vector.Bytes, out _)));
        Assert.NotNull(sensor.Choose([], out _));
    }

    [Fact]
    public void An_answer_that_is_a_refusal_or_none_is_a_reason_not_to_go_on()
    {
        var sensor = new PelvisSensor();
        Assert.Null(sensor.Refusal(PelvisSensor.Control, [0x81, 1, 0]));
        Assert.Contains("77", sensor.Refusal(PelvisSensor.Control, [0x81, 1, 77]));
        Assert.NotNull(sensor.Refusal(PelvisSensor.Control, [0x01, 1, 0]));
    }

    [Fact]
    public void Batteries_are_read_as_each_sensor_tells_them()
    {
        Assert.Equal(new SensorBattery(55, true), new MovellaDot().ReadBattery([55, 1]));
        Assert.Equal(new SensorBattery(55), new NordicThingy().ReadBattery([55]));
        Assert.Equal(new SensorBattery(83, false, 412), new PelvisSensor().ReadBattery(PelvisVectors.Named("battery-discharging").Bytes));
        Assert.All(SensorModels.All, model => Assert.Null(model.ReadBattery([])));
        Assert.All(SensorModels.All, model => Assert.Null(model.ReadBattery([255])));
    }

    [Theory]
    [InlineData("8e2c0001-0f9a-455e-93dc-b1e7f8adefe")]
    [InlineData("8e2c0001-0f9a-455e-93dc-b1e7f8adefeg")]
    [InlineData("8e2c00010f9a-455e-93dc-b1e7f8adefee--")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_uuid_is_refused(string? text) => Assert.False(GattUuid.TryParse(text, out _));

    [Fact]
    public void A_number_of_the_SIG_is_the_short_form_of_a_whole_uuid() =>
        Assert.Equal("00002a19-0000-1000-8000-00805f9b34fb", GattUuid.Sig(0x2A19).Text);

    private static byte[] Description(string rates)
    {
        var offered = rates.Split(',').Select(int.Parse).ToArray();
        return [.. PelvisVectors.Named("description-full").Bytes[..22], (byte)offered.Length, .. offered.SelectMany(rate => new[] { (byte)rate, (byte)(rate >> 8) })];
    }

    private static IEnumerable<string> Written(SensorModel model, int rate) =>
        model.Start(new(rate, model.Contents[0])).Start.OfType<GattStep.Write>().Select(step => Convert.ToHexString(step.Bytes.AsSpan()));

    private static IEnumerable<string> Told(SensorModel model, int rate, int content) => model.Start(new(rate, (MotionContent)content)).Start.Select(step => step switch
    {
        GattStep.Subscribe subscribe => $"subscribe {subscribe.Characteristic}",
        GattStep.Write write => $"write {write.Characteristic} {Convert.ToHexString(write.Bytes.AsSpan())}",
        GattStep.Await answer => $"await {answer.Characteristic}",
        _ => step.ToString(),
    });
}
