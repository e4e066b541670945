using System.Text.Json.Nodes;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Streams;

/// <summary>A pipeline that is saved, written as JSON, read and put back goes on as if it had never stopped.</summary>
public class SavedStateTests
{
    private const int CutsAtRandom = 12;

    [Theory]
    [MemberData(nameof(Session.Contents), MemberType = typeof(Session))]
    public void Going_on_from_a_saved_state_changes_nothing_wherever_it_is_cut(MotionContent content)
    {
        var samples = Session.Of(content);
        var memory = new PipelineMemory(PipelineState.Beginning(null));
        var (states, said, whole) = (new List<PipelineState>(), new List<int>(), new List<Feedback>());
        using (var subject = new System.Reactive.Subjects.Subject<MotionSample>())
        using (subject.Coached(Session.Options, memory).Subscribe(whole.Add))
        {
            foreach (var sample in samples)
            {
                subject.OnNext(sample);
                states.Add(memory.Snapshot());
                said.Add(whole.Count);
            }

            subject.OnCompleted();
        }

        var atTheEnd = states[^1].ToJson();
        var random = new Random((int)content);
        IEnumerable<int> cuts =
        [
            0,
            samples.Length - 1,
            .. Enumerable.Range(0, CutsAtRandom).Select(_ => random.Next(samples.Length)),
            .. MiddlesOf("an alert", states, state => state.Coaching.Watching.First.Limit.Open),
            .. MiddlesOf("a dwell", states, state => state.Coaching.Watching.First.Limit is { Open: false, Since: not null }),
            .. MiddlesOf("a hold", states, state => state.Movement.Hold is not null),
            .. MiddlesOf("a bow", states, state => state.Posture.Calibration.Bows.Leaning),
            .. MiddlesOf("the bowing", states, state => state.Posture.Calibration.Bows.Bows > 0),
            .. MiddlesOf("a repetition", states, state => state.Repeating.UnderWay),
        ];

        foreach (var cut in cuts)
        {
            var resumed = new PipelineMemory(Read(states[cut].ToJson()));
            var rest = Streaming.Run(samples[(cut + 1)..], Session.Options, resumed);

            Assert.Equal(whole.Skip(said[cut]).Select(Told), rest.Select(Told));
            Assert.Equal(atTheEnd, resumed.Snapshot().ToJson());
        }
    }

    [Fact]
    public void What_was_said_before_a_first_sample_is_kept()
    {
        var state = PipelineState.Beginning(new(Exercise.Squat, ExerciseSide.Both));

        Assert.Equal(state.ToJson(), Read(state.ToJson()).ToJson());
        Assert.Equal([new Mark.StartExercise(new(Exercise.Squat, ExerciseSide.Both))], Read(state.ToJson()).Continuity.Waiting!);
    }

    [Fact]
    public void Another_version_is_refused_by_its_name()
    {
        var json = PipelineState.Beginning(null).ToJson().Replace($"\"{Algorithm.Version}\"", "\"core-0\"", StringComparison.Ordinal);

        Assert.Equal(new Restored.OtherVersion("core-0"), SavedState.FromJson(json));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"algorithm\":1,\"state\":{}}")]
    public void What_is_no_saved_state_is_refused(string json) => Assert.IsType<Restored.Unreadable>(SavedState.FromJson(json));

    [Fact]
    public void A_state_cut_short_or_with_a_member_too_few_or_too_many_is_refused()
    {
        var json = PipelineState.Beginning(null).ToJson();
        var root = JsonNode.Parse(json)!.AsObject();
        var less = root.DeepClone();
        Assert.True(less["state"]!["standing"]!.AsObject().Remove("since"));
        var more = root.DeepClone();
        more["state"]!["standing"]!["height"] = 1;

        Assert.IsType<Restored.State>(SavedState.FromJson(root.ToJsonString()));
        Assert.IsType<Restored.Unreadable>(SavedState.FromJson(json[..^10]));
        Assert.IsType<Restored.Unreadable>(SavedState.FromJson(less.ToJsonString()));
        Assert.IsType<Restored.Unreadable>(SavedState.FromJson(more.ToJsonString()));
        Assert.IsType<Restored.Unreadable>(SavedState.FromJson(json.Replace("\"push\":0,", "\"push\":NaN,", StringComparison.Ordinal)));
    }

    private static PipelineState Read(string json) => Assert.IsType<Restored.State>(SavedState.FromJson(json)).Pipeline;

    // The middles of the first and the last stretch in which it holds.
    private static int[] MiddlesOf(string what, List<PipelineState> states, Func<PipelineState, bool> holds)
    {
        var stretches = new List<(int From, int To)>();
        for (var i = 0; i < states.Count; i++)
        {
            if (!holds(states[i]))
            {
                continue;
            }

            if (stretches is [.., var last] && last.To == i)
            {
                stretches[^1] = (last.From, i + 1);
            }
            else
            {
                stretches.Add((i, i + 1));
            }
        }

        Assert.True(stretches.Count > 0, $"The session has not {what} in it.");
        return [(stretches[0].From + stretches[0].To) / 2, (stretches[^1].From + stretches[^1].To) / 2];
    }

    // A chain of events is the same when its events are.
    private static (Feedback Feedback, string Events) Told(Feedback feedback) =>
        (feedback with { Events = null }, string.Join('\n', (feedback.Events ?? Enumerable.Empty<PelvicEvent>()).Select(one => one.ToString())));
}
