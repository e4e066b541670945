using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>Each hazard that a session can meet, and what it does about it.</summary>
public class SessionHazardTests
{
    [Fact]
    public void No_exercise_without_the_safety_screen()
    {
        var played = new Played(Plans.Usual with { Screen = null });
        Assert.Equal(Refusal.Unsafe, played.Press(head => new SessionCommand.StartSession(head)).Refusal);

        // And were a session under way all the same, the exercise is refused too.
        var under = new Played().Calibrated();
        under.State = under.State with { Plan = Plans.Usual with { Screen = null } };
        Assert.Equal(Refusal.Unsafe, under.Press(head => new SessionCommand.StartExercise(head, Plans.OneLeg.Prescription)).Refusal);
        Assert.Equal(Refusal.Unsafe, under.Press(head => new SessionCommand.Next(head)).Refusal);
        Assert.DoesNotContain(under.After(60).Marks, mark => mark.StartsWith("exercise"));
    }

    [Fact]
    public void Wrong_side_or_a_sensor_worn_another_way_is_asked_once_more_and_then_refused()
    {
        var played = new Played().Answered().Feel(BodySign.Moved).Accept(CalibrationStep.Static).Accept(CalibrationStep.Bow);
        played.Refuse(CalibrationStep.Side, CalibrationRefusal.WrongSide);
        Assert.Equal((SessionStep.SideCheck, Notice.OtherSide), (played.State.Step, played.State.Notice));
        played.Refuse(CalibrationStep.Side, CalibrationRefusal.WrongSide);
        Assert.Equal((SessionStep.Idle, Notice.WrongSide), (played.State.Step, played.State.Notice));
        Assert.Equal("end:wrong-side", played.Story.Last());
    }

    [Fact]
    public void A_slipped_belt_stops_the_set_and_is_calibrated_anew_with_a_bow()
    {
        var played = new Played().InSet().Hold().Decide(new BeltSlipped(new(1), new(3)));
        Assert.Equal((PauseReason.Slip, "rest"), (played.State.Pause, played.Marks.Last()));
        played.Do(head => new SessionCommand.Resume(head));
        Assert.Equal(SessionStep.Static, played.State.Step);
        played.Accept(CalibrationStep.Static);
        Assert.Equal(SessionStep.Bow, played.State.Step);
        played.Accept(CalibrationStep.Bow).Accept(CalibrationStep.Side);
        Assert.Equal((SessionStep.Countdown, 1), (played.State.Step, played.State.Done));
    }

    [Fact]
    public void A_belt_put_on_again_needs_everything_anew()
    {
        var played = new Played().Calibrated().Do(head => new SessionCommand.Calibrate(head, CalibrationStep.Static));
        Assert.Equal((SessionStep.WearCheck, CalibrationNeeds.All), (played.State.Step, played.State.Needs));

        var away = new Played().Calibrated().Link(SensorLink.Lost).After(601).Link(SensorLink.Live);
        Assert.Equal(CalibrationNeeds.All, away.State.Needs);
        var blink = new Played().Calibrated().Link(SensorLink.Lost).After(30).Link(SensorLink.Live);
        Assert.Equal(new(false, false, false, false), blink.State.Needs);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(1.9, false)]
    [InlineData(2.1, true)]
    [InlineData(null, true)]
    public void A_sensor_that_was_away_for_a_while_holds_its_calibration_where_standing_agrees_and_else_asks(double? upTurn, bool bows)
    {
        var played = new Played().InSet().Link(SensorLink.Lost).After(31).Link(SensorLink.Live).Do(head => new SessionCommand.Resume(head));
        Assert.Equal((SessionStep.WearCheck, new CalibrationNeeds(true, true, false, true)), (played.State.Step, played.State.Needs));
        played.Feel(BodySign.Moved);
        Assert.Equal(SessionStep.Static, played.State.Step);
        played.Decide(new Calibrated(new(played.Now), CalibrationStep.Static, true, null, null, null, null) { UpTurn = upTurn is { } turn ? new(turn) : null });
        if (bows)
        {
            Assert.Equal(SessionStep.Bow, played.State.Step);
            played.Accept(CalibrationStep.Bow);
        }

        Assert.Equal(SessionStep.SideCheck, played.State.Step);
        played.Accept(CalibrationStep.Side);
        Assert.Equal(SessionStep.Countdown, played.State.Step);
    }

    [Fact]
    public void What_was_compared_once_is_not_held_against_a_later_calibration()
    {
        var played = new Played().Calibrated().Link(SensorLink.Lost).After(31).Link(SensorLink.Live);
        played.Decide(new Calibrated(new(played.Now), CalibrationStep.Static, true, null, null, null, null) { UpTurn = new(1) });
        Assert.False(played.State.Compares);
        played.Accept(CalibrationStep.Static);
        Assert.False(played.State.Needs.Bow);
    }

