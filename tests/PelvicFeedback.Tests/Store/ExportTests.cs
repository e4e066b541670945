using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Motion;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Analysis;
using PelvicFeedback.Tests.Streams;

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
    public void A_session_that_is_not_there_is_refused_with_those_that_are()
    {
        Assert.Contains("no record of sessions", Refused("s1"));
        Store([], new(Kept.Session));
        Assert.Contains("s1: its raw motion is not on record any more", Refused("s1"));
        Assert.Contains("s9: there is no such session: there are s1", Refused("s9"));
        Assert.Contains("SESSION is 1 to 32 characters", Refused("Anna Smith"));
        Assert.False(File.Exists(InFolder("out.csv")));
    }

    private void Store(MotionSample[] samples, SessionRecord session)
    {
        using var store = HomeStore.Open(new() { Path = InFolder(StoreOptions.FileName), ReserveBytes = 0 }, new SteppedTime());
        store.Commit(new() { Session = session });
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

    private (int Exit, string Output, string Error) Export(string session, params string[] more) =>
        _command.Run(["export", session, "--format", "csv", "--data", _command.Folder, .. more]);

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
