using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Motion;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Analysis;
using PelvicFeedback.Tests.Reports;
using PelvicFeedback.Tests.Streams;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Store;

/// <summary>A stored session comes back as a recording that decides what was decided.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly Command _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [MemberData(nameof(Session.Contents), MemberType = typeof(Session))]
    public void Analyze_says_the_same_of_a_session_that_was_stored_and_exported(MotionContent content)
    {
        var samples = Session.Of(content);
        foreach (var folder in new[] { "direct", "exported" })
        {
            Directory.CreateDirectory(InFolder(folder));
        }

        using (var recording = new RecordingWriter(File.Create(InFolder("direct/session.csv")), content))
        {
            foreach (var sample in samples)
            {
                recording.Write(sample);
            }
        }

        Store(samples, new(Kept.Session) { Algorithm = Algorithm.Version, LeftAxis = "+y" });

        Assert.Equal((0, "", ""), Export("s1", "--out", "exported/session.csv"));
        var plain = Export("s1");
        Assert.Equal((0, ""), (plain.Exit, plain.Error));
        Assert.Equal(File.ReadAllText(InFolder("direct/session.csv")), plain.Output);
        var said = _command.Run("analyze", "exported/session.csv", "--json");
        Assert.Equal(_command.Run("analyze", "direct/session.csv", "--json"), said);
        Assert.Contains("\"type\":\"alert\"", said.Output);
    }

    [Fact]
    public void Samples_that_came_twice_or_late_are_on_record_and_change_nothing_that_is_decided()
    {
        var samples = Session.Of(MotionContent.Orientation);
        var random = new Random(3);
        var disturbed = samples
            .SelectMany((sample, at) => random.Next(10) switch
            {
                0 => [sample, sample with { Mark = null }],
                1 when at > 0 && (sample.Time - samples[at - 1].Time).Value is > 0 and < 1 => [sample, samples[at - 1] with { Mark = null }],
                _ => (MotionSample[])[sample],
            }).ToArray();
        Store(disturbed, new(Kept.Session));
        using var archive = SessionArchive.Open(InFolder(StoreOptions.FileName));
        MotionSample[] kept = [.. archive.Motion(Kept.Session)];
        Assert.Equal(disturbed, kept);

        Assert.Equal(Said(samples), Said(kept));
        Assert.Equal(disturbed.Length - samples.Length, Streaming.Run(kept, Session.Options).Events().OfType<SamplesRejected>().Sum(one => one.Count));
    }

    [Fact]
    public void What_a_recording_cannot_say_is_said_beside_it()
    {
        Store(Session.Of(MotionContent.Orientation)[..100], new(Kept.Session) { Algorithm = "core-0", LeftAxis = "-x" });
        var (exit, _, error) = Export("s1");
        Assert.Equal(0, exit);
        Assert.Contains("--left-axis -x", error);
        Assert.Contains("judged by core-0", error);
    }

    [Fact]
    public void The_page_of_a_stored_session_has_the_sets_of_its_recordings_page()
    {
        Store(Session.Of(MotionContent.Orientation), new(Kept.Session) { Algorithm = Algorithm.Version, LeftAxis = "+y" });
        Assert.Equal(0, Export("s1", "--out", "session.csv").Exit);
        Assert.Equal(0, _command.Run("analyze", "session.csv", "--html", "analyzed.html").Exit);

        var (exit, _, error) = Export("s1", "html", "--out", "exported.html");

        Assert.Equal(0, exit);
        Assert.Contains("the band that was in force is not on record", error);
        Assert.Equal(Sets(File.ReadAllText(InFolder("analyzed.html"))), Sets(File.ReadAllText(InFolder("exported.html"))));

        static string Sets(string page) => page[page.IndexOf("<tbody>", StringComparison.Ordinal)..page.IndexOf("</tbody>", StringComparison.Ordinal)];
    }

    [Fact]
    public void Page_and_bundle_of_a_session_are_judged_by_the_limits_that_were_in_force()
    {
        var samples = Session.Of(MotionContent.Orientation);
        var start = Streaming.Run(samples, Session.Options).Events().OfType<SetStarted>().First();
        var strict = start.Band with { First = start.Band.First with { Warn = new(0.2), Alert = new(0.75) }, FromBaseline = true };
        Store(samples, new(Kept.Session) { Bands = SessionPapers.List([SessionPapers.Band(start with { Band = strict })]), Plan = SessionPapers.Plan(DemoPlan.Plan) });

        var (_, page, _) = Export("s1", "html");
        Assert.Contains("alert from 0.8° for", page);
        Assert.Contains("(from the patient&#39;s own repetitions)", page);
        Assert.All(["Plan demo-plan", "A simulated patient, not a person.", Algorithm.Version, "Session s1."], said => Assert.Contains(said, page));

        var (_, bundle, _) = Export("s1", "fhir");
        Assert.Empty(FhirRules.Broken(bundle));
        Assert.Contains("HTEST", bundle);
        Assert.Equal(bundle, Export("s1", "fhir").Output);
        var limit = JsonDocument.Parse(bundle).RootElement.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource"))
            .First(resource => resource.TryGetProperty("component", out _)).GetProperty("component").EnumerateArray()
            .First(component => component.ToString().Contains("alert-limit", StringComparison.Ordinal));
        Assert.Equal(0.8, limit.GetProperty("valueQuantity").GetProperty("value").GetDouble());
        Assert.Contains("some sets had other bands than the defaults", Export("s1").Error);
    }

    [Fact]
    public void A_set_that_reads_otherwise_than_it_was_said_is_named()
    {
        var samples = Session.Of(MotionContent.Orientation);
        var set = Streaming.Run(samples, Session.Options).Events().OfType<SetStarted>().First();
        Store(samples, new(Kept.Session), new SessionEvent
        {
            Phase = SessionPhase.SetEnd,
            Prescription = set.Prescription,
            Set = 1,
            Reason = SessionReason.Done,
            Result = new(99, 98, 1, 0, 0, null, Verdict.NotLevel, null),
        });

        Assert.Contains("Set 1: while it went on it was said 98 level, 1 not level, 0 not judged; worked out again it is", Export("s1", "html").Error);
        Assert.Contains("\"value\": \"p1\"", Export("s1", "fhir").Output);
    }

    [Fact]
    public void What_a_simulated_patient_did_by_a_plan_of_ones_own_says_so()
    {
        var plan = DemoPlan.Plan with { PlanId = Pseudonym.Parse("my-plan") };
        SessionEvent Begin(bool simulated) => new() { Phase = SessionPhase.Start, Answers = Answers.None, Demonstration = simulated };
        Store(Session.Of(MotionContent.Orientation), new(Kept.Session) { Plan = SessionPapers.Plan(plan) }, Begin(true));
        Store(Session.Of(MotionContent.Orientation), new(Pseudonym.Parse("s2")) { Plan = SessionPapers.Plan(plan) }, Begin(false));

        Assert.Contains("A simulated patient, not a person.", Export("s1", "html").Output);
        Assert.Contains("HTEST", Export("s1", "fhir").Output);
        Assert.DoesNotContain("A simulated patient", Export("s2", "html").Output);
    }

    [Fact]
    public void A_format_that_there_is_not_is_refused_in_one_line_without_tabs()
    {
        var (exit, output, error) = Export("s1", "xml");
        Assert.Equal((2, "", "pelvicfeedback: --format takes csv, html or fhir, not 'xml' ('pelvicfeedback --help' says what there is)\n"), (exit, output, error));
        Assert.DoesNotContain('\t', _command.Run("analyze", "x.csv", "--json", "--emit", "nothing").Error);
    }

    [Fact]
    public void A_session_that_is_not_there_is_refused_with_those_that_are()
    {
        Assert.Contains("no record of sessions", Refused("s1"));
        Store([], new(Kept.Session));
        Assert.Contains("s1: its raw motion is not on record any more", Refused("s1"));
        Assert.Contains("s9: there is no such session: there are s1", Refused("s9"));
        Assert.Contains("SESSION is 1 to 32 characters", Refused("Anna Smith"));
        Assert.False(File.Exists(InFolder("out.csv")));
    }

    private void Store(MotionSample[] samples, SessionRecord session, params SessionEvent[] told)
    {
        using var store = HomeStore.Open(new() { Path = InFolder(StoreOptions.FileName), ReserveBytes = 0 }, new SteppedTime());
        using var writer = new MessageWriter();
        var topics = new PatientTopics(Pseudonym.Parse("site"), Pseudonym.Parse("p1"));
        store.Commit(new()
        {
            Session = session,
            Events =
            [
                .. told.Select(one => new EventDraft(
                    topics.Session, (output, id, _) => writer.Write(output, new SessionMessage(new(new(0), new(1), true, session.Id), id, one))) { Session = session.Id }),
            ],
        });
        var second = new MotionSecond();
        foreach (var sample in samples)
        {
            if (second.Add(sample) is { } over)
            {
                Assert.True(store.AddMotion(session.Id, over));
            }
        }

        if (second.Take() is { } last)
        {
            Assert.True(store.AddMotion(session.Id, last));
        }
    }

    private (int Exit, string Output, string Error) Export(string session, params string[] more)
    {
        var format = more is ["html" or "fhir" or "xml", ..] ? more[0] : "csv";
        return _command.Run(["export", session, "--format", format, "--data", _command.Folder, .. more.Where(one => one != format)]);
    }

    private string Refused(string session)
    {
        var (exit, output, error) = Export(session, "--out", "out.csv");
        Assert.Equal((2, "", 1), (exit, output, error.Count(letter => letter == '\n')));
        return error;
    }

    private string InFolder(string name) => Path.Combine(_command.Folder, name);

    private static IEnumerable<string> Said(MotionSample[] samples) =>
        Streaming.Run(samples, Session.Options).Events().Where(said => said is not SamplesRejected).Select(said => said.ToString());
}
