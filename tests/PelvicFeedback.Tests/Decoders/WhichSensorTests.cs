using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>Which of the sensors in reach is the patient's, without any of them.</summary>
public sealed class WhichSensorTests
{
    private static readonly SensorModel Kind = new PelvisSensor();
    private static readonly HeardSensor Near = new("0A", Kind, -45);
    private static readonly HeardSensor Far = new("0B", Kind, -80);
    private static readonly HeardSensor OtherKind = new("0C", new MovellaDot(), -30);
    private static readonly SensorIdentity Mine = new(Kind.Name, "0B", "PS-1");

    [Fact]
    public void The_first_time_nearer_ones_are_waited_for()
    {
        Assert.Null(WhichSensor.Unknown.Pick([Far], new(2.9)));
        Assert.Equal(Near, WhichSensor.Unknown.Pick([Far, Near], new(3)));
        Assert.Null(WhichSensor.Unknown.Pick([], new(60)));
        Assert.Equal(Near, WhichSensor.Unknown.Pick([Far with { Rssi = null }, Near], new(3)));
        Assert.Equal(Meeting.AskForTaps, WhichSensor.Unknown.Met(Mine));
    }

    [Fact]
    public void One_that_nobody_taps_comes_after_the_others_and_then_again()
    {
        var which = WhichSensor.Unknown.WithoutLuck("0A");
        Assert.Equal(Far, which.Pick([Near, Far], new(3)));
        Assert.Equal(Near, which.Pick([Near], new(3)));
        Assert.Equal(Near, which.WithoutLuck("0B").Pick([Near, Far], new(3)));
    }

    [Fact]
    public void The_one_that_was_confirmed_is_taken_at_once_and_no_other_is_even_looked_at()
    {
        var which = WhichSensor.Unknown.Found(Mine);
        Assert.Equal(Far, which.Pick([OtherKind, Near, Far], Seconds.Zero));
        Assert.Null(which.Pick([OtherKind, Near], new(9.9)));
        Assert.Null(which.Pick([OtherKind], new(3600)));
        Assert.Equal(Meeting.Take, which.Met(Mine));
    }

    [Fact]
    public void A_number_is_known_again_under_another_address()
    {
        var which = WhichSensor.Of(Mine);
        Assert.Equal(Near, which.Pick([Near], new(10)));
        Assert.Equal(Meeting.PassOver, which.Met(Mine with { Address = "0A", Serial = "PS-2" }));
        Assert.Null(which.WithoutLuck("0A").Pick([Near], new(3600)));

        var moved = Mine with { Address = "0A" };
        Assert.Equal(Meeting.Take, which.Met(moved));
        Assert.Equal(Near, which.Found(moved).Pick([Near], Seconds.Zero));
    }

    [Fact]
    public void Another_number_under_its_address_is_refused_and_so_is_none()
    {
        var which = WhichSensor.Of(Mine);
        Assert.Equal(Meeting.Refuse, which.Met(Mine with { Serial = "PS-2" }));
        Assert.Equal(Meeting.Refuse, which.Met(Mine with { Serial = null }));
        Assert.Equal(Meeting.Refuse, which.Met(Mine with { Model = "Movella DOT" }));
    }

    [Fact]
    public void One_without_a_number_is_known_by_its_address_only()
    {
        var which = WhichSensor.Of(Mine with { Serial = null });
        Assert.Null(which.Pick([Near], new(3600)));
        Assert.Equal(Far, which.Pick([Near, Far], Seconds.Zero));
        Assert.Equal(Meeting.Take, which.Met(Mine with { Serial = null, Address = "0b" }));
    }

    [Fact]
    public void One_that_somebody_named_is_taken_as_it_is_and_changes_nothing()
    {
        var which = WhichSensor.At("0b");
        Assert.Equal(Far, which.Pick([Near, Far], Seconds.Zero));
        Assert.Null(which.Pick([Near], new(3600)));
        Assert.Equal(Meeting.Take, which.Met(Mine));
        Assert.Same(which, which.Found(Mine));
    }

    [Theory]
    [InlineData("PS-000123", "PS-000123")]
    [InlineData("PS-1\0", "PS-1")]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("a\nb", null)]
    [InlineData("æ", null)]
    public void A_serial_number_is_printable_or_none(string said, string? read) =>
        Assert.Equal(read, SensorIdentity.ReadSerial(System.Text.Encoding.UTF8.GetBytes(said)));

    [Fact]
    public void A_serial_number_is_not_too_long_and_no_bytes_are_too_bad()
    {
        Assert.Null(SensorIdentity.ReadSerial(Enumerable.Repeat((byte)'1', 65).ToArray()));
        Assert.NotNull(SensorIdentity.ReadSerial(Enumerable.Repeat((byte)'1', 64).ToArray()));
        Assert.Null(SensorIdentity.ReadSerial([0xFF, 0xFE]));
    }

    [Theory]
    [InlineData(50, null, 19, 600, true)]
    [InlineData(50, null, 20, 600, false)]
    [InlineData(5, true, 1, 600, false)]
    [InlineData(14, null, null, 0, true)]
    [InlineData(15, false, null, 6000, false)]
    public void A_battery_is_low_when_it_may_not_last_the_set_and_ten_minutes(int percent, bool? charging, int? minutes, double set, bool low) =>
        Assert.Equal(low, new SensorBattery(percent, charging, minutes).IsLowFor(new(set)));
}
