using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Hub.Seam;

/// <summary>What becomes of an event.</summary>
public enum Outcome
{
    /// <summary>It is new: store it.</summary>
    Stored,

    /// <summary>It is stored already: nothing to store, and acknowledged again.</summary>
    Again,

    /// <summary>Something else is stored under its name: set it aside.</summary>
    Conflict,

    /// <summary>The home's login was taken away: set it aside.</summary>
    Revoked,

    /// <summary>The patient was erased: it is dropped.</summary>
    Erased,

    /// <summary>The patient's share of the disk is used up: it is dropped, and stays at home.</summary>
    OverQuota,

    /// <summary>Too many streams, or holes in one, for a home that is honest: it is dropped, and stays at home.</summary>
    Implausible,
}

/// <summary>What has to be done for an event, together with writing the new state down.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Acknowledges">The hash to acknowledge it with, after the commit; null when it is not acknowledged.</param>
/// <param name="Alarms">What it calls for.</param>
/// <param name="ClockDoubtful">Whether its time cannot be right: it is stored all the same, and marked.</param>
public sealed record Effects(Outcome Outcome, string? Acknowledges, ImmutableArray<Alarm> Alarms, bool ClockDoubtful)
{
    /// <summary>Whether it is to be kept with what was set aside.</summary>
    public bool SetsAside => Outcome is Outcome.Conflict or Outcome.Revoked;
}

/// <summary>How much a home may have, and how wrong its clock may be.</summary>
public sealed record IngestRule
{
    /// <summary>Bytes of payload a patient may have stored; default 4 GiB, some thousand hours of raw motion.</summary>
    public long QuotaBytes { get; init; } = 4L << 30;

    /// <summary>Streams a patient may have at a time; default 5000. One a sensor's start, kept for 90 days.</summary>
    public int MostStreams { get; init; } = 5000;

    /// <summary>How far an event's time may lie after its coming; default 5 min.</summary>
    public TimeSpan Ahead { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an event may take to come; default 366 days. A home keeps what is owed as long as it must.</summary>
    public TimeSpan Behind { get; init; } = TimeSpan.FromDays(366);
}

/// <summary>The hub's one seam: a patient's state and the next event give the new state and what has to be done.</summary>
public static class PatientStep
{
    /// <summary>Takes an event. Pure: whoever calls it writes state and effects in one transaction, and acknowledges after it.</summary>
    public static (PatientState State, Effects Effects) Next(this PatientState state, Arrival arrival, IngestRule rule)
    {
        if (state.Standing != PatientStanding.Active)
        {
            return (state, Nothing(state.Standing == PatientStanding.Revoked ? Outcome.Revoked : Outcome.Erased));
        }

        if (state.Has(arrival.Id))
        {
            // What is stored is what is acknowledged: a home that means something else by that name is not told that it is here.
            var differs = arrival.Known is { } known && known != arrival.Sha256;
            return (state, new(differs ? Outcome.Conflict : Outcome.Again, arrival.Known ?? arrival.Sha256, [], false));
        }

        if (state.Bytes + arrival.Payload.Length > rule.QuotaBytes)
        {
            return (state, Nothing(Outcome.OverQuota));
        }

        var before = state.Streams.GetValueOrDefault(arrival.Id.Stream);
        var receipt = (before ?? StreamReceipt.None(arrival.Kind == EventKind.Motion)).With(arrival.Id.Sequence, arrival.Received);
        if (receipt is null || receipt.IsMotion != (arrival.Kind == EventKind.Motion) || (before is null && state.Streams.Count >= rule.MostStreams))
        {
            return (state, Nothing(Outcome.Implausible));
        }

        var next = state with
        {
            Streams = state.Streams.SetItem(arrival.Id.Stream, receipt),
            Bytes = state.Bytes + arrival.Payload.Length,
            Facts = arrival.Happened is { } happened ? state.Facts.With(happened, arrival) : state.Facts,
        };
        return (next, new(Outcome.Stored, arrival.Sha256, [.. AlarmsOf(arrival)], IsDoubtful(arrival, rule)));
    }

    private static Effects Nothing(Outcome outcome) => new(outcome, null, [], false);

    private static bool IsDoubtful(Arrival arrival, IngestRule rule)
    {
        var late = arrival.Received.UnixMilliseconds - arrival.Time.UnixMilliseconds;
        return late < -rule.Ahead.TotalMilliseconds || late > rule.Behind.TotalMilliseconds;
    }

    private static IEnumerable<Alarm> AlarmsOf(Arrival arrival) =>
        (arrival.Happened is { } happened ? AlarmRule.Of(happened).Distinct() : []).Select(
            kind => new Alarm($"{arrival.Session?.ToString() ?? arrival.Id.ToString()}.{Words.Of(kind)}", kind, arrival.Id, arrival.Time));

    private static PatientFacts With(this PatientFacts facts, SessionEvent happened, Arrival arrival)
    {
        // A clock in the future would stay the newest for ever.
        var at = Math.Min(arrival.Time.UnixMilliseconds, arrival.Received.UnixMilliseconds);
        Latest<T> Now<T>(T value) => new(at, arrival.Id.Stream.ToString(), arrival.Id.Sequence, value);
        return happened.Phase switch
        {
            SessionPhase.Start => facts with
            {
                PainBefore = Now(happened.Answers?.PainNow).Or(facts.PainBefore),
                PainNight = Now(happened.Answers?.PainNight).Or(facts.PainNight),
                PainMorning = Now(happened.Answers?.PainMorning).Or(facts.PainMorning),
                Started = Now(new StartedSession(arrival.Session?.ToString() ?? "", happened.Demonstration ?? false)).Or(facts.Started),
                Begun = facts.Begun.With(at),
            },
            SessionPhase.Pain when happened.Pain is { } pain => facts with { Pain = Now(pain).Or(facts.Pain) },
            SessionPhase.Stop when happened.Reason is { } reason => facts with { Stopped = Now(reason).Or(facts.Stopped) },
            SessionPhase.End when happened.Reason is { } reason => facts with { Ended = Now(reason).Or(facts.Ended) },
            _ => facts,
        };
    }
}
