using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;

namespace PelvicFeedback.Worker.Run;

/// <summary>How a session begins: a new one, or the one that was kept, with the plan that is in force now.</summary>
internal static class SessionBeginnings
{
    /// <summary>Under which name a run keeps its session: the demonstration's is nobody's history. Null for a run without one.</summary>
    public static string? NameOf(RunRequest request) => !request.HasSession ? null : request.Sensor.IsSimulated ? "demonstration" : "session";

    /// <summary>How this run's session begins.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="saved">What was kept under its name; null for nothing.</param>
    /// <param name="warn">Told, in one line, when what was kept is no good.</param>
    public static SessionBeginning Of(RunRequest request, string? saved, Action<string> warn)
    {
        if (!request.HasSession)
        {
            return new(SessionMachine.Beginning(null, demonstration: false), WasRestarted: false, SavedAs: null, MarksOfItsOwn: true);
        }

        var simulated = request.Sensor.IsSimulated;
        var plan = request.Plan ?? (simulated ? DemoPlan.Plan : null);
        var fresh = new SessionBeginning(SessionMachine.Beginning(plan, simulated), WasRestarted: false, NameOf(request), MarksOfItsOwn: false);
        if (saved is null)
        {
            return fresh;
        }

        if (SavedSession.FromJson(saved, out var why) is not { } kept)
        {
            warn(why + " A new one is begun.");
            return fresh with { State = fresh.State with { BeganAnew = true } };
        }

        var state = Adopt(kept, plan);
        return fresh with
        {
            State = state with { Simulated = simulated, Demonstration = simulated && (state.SessionId is null || state.Demonstration) },
            WasRestarted = true,
        };
    }

    // A plan from outside is the newer one; a session that is under way ends with the plan it began with.
    private static SessionState Adopt(SessionState kept, Plan? plan)
    {
        if (plan is null || (kept.Plan is { } known && SessionPapers.Plan(known) == SessionPapers.Plan(plan)))
        {
            return kept;
        }

        return kept.SessionId is null ? kept with { Plan = plan, NextPlan = null, Bands = [], NextBands = [] }
            : kept with { NextPlan = plan, NextBands = [] };
    }
}
