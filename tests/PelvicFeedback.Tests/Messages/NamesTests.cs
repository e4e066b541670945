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
