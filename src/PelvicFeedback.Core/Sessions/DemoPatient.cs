using System.Globalization;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Core.Sessions;

/// <summary>
/// The automatic patient of the demonstration: presses what a patient would press, after a moment's thought, and nothing any more once a
/// person has taken over. What the body does is the simulator's.
/// </summary>
public static class DemoPatient
{
    private const double Thinks = 1.5;
    private const double LooksAtResult = 5;
    private const double RestsBetweenSessions = 15;
    private const double TriesAgainAfter = 60;
    private const long ExpiresAfter = 8000;
    private const string Names = "demo-";

    /// <summary>The command that would be pressed now.</summary>
    /// <param name="state">The session.</param>
    /// <param name="at">When.</param>
    /// <returns>Null for none.</returns>
    public static SessionCommand? Press(SessionState state, SessionTime at)
    {
        if (!state.Demonstration || state.Plan?.Screen is null || WasRefused(state, at))
        {
            return null;
        }

        var waited = (at.Elapsed - state.Since).Value;
        var head = new CommandHead(
            string.Create(CultureInfo.InvariantCulture, $"{Names}{at.Utc.UnixMilliseconds}-{at.Elapsed.Value * 1000:0}"),
            new(at.Wall.UnixMilliseconds + ExpiresAfter),
            state.SessionId);
        return state switch
        {
            { Question: { } question } => waited >= Thinks ? Answer(head, question) : null,
            { Pause: not null } => waited >= Thinks ? Recover(head, state) : null,
            { Step: SessionStep.Idle } => waited >= (state.History.IsEmpty ? Thinks : RestsBetweenSessions) && state.Notice is not (Notice.PainHold or Notice.PainStop or Notice.DailyCap or Notice.NotToday or Notice.Emergency) ? new SessionCommand.StartSession(head) : null,
            { Step: SessionStep.Ready } => waited >= Thinks ? new SessionCommand.Next(head) : null,
            { Step: SessionStep.Result } => waited >= LooksAtResult ? new SessionCommand.Pain(head, 1) : null,
            _ => null,
        };
    }

    // What stood against a press seldom goes away at once: whoever presses on is answered, written down and refused four times a second.
    private static bool WasRefused(SessionState state, SessionTime at) =>
        state.Replies is [.., { Message: { Accepted: false } last }]
        && last.CommandId.StartsWith(Names, StringComparison.Ordinal)
        && (at.Utc.UnixMilliseconds - last.Time.UnixMilliseconds) / 1000.0 < TriesAgainAfter;

    private static SessionCommand.Answer Answer(CommandHead head, Question question) => question.AsksForNumber()
        ? new(head, question, 1, null)
        : new(head, question, null, question is Question.SupportReady or Question.AllRight);

    // A sensor that is lost has to come back first, and a person who paused goes on himself.
    private static SessionCommand.Resume? Recover(CommandHead head, SessionState state) => state switch
    {
        { Pause: PauseReason.Asked } => null,
        { Sensor: not SensorLink.Live } => null,
        _ => new(head),
    };
}
