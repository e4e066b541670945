using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Tests.Reports;
using PelvicFeedback.Tests.Simulated;

namespace PelvicFeedback.Tests.Walking;

/// <summary>Steps of simulated patients, whose code shares nothing with what counts them.</summary>
public class WalkingTests
{
    private static readonly SimulatedSession Walk = Sessions.Of(Sessions.Set("walking:both") with { Hold = Between.Always(40) }) with
    {
        Calibration = SimulatedCalibration.Full,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Steps_are_counted_on_the_leg_that_made_them_and_told_after_the_bout(int seed)
    {
        var run = Simulation.Run(SimulatedPatient.Healthy, new(), Walk, seed);
        var truth = run.Events.OfType<TrueStep>().ToList();
        var steps = Said(run.Samples.Select(one => one.Sample)).OfType<StepJudged>().ToList();

        var found = truth.Count(one => steps.Any(step => Math.Abs((step.Contact - one.Contact).Value) < 0.25 && step.Leg == one.StanceLeg));
        Assert.True(found >= 0.9 * truth.Count, $"{found} of {truth.Count}");
        Assert.True(steps.Count <= 1.05 * truth.Count, $"{steps.Count} for {truth.Count}");
        Assert.All(steps, step => Assert.True(step.At > step.Contact));
    }

    [Fact]
    public void No_drop_in_walking_raises_an_alert_but_its_steps_are_not_level()
    {
        var weak = Said(Of(SimulatedPatient.Weak));
        var perfect = Said(Of(SimulatedPatient.Perfect));

        Assert.Empty(weak.Concat(perfect).OfType<AlertStarted>());
        Assert.True(Share(weak, Verdict.NotLevel) > 0.6, $"{Share(weak, Verdict.NotLevel)}");
        Assert.True(Share(perfect, Verdict.Level) > 0.8, $"{Share(perfect, Verdict.Level)}");
        Assert.Equal(0, Share(perfect, Verdict.NotLevel));

        static double Share(List<PelvicEvent> said, Verdict verdict) =>
            said.OfType<StepJudged>().Count(step => step.Verdict == verdict) / (double)said.OfType<StepJudged>().Count();
    }

    [Theory]
    [InlineData("squat:both")]
    [InlineData("single-leg-stance:left")]
    [InlineData("single-leg-squat:right")]
    [InlineData("lateral-step-up:left")]
    public void Nothing_else_than_walking_is_counted_as_steps(string exercise)
    {
        var session = Sessions.Of(Sessions.Set(exercise, 6)) with { Calibration = SimulatedCalibration.Full };
        for (var seed = 1; seed <= 4; seed++)
        {
            var samples = Sessions.Samples(SimulatedPatient.Weak, new(), session, seed)
                .Select(one => one.Sample.Mark is Mark.StartExercise ? one.Sample with { Mark = new Mark.StartExercise(new(Exercise.Walking, ExerciseSide.Both)) } : one.Sample);

            Assert.Empty(Said(samples).OfType<StepJudged>());
        }
    }

    [Fact]
    public void Swaying_from_foot_to_foot_twisting_and_bouncing_are_no_steps()
    {
        var said = new Posed().Calibrated().Mark("exercise:walking:both")
            .Stand(5)
            .Shift(0.08).Shift(-0.16).Shift(0.16).Shift(-0.16).Shift(0.16).Shift(-0.08)
            .Squat(0.1, 1).Squat(0.1, 1).Squat(0.1, 1).Squat(0.1, 1).Squat(0.1, 1)
            .Stand(5).Mark("rest").Stand(1).Events();

        Assert.Empty(said.OfType<StepJudged>());
        Assert.Single(said.OfType<SetEnded>(), set => set.Summary is { Steps: 0, Verdict: Verdict.NotJudged });
    }

    [Fact]
    public void Without_a_calibration_steps_are_counted_and_not_judged()
    {
        var said = Streaming.Run(
            Of(SimulatedPatient.Healthy, Sessions.Of(Sessions.Set("walking:both") with { Hold = Between.Always(20) })), Options with { CalibrateWhenStill = false }).Events().ToList();

        Assert.True(said.OfType<StepJudged>().Count() > 20);
        Assert.All(said.OfType<StepJudged>(), step => Assert.Equal((null, Verdict.NotJudged, NotJudgedReason.NoCalibration), (step.PeakDrop, step.Verdict, step.Reason)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Where_the_left_axis_is_the_wrong_way_round_and_no_bow_found_it_no_step_is_judged(int seed)
    {
        var samples = Of(SimulatedPatient.Weak, Walk with { Calibration = SimulatedCalibration.Static, Sets = [.. Walk.Sets, .. Walk.Sets] }, seed).ToList();
        var asWorn = Steps(SensorAxis.PlusY);
        var mirrored = Steps(SensorAxis.MinusY);

        Assert.True(asWorn.Count(step => step.Verdict != Verdict.NotJudged) > 0.9 * asWorn.Count);
        Assert.NotEmpty(mirrored);
        Assert.All(mirrored, step => Assert.Equal((Verdict.NotJudged, NotJudgedReason.StanceUnknown), (step.Verdict, step.Reason)));

        List<StepJudged> Steps(SensorAxis left) => [.. Streaming.Run(samples, Options with { LeftAxis = left }).Events().OfType<StepJudged>()];
    }

    [Fact]
    public void Doubt_about_the_sides_outlasts_a_gap()
    {
        var samples = Of(SimulatedPatient.Weak, Walk with { Calibration = SimulatedCalibration.Static }).ToList();
        var begins = samples.Find(one => one.Mark is Mark.StartExercise)!.Time;
        var said = Streaming.Run(samples.Where(one => (one.Time - begins).Value is not (> 30 and < 30.5)), Options with { LeftAxis = SensorAxis.MinusY }).Events().OfType<StepJudged>().ToList();

        Assert.All(said, step => Assert.Equal(Verdict.NotJudged, step.Verdict));
    }

    [Fact]
    public void A_gap_ends_a_bout_and_its_last_step_is_not_judged()
    {
        var samples = Of(SimulatedPatient.Healthy).ToList();
        var begins = samples.Find(one => one.Mark is Mark.StartExercise)!.Time;
        var said = Said(samples.Where(one => (one.Time - begins).Value is not (> 15 and < 15.5)));
        var cut = said.OfType<WalkEnded>().Where(walk => walk.Ended < begins + new Seconds(15.2)).MaxBy(walk => walk.Ended)!;

        Assert.Equal(NotJudgedReason.Gap, cut.Steps[^1].Reason);
        Assert.InRange((cut.At - begins).Value, 15.4, 15.6);
    }

    [Theory]
    [InlineData(Streams.Session.Inertial)]
    [InlineData(MotionContent.Orientation | Streams.Session.Inertial)]
    public void Going_on_from_a_saved_state_changes_no_step(MotionContent content)
    {
        var samples = Sessions.Samples(SimulatedPatient.Weak, new() { Content = content, LossProbability = 0.01 }, Walk).Select(one => one.Sample).ToList();
        var whole = Streaming.Run(samples, Options).Events().Select(one => one.ToString()).ToList();
        foreach (var cut in new[] { 0.55, 0.701, 0.83, 0.95 }.Select(share => (int)(share * samples.Count)))
        {
            var memory = new PipelineMemory(PipelineState.Beginning(null));
            var first = Streaming.Run(samples[..cut], Options, memory, complete: false).Events().Select(one => one.ToString()).ToList();
            var state = Assert.IsType<Restored.State>(SavedState.FromJson(memory.Snapshot().ToJson())).Pipeline;
            Assert.True(state.Further.Walking.Grid.Begun);

            var rest = Streaming.Run(samples[cut..], Options, new PipelineMemory(state)).Events().Select(one => one.ToString());

            Assert.Equal(whole, first.Concat(rest));
        }
    }

    [Fact]
    public void Standing_still_in_walking_costs_no_memory()
    {
        var samples = new Posed().Calibrated().Mark("exercise:walking:both").Stand(60).Samples;
        using var subject = new System.Reactive.Subjects.Subject<MotionSample>();
        using var subscription = subject.Coached(Posed.Options).Subscribe(_ => { });
        var next = 0;
        Pass(samples.Count - 4800);

        Assert.Equal(0, Allocated.Steadily(() => Pass(800)));

        void Pass(int count)
        {
            for (var end = next + count; next < end; next++)
            {
                subject.OnNext(samples[next]);
            }
        }
    }

    [Fact]
    public void A_bout_fits_its_message_and_what_is_withdrawn_reads_not_judged()
    {
        var feedback = Streaming.Run(Of(SimulatedPatient.Perfect), Options);
        var walk = feedback.Events().OfType<WalkEnded>().First();
        var message = WalkMessage.Of(walk, new(default, walk.At, false, null), default!);
        Assert.Equal(walk.Steps.Length, message.Steps.Length);
        Assert.Equal(walk.Steps.Length, message.Left.Level + message.Left.NotJudged + message.Right.Level + message.Right.NotJudged);
        Assert.Equal(walk.Steps[2].Contact, message.Steps[2].Time);

        var from = walk.Steps[walk.Steps.Length / 2].Contact;
        var closing = feedback.FindIndex(one => one.Events is not null && one.Events.OfType<WalkEnded>().Any()) + 1;
        feedback[closing] = feedback[closing] with { Events = Told.Chain(new Withdrawn(feedback[closing].Time, from, WithdrawalReason.Slip)) };
        var bout = Told.Summary(feedback.Take(closing + 1)).Walks.First();

        Assert.Equal(walk.Steps.Count(step => step.Contact < from && step.Verdict == Verdict.Level), bout.Left.Level + bout.Right.Level);
        Assert.True(bout.Left.NotJudged + bout.Right.NotJudged >= walk.Steps.Length / 2);
    }

    private static FeedbackOptions Options { get; } = new() { SamplePeriod = new(1.0 / 60) };

    private static IEnumerable<MotionSample> Of(SimulatedPatient patient, SimulatedSession? session = null, int seed = 1) =>
        Sessions.Samples(patient, new(), session ?? Walk, seed).Select(one => one.Sample);

    private static List<PelvicEvent> Said(IEnumerable<MotionSample> samples) => [.. Streaming.Run(samples, Options).Events()];
}
