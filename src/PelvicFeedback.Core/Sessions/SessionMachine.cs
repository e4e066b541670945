using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Core.Sessions;

/// <summary>
/// A session as a pure function: the state and what is heard give the next state and what is to be done. It opens nothing, starts nothing
/// and reads no clock; timers are values that a tick compares with.
/// </summary>
public static class SessionMachine
{
    /// <summary>The state of a service that was just installed.</summary>
    /// <param name="plan">A plan from a file; null for none.</param>
    /// <param name="demonstration">Whether a simulated patient does it, with an automatic hand that presses.</param>
    public static SessionState Beginning(Plan? plan, bool demonstration) => new() { Plan = plan, Demonstration = demonstration, Simulated = demonstration };

    /// <summary>Takes what is heard.</summary>
    public static SessionOutcome Step(SessionState state, SessionInput input)
    {
        var turn = new SessionTurn(state, input.At);
        switch (input)
        {
            case SessionInput.Commanded commanded:
                turn.Hear(commanded);
                break;
            case SessionInput.Decided decided:
                turn.Take(decided.Event);
                break;
            case SessionInput.Body body:
                turn.Feel(body.Sign);
                break;
            case SessionInput.Sensor sensor:
                turn.Link(sensor.Link);
                break;
            case SessionInput.Tick:
                turn.Tick();
                break;
            case SessionInput.Restarted:
                turn.Restart();
                break;
        }

        return turn.Outcome;
    }
}
