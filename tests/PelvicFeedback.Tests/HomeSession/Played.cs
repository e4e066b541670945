using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>A session played in virtual time: written down as a timeline, with the pipeline's part told by the test.</summary>
internal sealed class Played
{
    private const long Morning = 1_795_341_600_000;
    private int _pressed;

    public Played(Plan? plan = null)
    {
        State = SessionMachine.Beginning(plan ?? Plans.Usual, demonstration: false) with { PageSeen = Seconds.Zero };
        Hear(new SessionInput.Sensor(At, SensorLink.Live));
    }

    public SessionState State { get; set; }

    public double Now { get; private set; }

    /// <summary>A step of the wall clock, ms.</summary>
    public long WallStep { get; set; }

    public List<SessionEffect> Effects { get; } = [];

    /// <summary>How far the home's time of day is ahead of UTC, s.</summary>
    public double LocalOffset { get; set; }

    public SessionTime At => new(new(Now), new(Anchored), new(Anchored + WallStep)) { LocalOffset = new(LocalOffset) };

    /// <summary>Whether somebody is at the page all the time, as its heartbeat tells.</summary>
    public bool PageOpen { get; set; } = true;

    private long Anchored => Morning + (long)(Now * 1000);

    public IEnumerable<string> Marks => Effects.OfType<SessionEffect.PutMark>().Select(put => put.Mark.Text);

    public IEnumerable<SessionEvent> Told => Effects.OfType<SessionEffect.Tell>().Select(tell => tell.Event);

    public IEnumerable<string> Story => Told.Select(told => Words.Of(told.Phase) + (told.Reason is { } why ? ":" + Words.Of(why) : ""));

    public void Hear(SessionInput input)
    {
        var outcome = SessionMachine.Step(State, input);
        State = outcome.State;
        Effects.AddRange(outcome.Effects);
    }

    public Played After(double seconds)
    {
        for (var end = Now + seconds; Now < end - 1e-9;)
        {
            Now = Math.Min(end, Now + 0.25);
            State = PageOpen ? State with { PageSeen = new(Now) } : State;
            Hear(new SessionInput.Tick(At));
        }

        return this;
    }

    public CommandHead Head(Pseudonym? session = null) =>
        new($"c-{++_pressed}", new(At.Wall.UnixMilliseconds + 5000), session ?? State.SessionId);

    public ReplyMessage Press(Func<CommandHead, SessionCommand> command) => Press(command(Head()));

    public ReplyMessage Press(SessionCommand command, bool retained = false)
    {
        Hear(new SessionInput.Commanded(At, command, retained, Pseudonym.Parse($"s{_pressed}")));
        return ((SessionEffect.Reply)Effects[^1]).Message;
    }

    /// <summary>Presses what has to be accepted.</summary>
    public Played Do(Func<CommandHead, SessionCommand> command)
    {
        var reply = Press(command);
        Assert.True(reply.Accepted, reply.Reason);
        return this;
    }

    public Played Decide(PelvicEvent decided)
    {
        Hear(new SessionInput.Decided(At, decided));
        return this;
    }

    /// <summary>The pipeline finds that the belt has slipped since then.</summary>
    public Played Slipped(double from) =>
        Decide(new BeltSlipped(new(Now), new(3))).Decide(new Withdrawn(new(Now), new(from), WithdrawalReason.Slip));

    public Played Feel(BodySign sign)
    {
        Hear(new SessionInput.Body(At, sign));
        return this;
    }

    public Played Link(SensorLink link)
    {
        Hear(new SessionInput.Sensor(At, link));
        return this;
    }

    public Played Answer(Question question, int score) => Do(head => new SessionCommand.Answer(head, question, score, null));

    public Played Answer(Question question, bool yes) => Do(head => new SessionCommand.Answer(head, question, null, yes));

    public Played Accept(CalibrationStep step) => Decide(new Calibrated(new(Now), step, true, null, null, null, null));

    public Played Refuse(CalibrationStep step, CalibrationRefusal why) => Decide(new Calibrated(new(Now), step, false, why, null, null, null));

    public Played Start() => Do(head => new SessionCommand.StartSession(head));

    public Played Answered(int pain = 1)
    {
        Start().Answer(Question.PainNow, pain);
        if (State.Question == Question.PainNight)
        {
            Answer(Question.PainNight, 1).Answer(Question.PainMorning, 1);
        }

        return Answer(Question.Unwell, false).Answer(Question.DoNotStart, false).Answer(Question.SupportReady, true);
    }

    public Played Calibrated(int pain = 1) =>
        Answered(pain).Feel(BodySign.Moved).Accept(CalibrationStep.Static).Accept(CalibrationStep.Bow).Accept(CalibrationStep.Side);

    public Played InSet(int pain = 1) => Calibrated(pain).Do(head => new SessionCommand.Next(head)).After(5);

    public Played Hold(Verdict verdict = Verdict.Level, double seconds = 10, NotJudgedReason? reason = null) =>
        Decide(new HoldJudged(new(Now), new(Now), Exercise.SingleLegStance, ExerciseSide.Left, new(seconds), verdict, reason));

    public Played Rep(Exercise exercise = Exercise.Squat, Verdict verdict = Verdict.Level) => Decide(new RepetitionJudged(
        new(Now), 1, exercise, ExerciseSide.Both, new(3), null, null, null, Core.Movement.RepetitionSource.Motion, true, verdict, null));

    public Played Ended(int level = 2, int notLevel = 0) => Decide(new SetEnded(new(Now), new(
        ((SessionEffect.PutMark)Effects.Last(effect => effect is SessionEffect.PutMark { Mark: Mark.StartExercise })).Mark is Mark.StartExercise start
            ? start.Prescription
            : default,
        default, new(Now), 0, level, notLevel, 0, 2, new(20), new(20), new(18), 0, null)
    { Verdict = notLevel > 0 ? Verdict.NotLevel : Verdict.Level }));
}

/// <summary>Plans for tests.</summary>
internal static class Plans
{
    public static SafetyScreen Screen { get; } =
        new(Pseudonym.Parse("t9"), new(0), WeightBearing.Full, [], false, false, false, false);

    public static PlannedExercise OneLeg { get; } = new()
    {
        Prescription = new(Exercise.SingleLegStance, ExerciseSide.Left),
        Support = Support.Fingertips,
        Sets = 2,
        Repetitions = 2,
        Hold = new(10),
        Band = null,
        Rest = new(30),
        FeedbackPercent = 100,
        Sound = Sound.Cues,
    };

    public static PlannedExercise Squats { get; } = OneLeg with
    {
        Prescription = new(Exercise.Squat, ExerciseSide.Both),
        Sets = 1,
        Repetitions = 3,
        Hold = null,
    };

    public static Plan Usual { get; } = new()
    {
        PlanId = Pseudonym.Parse("plan-1"),
        Screen = Screen,
        Exercises = [OneLeg, Squats],
        Pain = PainLimits.Usual,
        DailySets = 20,
        RawMotion = false,
    };
}
