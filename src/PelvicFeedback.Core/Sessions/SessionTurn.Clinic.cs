using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What the clinic may do: plan, bands, words, watching. Nothing of it starts anything.</summary>
internal sealed partial class SessionTurn
{
    private const double WatchSeconds = 30;

    private (Refusal, string)? Adopt(Plan plan)
    {
        _state = _state.SessionId is null
            ? _state with { Plan = plan, NextPlan = null, Bands = [], NextBands = [], Current = null }
            : _state with { NextPlan = plan, NextBands = [] };
        return null;
    }

    // Kept until the next set begins: never in the middle of one. A plan that waits takes the band along, if it has the exercise.
    private (Refusal, string)? Change(SessionCommand.SetBand band)
    {
        var (now, next) = (Has(_state.Plan), Has(_state.NextPlan));
        if (!now && !next)
        {
            return (Refusal.NotInPlan, "This exercise on this side is not in the plan.");
        }

        _state = _state with
        {
            Bands = now ? With(_state.Bands) : _state.Bands,
            NextBands = next ? With(_state.NextBands) : _state.NextBands,
        };
        return null;

        bool Has(Plan? plan) => plan?.Find(band.Prescription) is not null;

        ImmutableArray<BandChange> With(ImmutableArray<BandChange> bands) =>
            [.. bands.Where(change => change.Prescription != band.Prescription), new(band.Prescription, band.Band)];
    }

    // A lease: the clinic sees the patient while it renews it, and only with somebody there who can see that it does.
    private (Refusal, string)? Watch(SessionCommand.Watch watch)
    {
        if (watch.On && !_state.IsSomebodyThere(at))
        {
            return (Refusal.NobodyThere, "Nobody is at the page: nobody is watched without knowing.");
        }

        _state = _state with { WatchUntil = watch.On ? at.Elapsed + new Seconds(WatchSeconds) : null };
        _effects.Add(new SessionEffect.Audit(watch.Head.CommandId, watch.On));
        return null;
    }
}
