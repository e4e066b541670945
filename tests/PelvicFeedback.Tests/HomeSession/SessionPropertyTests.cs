using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.HomeSession;

/// <summary>Whatever comes in whatever order, what has to hold of a session holds.</summary>
public class SessionPropertyTests
{
    private const int Inputs = 600;

    [Theory]
    [InlineData(1, 60)]
    [InlineData(1000, 60)]
    public void Any_inputs_in_any_order_keep_the_promises(int firstSeed, int runs)
    {
        var setsBegun = 0;
        for (var seed = firstSeed; seed < firstSeed + runs; seed++)
        {
            var random = new Random(seed);
            var played = new Played(Plans.Usual with { Screen = random.Next(5) == 0 ? null : Plans.Screen, DailySets = random.Next(1, 8) });
            var replies = 0;
            for (var i = 0; i < Inputs; i++)
            {
                if (random.Next(60) == 0)
                {
                    var kept = SavedSession.FromJson(played.State.ToJson(), out var why);
                    Assert.True(kept is not null, why);
                    played.State = kept;
                    if (random.Next(2) == 0)
                    {
                        played.Hear(new SessionInput.Restarted(played.At));
                    }
                }

                var before = played.Effects.Count;
                var dose = played.State.DoseSets;
                if (Sensible(played, random) is { } command)
                {
                    played.Press(command, retained: random.Next(40) == 0);
                    replies++;
                }
                else
                {
                    Happen(played, random);
                }

                Holds(played, before, dose, seed);
            }

            Assert.Equal(replies, played.Effects.OfType<SessionEffect.Reply>().Count());
            setsBegun += played.Told.Count(told => told.Phase == SessionPhase.SetStart);

            // Every set that began has exactly one end, and every session too.
            played.Do(head => new SessionCommand.Stop(head, StopReason.Other)).After(3);
            foreach (var session in played.Effects.OfType<SessionEffect.Tell>().GroupBy(tell => tell.SessionId))
            {
                Assert.Equal(
                    session.Count(tell => tell.Event.Phase == SessionPhase.SetStart), session.Count(tell => tell.Event.Phase == SessionPhase.SetEnd));
                Assert.Equal(SessionPhase.End, session.Last().Event.Phase);
                Assert.Single(session, tell => tell.Event.Phase == SessionPhase.End);
            }
        }

        Assert.InRange(setsBegun, runs / 3, int.MaxValue);
    }

    private static void Holds(Played played, int before, int dose, int seed)
    {
        var state = played.State;
        Assert.True((state.SessionId is null) == (state.Step == SessionStep.Idle), $"{seed}: {state.Step}");
        Assert.True(state.Replies.Length <= SessionState.RepliesKept);
        foreach (var effect in played.Effects.Skip(before))
        {
            if (effect is SessionEffect.PutMark { Mark: Mark.StartExercise })
            {
                Assert.NotNull(state.Plan!.Screen);
                Assert.True(state is { Sensor: SensorLink.Live, Pause: null, Step: SessionStep.Set } && state.IsSomebodyThere(played.At), $"{seed}: {state.Pause} {state.Step} {state.Sensor}");
                Assert.Equal(new CalibrationNeeds(false, false, false, false), state.Needs);
                Assert.True(state.DoseSets <= state.Plan.DailySets, $"{seed}: {state.DoseSets} of {state.Plan.DailySets}");
                Assert.InRange(state.DoseSets - dose, 0, 1);
            }
        }

        var view = SessionView.State(state, played.At, null, false, Pseudonym.Parse("b"), "0", "0", null);
        Assert.Equal(view.Prescription.HasValue, view.Set.HasValue);
    }

    private static SessionCommand? Sensible(Played played, Random random)
    {
        var head = played.Head();
        if (played.State.Question is { } question && random.Next(3) > 0)
        {
            return question.AsksForNumber() ? new SessionCommand.Answer(head, question, random.Next(8), null)
                : new SessionCommand.Answer(head, question, null, (question >= Question.SupportReady) == (random.Next(15) > 0));
        }

        return random.Next(26) switch
        {
            0 or 1 => new SessionCommand.StartSession(head),
            2 => new SessionCommand.Calibrate(head, (CalibrationStep)random.Next(3)),
            3 or 4 => new SessionCommand.StartExercise(head, played.State.Plan!.Exercises[random.Next(2)].Prescription),
            5 or 6 => new SessionCommand.Next(head),
            7 => random.Next(3) == 0 ? new SessionCommand.Pause(head) : null,
            8 or 9 => new SessionCommand.Resume(head),
            10 => random.Next(8) == 0 ? new SessionCommand.Stop(head, (StopReason)random.Next(7)) : null,
            11 => new SessionCommand.Redo(head),
            12 => new SessionCommand.Pain(head, random.Next(random.Next(3) == 0 ? 11 : 3)),
            13 => new SessionCommand.SetBand(head, Plans.OneLeg.Prescription, null),
            14 => random.Next(5) == 0 ? new SessionCommand.SetPlan(head, played.State.Plan!) : null,
            15 => new SessionCommand.Watch(head, true),
            _ => null,
        };
    }

    private static void Happen(Played played, Random random)
    {
        switch (random.Next(24))
        {
            case 0 or 1:
                played.Feel(BodySign.Moved);
                break;
            case 2:
                if (random.Next(4) == 0)
                {
                    played.Feel(BodySign.Down);
                }

                break;
            case 3 or 4 or 5 or 6 or 7:
                played.Accept((CalibrationStep)random.Next(3));
                break;
            case 8:
                played.Refuse((CalibrationStep)random.Next(3), (CalibrationRefusal)random.Next(7));
                break;
            case 9 or 10 or 11:
                played.Hold((Verdict)random.Next(3), random.Next(12), random.Next(5) == 0 ? NotJudgedReason.OtherLeg : null);
                break;
            case 12 or 13:
                played.Rep((Exercise)random.Next(5));
                break;
            case 14:
                played.Decide(new SetEnded(default, new((random.Next(2) == 0 ? Plans.OneLeg : Plans.Squats).Prescription, default, default, 1, 1, 0, 0, 0, default, default, default, 0, null)));
                break;
            case 15:
                played.Link((SensorLink)random.Next(5));
                break;
            case 16 or 17:
                played.Link(SensorLink.Live);
                break;
            case 18:
                played.Decide(random.Next(8) switch
                {
                    0 => new BeltSlipped(default, new(3)),
                    1 => new SensorRestarted(default),
                    2 => new Withdrawn(new(played.Now), new(played.Now * random.NextDouble()), WithdrawalReason.Slip),
                    _ => new StanceChanged(default, Phase.Start, Side.Right, null),
                });
                break;
            case 19:
                played.PageOpen = random.Next(3) > 0;
                break;
            default:
                played.After(random.Next(1, 12));
                break;
        }
    }
}
