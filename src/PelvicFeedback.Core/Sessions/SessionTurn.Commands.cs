using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Core.Sessions;

/// <summary>A command is heard: carried out, or refused with a reason that a person understands, and answered the same when it comes again.</summary>
internal sealed partial class SessionTurn
{
    private const long StartExpiresWithin = 10_000;

    /// <summary>A command came.</summary>
    public void Hear(SessionInput.Commanded commanded)
    {
        var command = commanded.Command;
        var id = command.Head.CommandId;
        var before = _state.Replies.FirstOrDefault(reply => reply.Message.CommandId == id && SessionCommand.RoleOf(reply.To) == command.Role);
        if (before?.To == command.Name)
        {
            _effects.Add(new SessionEffect.Reply(command.Role, before.Message));
            return;
        }

        if (command.Role == CommandRole.Coach && !commanded.Retained && !IsLate(command))
        {
            _state = _state with { PageSeen = at.Elapsed };
        }

        var session = _state.SessionId;
        var (refusal, reason) = command is SessionCommand.Stop stop ? Stop(stop.Reason)
            : before is not null ? (Refusal.Malformed, "The same cmdId was another command's: every command needs one of its own.")
            : Answered(Against(commanded) ?? CarryOut(command, commanded.FreshId));
        var reply = new ReplyMessage(at.Utc, _state.SessionId ?? session, id, refusal, reason);
        _state = _state with
        {
            Replies = before is null ? Remember(new(command.Name, reply)) : _state.Replies,
            Refused = _state.Refused + (refusal is null ? 0 : 1),
        };
        _effects.Add(new SessionEffect.Reply(command.Role, reply));
    }

    // A page that is open says take-over again and again: of those the last reply is enough, and the others keep their place.
    private ImmutableArray<GivenReply> Remember(GivenReply reply) =>
    [
        .. _state.Replies.Where(kept => reply.To != CommandName.TakeOver || kept.To != CommandName.TakeOver).TakeLast(SessionState.RepliesKept - 1),
        reply,
    ];

    private bool IsLate(SessionCommand command) => command.Head.ExpiresAt.UnixMilliseconds <= at.Wall.UnixMilliseconds;

    private (Refusal, string)? Against(SessionInput.Commanded commanded)
    {
        var (command, head) = (commanded.Command, commanded.Command.Head);
        return commanded.Retained ? (Refusal.Retained, "A command out of a broker's memory is not carried out: send it anew.")
            : IsLate(command) ? (Refusal.Expired, "The command came too late.")
            : command is SessionCommand.StartSession or SessionCommand.StartExercise
                && head.ExpiresAt.UnixMilliseconds - at.Wall.UnixMilliseconds > StartExpiresWithin
                ? (Refusal.Expired, "What starts something has to expire within 10 s.")
            : head.SessionId != _state.SessionId && (command.Role == CommandRole.Coach || head.SessionId is not null)
                ? (Refusal.OtherSession, "The command is meant for another session.")
            : null;
    }

    private (Refusal, string)? CarryOut(SessionCommand command, Pseudonym freshId)
    {
        // A page that is only open is no patient who does something.
        if (command.Role == CommandRole.Coach && command is not SessionCommand.TakeOver)
        {
            _state = _state with { Touched = at.Elapsed };
        }

        return command switch
        {
            SessionCommand.StartSession => StartSession(freshId),
            SessionCommand.SetPlan plan => Adopt(plan.Plan),
            SessionCommand.SetBand band => Change(band),
            SessionCommand.Watch watch => Watch(watch),
            SessionCommand.ShowMessage message => Do(() => _state = _state with { Message = message.Text }),
            SessionCommand.SetSound sound => Do(() => _state = _state with { Sound = sound.Sound }),
            SessionCommand.TakeOver => Do(TakeOver),
            _ when _state.SessionId is null => NotNow("There is no session: begin one."),
            SessionCommand.Answer answer => Answer(answer),
            SessionCommand.Calibrate calibrate => Calibrate(calibrate.Kind),
            SessionCommand.StartExercise start => StartExercise(start.Prescription),
            SessionCommand.Next => Next(),
            SessionCommand.Pause when _state.Pause is not null => NotNow("The session stands by already."),
            SessionCommand.Pause => Do(() => StandBy(PauseReason.Asked)),
            SessionCommand.Resume => Resume(),
            SessionCommand.Redo => Redo(),
            SessionCommand.Pain pain => Pain(pain.Value),
            _ => NotNow("This command is not known here."),
        };
    }

    // Somebody is at the page; where the automatic patient of the demonstration answered, it is now a person's turn.
    private void TakeOver() => _state = _state.Demonstration ? _state with { Demonstration = false, Touched = at.Elapsed } : _state;

    private static (Refusal? Refusal, string? Reason) Answered((Refusal Refusal, string Reason)? refused) => (refused?.Refusal, refused?.Reason);

    private static (Refusal, string)? NotNow(string why) => (Refusal.NotNow, why);

    private static (Refusal, string)? Do(Action act)
    {
        act();
        return null;
    }
}
