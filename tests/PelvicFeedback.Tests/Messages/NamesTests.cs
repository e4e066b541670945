using FsCheck;
using FsCheck.Fluent;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Tests.Messages;

public class NamesTests
{
    [Fact]
    public void Instants_read_and_write_as_the_runtime_does()
    {
        var first = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
        var last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        var instants = Gen.Choose(0, int.MaxValue).Two().Select(pair => first + (long)((last - first) * ((pair.Item1 + (pair.Item2 / 2147483648.0)) / 2147483648.0)));
        Prop.ForAll(instants.ToArbitrary(), Agrees).QuickCheckThrowOnFailure();
        Assert.All([first, last, 0, -1, 951_782_400_000, 951_868_799_999], instant => Assert.True(Agrees(instant)));
    }

    [Theory]
    [InlineData("2026-11-22T10:02:42.123")]
    [InlineData("2026-11-22t10:02:42.123Z")]
    [InlineData("2026-11-22T24:00:00.000Z")]
    [InlineData("2026-11-22T10:60:00.000Z")]
    [InlineData("2026-11-22T10:02:60.000Z")]
    [InlineData("2026-04-31T10:02:42.123Z")]
    [InlineData("2100-02-29T10:02:42.123Z")]
    [InlineData("0000-01-01T10:02:42.123Z")]
    [InlineData("2026-00-22T10:02:42.123Z")]
    [InlineData("2026-11-00T10:02:42.123Z")]
    [InlineData("+026-11-22T10:02:42.123Z")]
    public void An_instant_in_another_form_is_refused(string text) => Assert.False(UtcInstant.TryParse(text, out _));

    [Theory]
    [InlineData("a", true)]
    [InlineData("clinic-7", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz-01234", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz-012345", false)]
    [InlineData("", false)]
    [InlineData("Anna", false)]
    [InlineData("a/b", false)]
    [InlineData("+", false)]
    [InlineData("#", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    [InlineData(null, false)]
    public void A_pseudonym_has_a_narrow_alphabet(string? text, bool valid) => Assert.Equal(valid, Pseudonym.TryParse(text, out _));

    [Fact]
    public void Topics_are_built_under_site_and_patient()
    {
        var topics = new PatientTopics(Pseudonym.Parse("clinic"), Pseudonym.Parse("p7"));
        Assert.Equal("pelvic/v1/clinic/p7/live", topics.Live);
        Assert.Equal("pelvic/v1/clinic/p7/alert/pelvic-drop", topics.Alert(AlertKind.PelvicDrop));
        Assert.All(Enum.GetValues<AlertKind>(), kind => Assert.Equal(kind, PatientTopics.AlertKindOf(topics.Alert(kind)[topics.Prefix.Length..])));
    }

    [Fact]
    public void Every_message_has_its_topic()
    {
        var topics = new PatientTopics(Pseudonym.Parse("c"), Pseudonym.Parse("p"));
        Assert.Equal(
            "watch/live summary rep hold test walk calibration withdrawn session motion marks beat state sensor link",
            string.Join(' ', new[]
            {
                topics.WatchLive, topics.Summary, topics.Rep, topics.Hold, topics.Test, topics.Walk, topics.Calibration, topics.Withdrawn,
                topics.Session, topics.Motion, topics.Marks, topics.Beat, topics.State, topics.Sensor, topics.Link,
            }.Select(topic => topic[topics.Prefix.Length..])));
        Assert.Equal("pelvic/v1/c/p/ack/k3-7", topics.Ack(EventId.Parse("k3-7")!));
        Assert.Equal(EventId.Parse("k3-7"), PatientTopics.AckOf("ack/k3-7"));
        Assert.Equal("pelvic/v1/c/p/reply/hub/c-1", topics.Reply(CommandRole.Hub, "c-1"));
        Assert.Equal("pelvic/v1/c/p/cmd/coach/+", topics.Commands(CommandRole.Coach));
        Assert.Equal(
            "coach/start-session coach/answer coach/calibrate coach/start-exercise coach/next coach/pause coach/resume coach/stop coach/redo coach/pain "
            + "coach/set-sound coach/take-over hub/set-plan hub/set-band hub/watch hub/message",
            string.Join(' ', Enum.GetValues<CommandName>().Select(name => topics.Command(name)[(topics.Prefix.Length + 4)..])));
        Assert.All(Enum.GetValues<CommandName>(), name => Assert.Equal(name, PatientTopics.CommandOf(topics.Command(name)[topics.Prefix.Length..])));
    }

    [Theory]
    [InlineData("cmd/hub/start-session")]
    [InlineData("cmd/coach/set-plan")]
    [InlineData("cmd/coach/Next")]
    [InlineData("cmd/coach/next/more")]
    [InlineData("cmd/display/stop")]
    public void A_role_has_only_its_own_commands(string rest) => Assert.Null(PatientTopics.CommandOf(rest));

    [Theory]
    [InlineData("k3-")]
    [InlineData("-1")]
    [InlineData("")]
    public void What_is_no_events_name_is_none(string text) => Assert.Null(EventId.Parse(text));

    [Fact]
    public void A_topic_is_taken_apart()
    {
        Assert.True(PatientTopics.TryParse("pelvic/v1/clinic/p7/alert/tilt", out var patient, out var rest));
        Assert.Equal(("clinic", "p7", "alert/tilt"), (patient.Site.ToString(), patient.Patient.ToString(), rest));
    }

    [Theory]
    [InlineData("pelvic/v1/clinic/p7")]
    [InlineData("pelvic/v1/clinic/p7/")]
    [InlineData("pelvic/v1/clinic/p7/alert//tilt")]
    [InlineData("pelvic/v1/clinic//live")]
    [InlineData("pelvic/v2/clinic/p7/live")]
    [InlineData("hips/v1/clinic/p7/live")]
    [InlineData("pelvic/v1/Clinic/p7/live")]
    [InlineData("pelvic/v1/clinic/+/live")]
    [InlineData("/pelvic/v1/clinic/p7/live")]
    public void A_foreign_topic_is_refused(string topic) => Assert.False(PatientTopics.TryParse(topic, out _, out _));

    [Theory]
    [InlineData("alert/fall")]
    [InlineData("alert/")]
    [InlineData("live")]
    [InlineData("alert/tilt/x")]
    public void An_unknown_kind_of_alert_is_none(string rest) => Assert.Null(PatientTopics.AlertKindOf(rest));

    private static bool Agrees(long instant)
    {
        var text = DateTimeOffset.FromUnixTimeMilliseconds(instant).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        return new UtcInstant(instant).ToString() == text && UtcInstant.TryParse(text, out var read) && read.UnixMilliseconds == instant;
    }
}