    [Fact]
    public void A_sensor_that_is_lost_in_a_set_ends_it_and_is_never_shown_as_live()
    {
        var played = new Played().InSet().Link(SensorLink.Lost);
        Assert.Equal((PauseReason.Sensor, "rest"), (played.State.Pause, played.Marks.Last()));
        var newest = new Feedback { Time = new(1), Obliquity = new(5), Tilt = new(0), Zone = Zone.Level, Confidence = Confidence.High };
        Assert.Null(SessionView.Summary(played.State, played.At, newest, 0.5, 0, true).Beam);
        Assert.Null(SessionView.Summary(played.State, played.At, newest, 0.5, 0, true).Zone);
        played.Link(SensorLink.Live).After(60);
        Assert.Equal(PauseReason.Sensor, played.State.Pause);
        played.Do(head => new SessionCommand.Resume(head));
        Assert.Equal(SessionStep.Countdown, played.State.Step);
        Assert.Equal(5, SessionView.Summary(played.State, played.At, newest, 0.5, 0, true).Beam?.Value);
    }

    [Fact]
    public void Another_exercise_or_the_other_leg_is_not_counted()
    {
        var played = new Played().InSet().Rep(Exercise.Squat).Hold(Verdict.NotJudged, 10, NotJudgedReason.OtherLeg);
        Assert.Equal((0, Notice.OtherLeg), (played.State.Done, played.State.Notice));
        played.Hold().Decide(new StanceChanged(new(1), Phase.Start, Side.Right, Exercise.SingleLegStance));
        Assert.Equal((1, Notice.OtherLeg), (played.State.Done, played.State.Notice));
        played.Hold(seconds: 4.9);
        Assert.Equal(1, played.State.Done);
        played.After(60);
        Assert.Equal(Notice.NothingCounted, played.State.Notice);
    }

    [Theory]
    [InlineData(2, 6, SessionStep.Rest, Notice.PainStop)]
    [InlineData(2, 4, SessionStep.Rest, Notice.PainStop)]
    [InlineData(3, 4, SessionStep.Set, Notice.PainHold)]
    [InlineData(2, 3, SessionStep.Set, null)]
    public void Pain_stops_the_exercise_when_it_is_over_5_or_rose_by_2(int before, int now, SessionStep step, Notice? notice)
    {
        var played = new Played().InSet(before).Do(head => new SessionCommand.Pain(head, now));
        Assert.Equal((step, notice), (played.State.Step, played.State.Notice));
        Assert.Contains(played.Told, told => told is { Phase: SessionPhase.Pain } && told.Pain == now && told.Prescription == Plans.OneLeg.Prescription);
        if (step == SessionStep.Rest)
        {
            Assert.Equal(Refusal.Unsafe, played.Press(head => new SessionCommand.Redo(head)).Refusal);
            played.After(30);
            Assert.Equal(Plans.Squats, played.State.Planned);
            Assert.Equal(Refusal.NotNow, played.Press(head => new SessionCommand.StartExercise(head, Plans.OneLeg.Prescription)).Refusal);
        }
    }

    [Fact]
    public void Too_much_pain_before_an_exercise_keeps_it_from_being_begun()
    {
        Assert.Equal("end:not-today", new Played().Answered().Do(head => new SessionCommand.Pain(head, 6)).Story.Last());
        var ready = new Played().Calibrated().Do(head => new SessionCommand.Pain(head, 6));
        Assert.Equal((Plans.Squats, Notice.PainStop), (ready.State.Planned, ready.State.Notice));
        Assert.Equal(Refusal.NotNow, ready.Press(head => new SessionCommand.StartExercise(head, Plans.OneLeg.Prescription)).Refusal);
    }

    [Theory]
    [InlineData(Question.Unwell)]
    [InlineData(Question.DoNotStart)]
    public void Nobody_starts_dizzy_unwell_fallen_or_with_a_sign_of_the_list(Question question)
    {
        var played = new Played().Start().Answer(Question.PainNow, 1);
        if (question == Question.DoNotStart)
        {
            played.Answer(Question.Unwell, false);
        }

        played.Answer(question, true);
        Assert.Equal(["start", "end:not-today"], played.Story);
        Assert.Equal((SessionStep.Idle, Notice.NotToday), (played.State.Step, played.State.Notice));
    }

    [Fact]
    public void Nobody_starts_in_pain_or_without_a_support_in_reach()
    {
        Assert.Equal(["start", "end:not-today"], new Played().Start().Answer(Question.PainNow, 6).Story);
        var played = new Played().Start().Answer(Question.PainNow, 1).Answer(Question.Unwell, false).Answer(Question.DoNotStart, false)
            .Answer(Question.SupportReady, false);
        Assert.Equal((SessionStep.Questions, Question.SupportReady), (played.State.Step, played.State.Question));
        played.Answer(Question.SupportReady, true);
        Assert.Equal(SessionStep.WearCheck, played.State.Step);
    }

