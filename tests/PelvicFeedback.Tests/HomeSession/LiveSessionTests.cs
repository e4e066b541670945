using System.Reactive.Concurrency;
using System.Reactive.Linq;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>The demonstration as a whole in virtual time: simulated patient, pipeline, session, and the patient's automatic hand.</summary>
public class LiveSessionTests
{
    [Fact]
    public void The_demonstration_plays_by_itself_and_begins_anew()
    {
        var home = new Home(seed: 1);
        home.Run(minutes: 10);
        Assert.Equal(
            ["start", "set-start", "set-end:done", "set-start", "set-end:done", "set-start", "set-end:done", "set-start", "set-end:done", "pain", "end:done"],
            home.Story.Take(11));
        Assert.Equal("start", home.Story.ElementAtOrDefault(11));
        Assert.Empty(home.Refusals);
        var results = home.Told.Where(told => told.Phase == SessionPhase.SetEnd).Select(told => told.Result).Take(4).ToArray();
        Assert.All(results, result => Assert.InRange(result!.Done, 2, 4));

        // The patient of the demonstration drops on one leg, and the squats are seen with high confidence.
        Assert.InRange(results[0]!.NotLevel + results[1]!.NotLevel, 3, 4);
        Assert.InRange(results[0]!.Alerts, 1, 20);
        Assert.All(results, result => Assert.Equal(0, result!.NotJudged));
        Assert.All(home.Decided.OfType<Calibrated>().Where(calibrated => calibrated.Step != CalibrationStep.Bow), calibrated => Assert.True(calibrated.Accepted, calibrated.ToString()));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Other_seeds_come_to_the_end_as_well(int seed)
    {
        var home = new Home(seed);
        home.Run(minutes: 7);
        Assert.Contains("end:done", home.Story);
    }

    [Fact]
    public void A_plan_with_a_locked_exercise_is_done_without_it_and_without_a_refusal()
    {
        var locked = DemoPlan.Plan.Exercises[0] with { Prescription = new(Exercise.SidePlankAbduction, ExerciseSide.Left) };
        var home = new Home(seed: 1, plan: DemoPlan.Plan with { Exercises = [locked, DemoPlan.Plan.Exercises[0], locked with { Prescription = new(Exercise.SidePlankAbduction, ExerciseSide.Right) }] });
        home.Run(minutes: 4);
        Assert.Equal(["start", "set-start", "set-end:done", "pain", "end:done"], home.Story.Take(5));
        Assert.Empty(home.Refusals);
    }

    [Fact]
    public void A_sensor_worn_back_to_front_and_upside_down_makes_no_difference_after_the_bow()
    {
        var home = new Home(seed: 5, new() { SensorToPelvis = SensorMounting.AxisAligned[17] });
        home.Run(minutes: 7);
        Assert.Contains("end:done", home.Story);
        Assert.All(home.Told.Where(told => told.Phase == SessionPhase.SetEnd).Take(4), told => Assert.Equal(0, told.Result!.NotJudged));
    }

    [Fact]
    public void A_person_who_takes_over_is_left_alone_and_the_body_still_does_what_the_session_asks()
    {
        var home = new Home(seed: 1);
        home.Run(minutes: 0.5);
        home.Press(head => new SessionCommand.TakeOver(head));
        home.Run(minutes: 2);
        Assert.Equal(SessionStep.Ready, home.State.Step);
        home.Press(head => new SessionCommand.StartExercise(head, DemoPlan.Plan.Exercises[1].Prescription));
        home.Run(minutes: 1);
        Assert.Equal("set-end:done", home.Story.Last());
    }

    [Fact]
    public void Samples_come_when_they_are_due_and_faster_by_the_speed()
    {
        var scheduler = new HistoricalScheduler(DateTimeOffset.UnixEpoch);
        var seen = new List<(TimeSpan At, MotionSample Sample)>();
        using var subscription = LiveSimulation.Asked(SimulatedPatient.Healthy, new() { Rate = 100 }, 1, () => SimulatedTask.Stand, 2, scheduler)
            .Subscribe(sample => seen.Add((scheduler.Clock - DateTimeOffset.UnixEpoch, sample)));
        scheduler.AdvanceBy(TimeSpan.FromSeconds(3));
        Assert.InRange(seen.Count, 600, 601);
        Assert.All(seen, one => Assert.InRange(one.At.TotalSeconds - (one.Sample.Time.Seconds / 2), -1e-6, 0.0011));
        Assert.All(seen, one => Assert.Null(one.Sample.Mark));
        subscription.Dispose();
        scheduler.AdvanceBy(TimeSpan.FromSeconds(3));
        Assert.InRange(seen.Count, 600, 601);
    }

    [Fact]
    public void The_body_goes_on_smoothly_from_one_task_to_the_next()
    {
        var scheduler = new HistoricalScheduler(DateTimeOffset.UnixEpoch);
        SimulatedTask[] tasks =
        [
            SimulatedTask.Stand, new SimulatedTask.Bowing(), new SimulatedTask.BendingKnee(Side.Left),
            new SimulatedTask.Exercising(new(Exercise.SingleLegStance, ExerciseSide.Right), new(4)),
            new SimulatedTask.Exercising(new(Exercise.LateralStepUp, ExerciseSide.Left), new(4)),
            new SimulatedTask.Exercising(new(Exercise.Walking, ExerciseSide.Both), new(4)), SimulatedTask.Stand,
        ];
        var (largestTurn, largestForce) = (0.0, 0.0);
        MotionSample? last = null;
        using var subscription = LiveSimulation.Asked(
            SimulatedPatient.Weak, SimulatedSensor.Ideal, 7, () => tasks[(int)(scheduler.Clock - DateTimeOffset.UnixEpoch).TotalSeconds / 9 % tasks.Length], 1, scheduler)
            .Subscribe(sample =>
            {
                if (last is { } before)
                {
                    largestTurn = Math.Max(largestTurn, (before.SensorToEarth.UpInSource - sample.SensorToEarth.UpInSource).Length);
                    largestForce = Math.Max(largestForce, (before.SpecificForce - sample.SpecificForce).Length);
                }

                last = sample;
            });
        scheduler.AdvanceBy(TimeSpan.FromMinutes(3));
        Assert.InRange(largestTurn, 0.005, 0.05);
        Assert.InRange(largestForce, 0.05, 6);
    }

    /// <summary>The wiring of the service, on one thread and in virtual time.</summary>
    private sealed class Home
    {
        private readonly HistoricalScheduler _scheduler = new(DateTimeOffset.UnixEpoch);
        private readonly Queue<Mark> _marks = new();
        private readonly PipelineMemory _memory = new(PipelineState.Beginning(null));
        private readonly FeedbackOptions _options;
        private BodyWatch _watch;
        private MotionSample _sample;
        private int _ids;

        public Home(int seed, SimulatedSensor? sensor = null, Plan? plan = null)
        {
            State = SessionMachine.Beginning(plan ?? DemoPlan.Plan, demonstration: true);
            var worn = sensor ?? new SimulatedSensor();
            _options = new() { SamplePeriod = new(1 / worn.Rate), CalibrateWhenStill = false };
            LiveSimulation.Asked(SimulatedPatient.Demonstration, worn, seed, () => SimulatedTask.For(State), 1, _scheduler)
                .Select(sample => _sample = _marks.TryDequeue(out var mark) ? sample with { Mark = mark } : sample)
                .Coached(_options, _memory)
                .Subscribe(Take);
            Observable.Interval(TimeSpan.FromSeconds(0.25), _scheduler).Subscribe(_ => Tick());
        }

        public SessionState State { get; private set; }

        public List<SessionEvent> Told { get; } = [];

        public List<PelvicEvent> Decided { get; } = [];

        public List<ReplyMessage> Refusals { get; } = [];

        public IEnumerable<string> Story => Told.Select(told => Words.Of(told.Phase) + (told.Reason is { } why ? ":" + Words.Of(why) : ""));

        private SessionTime At => new(new((_scheduler.Clock - DateTimeOffset.UnixEpoch).TotalSeconds), Wall, Wall);

        private UtcInstant Wall => new(_scheduler.Clock.ToUnixTimeMilliseconds());

        public void Run(double minutes) => _scheduler.AdvanceBy(TimeSpan.FromMinutes(minutes));

        public void Press(Func<CommandHead, SessionCommand> command) =>
            Press(command(new($"person-{++_ids}", new(At.Utc.UnixMilliseconds + 5000), State.SessionId)));

        private void Press(SessionCommand command) => Hear(new SessionInput.Commanded(At, command, false, Pseudonym.Parse($"s{++_ids}")));

        private void Take(Feedback said)
        {
            if (State.Sensor != SensorLink.Live)
            {
                Hear(new SessionInput.Sensor(At, SensorLink.Live));
            }

            _watch = _watch.Next(_sample, said, out var sign);
            if (sign is { } told)
            {
                Hear(new SessionInput.Body(At, told));
            }

            foreach (var decided in said.Events?.ToArray() ?? [])
            {
                Decided.Add(decided);
                Hear(new SessionInput.Decided(At, decided));
            }
        }

        private void Tick()
        {
            Hear(new SessionInput.Tick(At));
            if (DemoPatient.Press(State, At) is { } command)
            {
                Press(command);
            }
        }

        private void Hear(SessionInput input)
        {
            var before = State.Step;
            var outcome = SessionMachine.Step(State, input);
            State = outcome.State;
            _watch = State.Step == SessionStep.WearCheck && before != SessionStep.WearCheck ? _watch.Anew() : _watch;
            foreach (var effect in outcome.Effects)
            {
                switch (effect)
                {
                    case SessionEffect.PutMark put:
                        _marks.Enqueue(put.Mark);
                        break;
                    case SessionEffect.PutBand band:
                        _memory.Rules = band.Band is { } set ? new(set.Alert, set.Dwell, _options.Hysteresis) : null;
                        break;
                    case SessionEffect.Tell tell:
                        Told.Add(tell.Event);
                        break;
                    case SessionEffect.Reply { Message.Accepted: false } reply:
                        Refusals.Add(reply.Message);
                        break;
                }
            }
        }
    }
}