    [Fact]
    public void A_band_that_is_changed_in_a_set_is_in_force_from_the_next()
    {
        var played = new Played().InSet().Do(head => new SessionCommand.SetBand(head, Plans.OneLeg.Prescription, new(new(6), null)));
        Assert.Equal([null], played.Effects.OfType<SessionEffect.PutBand>().Select(put => put.Band));
        played.Hold().Hold().Ended().After(35);
        Assert.Equal(new BandSetting(new(6), null), played.Effects.OfType<SessionEffect.PutBand>().Last().Band);
        Assert.Equal(new BandSetting(new(6), null), played.Told.Last().Band);
    }

    [Fact]
    public void The_patient_on_the_floor_is_asked_and_not_all_right_is_told_as_a_fall()
    {
        var played = new Played().InSet().Feel(BodySign.Down);
        Assert.Equal((PauseReason.Down, Question.AllRight, Notice.Emergency), (played.State.Pause, played.State.Question, played.State.Notice));
        Assert.Equal(Refusal.NotNow, played.Press(head => new SessionCommand.Resume(head)).Refusal);
        played.Answer(Question.AllRight, false);
        Assert.Equal(["start", "set-start", "set-end:paused", "stop:fell", "end:fell"], played.Story);
        Assert.Equal(Notice.Emergency, played.State.Notice);
    }

    [Fact]
    public void After_lying_the_bow_is_asked_for_again()
    {
        var played = new Played().InSet().Feel(BodySign.Down).Answer(Question.AllRight, true).Do(head => new SessionCommand.Resume(head));
        Assert.Equal(SessionStep.Bow, played.State.Step);
    }

    [Fact]
    public void A_deep_bow_or_a_rest_on_the_floor_asks_nobody_whether_all_is_right()
    {
        Assert.Null(new Played().Answered().Feel(BodySign.Moved).Accept(CalibrationStep.Static).Feel(BodySign.Down).State.Pause);
        Assert.Null(new Played().InSet().Hold().Hold().Feel(BodySign.Down).State.Pause);
    }

    [Fact]
    public void Redo_is_once_a_set_counts_as_dose_and_stops_at_the_daily_cap()
    {
        var played = new Played(Plans.Usual with { DailySets = 2 }).InSet().Hold().Hold().Ended();
        played.Do(head => new SessionCommand.Redo(head)).After(5);
        Assert.Equal((SessionStep.Set, 2, 2, 1), (played.State.Step, played.State.Set, played.State.DoseSets, played.State.SetsDone));
        played.Hold().Hold().Ended();
        Assert.Equal(Refusal.NotNow, played.Press(head => new SessionCommand.Redo(head)).Refusal);
        played.After(30);
        Assert.Equal((SessionStep.Result, Notice.DailyCap), (played.State.Step, played.State.Notice));
        played.Do(head => new SessionCommand.Next(head));
        Assert.Equal(Refusal.DailyCap, played.Press(head => new SessionCommand.StartSession(head)).Refusal);
        played.After(86_400);
        played.Start();
    }

    // It is ten in the morning in Greenwich; thirteen hours to the east the day is over within the hour.
    [Theory]
    [InlineData(0, false)]
    [InlineData(13 * 3600, true)]
    public void The_daily_cap_is_of_the_homes_own_day(double offset, bool anotherDay)
    {
        var played = new Played(Plans.Usual with { DailySets = 1 }) { LocalOffset = offset }.InSet().Hold().Hold().Ended();
        played.Do(head => new SessionCommand.Stop(head, StopReason.Tired));
        Assert.Equal(Refusal.DailyCap, played.Press(head => new SessionCommand.StartSession(head)).Refusal);
        played.After(3600);
        Assert.Equal(anotherDay, played.Press(head => new SessionCommand.StartSession(head)).Accepted);
    }

    [Fact]
    public void Nothing_starts_and_nobody_is_watched_while_nobody_is_at_the_page()
    {
        var played = new Played().Calibrated().Do(head => new SessionCommand.Next(head));
        played.PageOpen = false;
        played.State = played.State with { PageSeen = null };
        played.After(10);
        Assert.Equal(PauseReason.NobodyThere, played.State.Pause);
        Assert.DoesNotContain(played.Marks, mark => mark.StartsWith("exercise"));
        Assert.Equal(Refusal.NobodyThere, played.Press(head => new SessionCommand.Watch(head, true)).Refusal);
        played.Do(head => new SessionCommand.Resume(head)).After(5);
        Assert.Equal(SessionStep.Set, played.State.Step);
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-3_600_000)]
    public void A_step_of_the_wall_clock_moves_no_timer(long step)
    {
        var played = new Played().InSet().Hold().Hold().Ended().After(10);
        played.WallStep = step;
        played.After(19.75);
        Assert.Equal(SessionStep.Rest, played.State.Step);
        played.After(0.25);
        Assert.Equal(SessionStep.Countdown, played.State.Step);
    }

    [Fact]
    public void Another_patients_session_is_not_commanded()
    {
        var played = new Played().InSet();
        Assert.Equal(Refusal.OtherSession, played.Press(new SessionCommand.Next(played.Head(Pseudonym.Parse("somebody-else")))).Refusal);
        Assert.Equal(SessionStep.Set, played.State.Step);
    }
}
