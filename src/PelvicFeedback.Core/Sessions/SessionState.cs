using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Sessions;

/// <summary>A band that the clinic changed.</summary>
/// <param name="Prescription">For which exercise.</param>
/// <param name="Band">The band; null for the exercise's default.</param>
public sealed record BandChange(Prescription Prescription, BandSetting? Band);

/// <summary>A set that is over and whose result the pipeline has yet to tell.</summary>
/// <param name="Prescription">Of which exercise.</param>
/// <param name="Set">Which set.</param>
/// <param name="Done">Repetitions or holds that count.</param>
/// <param name="Reason">Why it is over.</param>
/// <param name="Due">Until when the result is waited for, s.</param>
public sealed record ClosingSet(Prescription Prescription, int Set, int Done, SessionReason Reason, Seconds Due);

/// <summary>A reply that was given.</summary>
/// <param name="To">Which command it answers: the same name twice, for two commands, is a mistake of whoever sends them.</param>
/// <param name="Message">The reply.</param>
public sealed record GivenReply(CommandName To, ReplyMessage Message);

/// <summary>What has yet to be calibrated.</summary>
/// <param name="Wear">Whether the sensor moves with the patient.</param>
/// <param name="Static">Quiet standing.</param>
/// <param name="Bow">Three bows.</param>
/// <param name="Side">The side check.</param>
public sealed record CalibrationNeeds(bool Wear, bool Static, bool Bow, bool Side)
{
    /// <summary>All of it: the belt has been put on.</summary>
    public static CalibrationNeeds All { get; } = new(true, true, true, true);

    /// <summary>Quiet standing and bows: the belt has slipped.</summary>
    public static CalibrationNeeds AfterSlip { get; } = new(false, true, true, true);
}

/// <summary>Everything a session knows between two inputs, as one value.</summary>
public sealed record SessionState
{
    /// <summary>The plan; null for none.</summary>
    public Plan? Plan { get; init; }

    /// <summary>A plan that came during a session and is in force from the next one on; null for none.</summary>
    public Plan? NextPlan { get; init; }

    /// <summary>The session; null where none exists.</summary>
    public Pseudonym? SessionId { get; init; }

    /// <summary>Where it stands.</summary>
    public SessionStep Step { get; init; }

    /// <summary>Since when, or since when the question is asked; elapsed seconds.</summary>
    public Seconds Since { get; init; }

    /// <summary>When the step ends, or is asked for again, by itself; null when it does not.</summary>
    public Seconds? Due { get; init; }

    /// <summary>When somebody last did something; elapsed seconds.</summary>
    public Seconds Touched { get; init; }

    /// <summary>Why it stands by; null while it goes on.</summary>
    public PauseReason? Pause { get; init; }

    /// <summary>The question that waits for an answer; null for none.</summary>
    public Question? Question { get; init; }

    /// <summary>Something said once beside the step; null for nothing.</summary>
    public Notice? Notice { get; init; }

    /// <summary>What was answered.</summary>
    public Answers Answers { get; init; } = Answers.None;

    /// <summary>How hard it was, 0–10; null until somebody says so at the end.</summary>
    public int? Effort { get; init; }

    /// <summary>What has yet to be calibrated.</summary>
    public CalibrationNeeds Needs { get; init; } = CalibrationNeeds.All;

    /// <summary>Whether the sensor was away for so long that the belt may have been off: quiet standing decides whether the bows still count.</summary>
    public bool Compares { get; init; }

    /// <summary>Whether no set was done since the last bow.</summary>
    public bool BowIsFresh { get; init; }

    /// <summary>How often the step was asked for in vain.</summary>
    public int Tries { get; init; }

    /// <summary>Side checks in a row in which the other side came down.</summary>
    public int Mismatches { get; init; }

    /// <summary>The exercise that is next, or under way, by its place in the plan; null for none.</summary>
    public int? Current { get; init; }

    /// <summary>Whether that exercise was begun, so that its next set needs no further word.</summary>
    public bool Begun { get; init; }

    /// <summary>Sets of it done, repeated ones left out.</summary>
    public int SetsDone { get; init; }

    /// <summary>Number of the set that is next or under way, from 1, repeated ones counted.</summary>
    public int Set { get; init; }

    /// <summary>Repetitions or holds done in it.</summary>
    public int Done { get; init; }

    /// <summary>Whether the set goes on after it was broken off: it is not counted as dose once more.</summary>
    public bool Resuming { get; init; }

    /// <summary>Whether the set that is next or under way repeats the one before.</summary>
    public bool IsRedo { get; init; }

    /// <summary>When something of the exercise was last seen; elapsed seconds.</summary>
    public Seconds Seen { get; init; }

    /// <summary>Repetitions or holds in a row that were not level.</summary>
    public int NotLevelInARow { get; init; }

    /// <summary>A set whose result is waited for; null for none.</summary>
    public ClosingSet? Closing { get; init; }

    /// <summary>Exercises that are over for this session, by their place in the plan.</summary>
    public ImmutableArray<int> Over { get; init; } = [];

    /// <summary>What came of this session's exercises so far.</summary>
    public ImmutableArray<ExerciseOutcome> Outcomes { get; init; } = [];

    /// <summary>What came of earlier sessions, the last one's last; at most <see cref="HistoryKept"/>.</summary>
    public ImmutableArray<ExerciseOutcome> History { get; init; } = [];

    /// <summary>Outcomes kept of earlier sessions.</summary>
    public const int HistoryKept = 100;

    /// <summary>Exercises done in the last session: whose pain in the night and the morning is asked for.</summary>
    public int LastSession { get; init; }

    /// <summary>What the pipeline has judged since it last ended a set, in its order.</summary>
    public ImmutableArray<Judged> Judged { get; init; } = [];

    /// <summary>Bands that the clinic changed.</summary>
    public ImmutableArray<BandChange> Bands { get; init; } = [];

    /// <summary>Bands that the clinic changed for the plan that waits.</summary>
    public ImmutableArray<BandChange> NextBands { get; init; } = [];

    /// <summary>The day that <see cref="DoseSets"/> counts, in days of the home's own time since 1970-01-01.</summary>
    public long DoseDay { get; init; }

    /// <summary>Sets begun on that day, repeated ones included.</summary>
    public int DoseSets { get; init; }

    /// <summary>What the set under way, or the one done last, has come to; null before the session's first.</summary>
    public SetCourse? Course { get; init; }

    /// <summary>How the sensor is.</summary>
    public SensorLink Sensor { get; init; }

    /// <summary>Since when the sensor has given nothing; null while it gives samples, and before it ever did.</summary>
    public Seconds? SensorGone { get; init; }

    /// <summary>When somebody at the page last gave a sign: any command in time; elapsed seconds, null for never.</summary>
    public Seconds? PageSeen { get; init; }

    /// <summary>Whether the automatic patient of the demonstration is there.</summary>
    public bool Demonstration { get; init; }

    /// <summary>Whether the motion is a simulated patient's, whoever presses.</summary>
    public bool Simulated { get; init; }

    /// <summary>What is heard; null for what the plan says.</summary>
    public Sound? Sound { get; init; }

    /// <summary>Words of the therapist; null for none.</summary>
    public string? Message { get; init; }

    /// <summary>Until when the clinic watches, elapsed seconds; null when it does not.</summary>
    public Seconds? WatchUntil { get; init; }

    /// <summary>The last replies, so that the same command gets the same one; at most <see cref="RepliesKept"/>.</summary>
    public ImmutableArray<GivenReply> Replies { get; init; } = [];

    /// <summary>Replies kept.</summary>
    public const int RepliesKept = 64;

    /// <summary>Commands refused since the service was installed.</summary>
    public long Refused { get; init; }

    /// <summary>How the last session ended; null before any, and while one is under way.</summary>
    public SessionEnding? Ended { get; init; }

    /// <summary>Whether what was kept of earlier sessions could not be read; until a session is begun.</summary>
    [JsonIgnore]
    public bool BeganAnew { get; init; }

    /// <summary>The exercise that is next, or under way; null for none.</summary>
    [JsonIgnore]
    public PlannedExercise? Planned => Plan is { } plan && Current is { } current && current < plan.Exercises.Length ? plan.Exercises[current] : null;

    /// <summary>Whether as many sets were done on that day as the plan allows.</summary>
    public bool IsCapReached(SessionTime at) => Plan is { } plan && DoseDay == at.Day && DoseSets >= plan.DailySets;

    /// <summary>Whether the clinic watches at that time.</summary>
    public bool IsWatched(SessionTime at) => WatchUntil is { } until && at.Elapsed < until && IsSomebodyThere(at);

    /// <summary>Whether somebody is at the page: gave a sign in the last minute, or is the automatic patient.</summary>
    public bool IsSomebodyThere(SessionTime at) => Demonstration || (PageSeen is { } seen && (at.Elapsed - seen).Value < PageLastsSeconds);

    /// <summary>How long a sign from the page counts, s: an open page gives three in that time.</summary>
    public const double PageLastsSeconds = 60;

    /// <summary>The band in force for an exercise's next set; null for its default.</summary>
    public BandSetting? BandOf(PlannedExercise planned)
    {
        var changed = Bands.LastOrDefault(change => change.Prescription == planned.Prescription);
        return changed is null ? planned.Band : changed.Band;
    }

    /// <summary>What is proposed for the exercises of the plan of which anything is known, this session's included; the therapist decides.</summary>
    [JsonIgnore]
    public ImmutableArray<ExerciseProposal> Proposals =>
    [
        .. from planned in Plan?.Exercises ?? []
           let outcomes = History.Concat(Outcomes).Where(outcome => outcome.Prescription == planned.Prescription).ToImmutableArray()
           where !outcomes.IsEmpty
           let proposed = Progression.Propose(outcomes, Plan!.Pain)
           select new ExerciseProposal(planned.Prescription, proposed.Proposal, proposed.Reason),
    ];

    /// <summary>How far the angles can be believed, as far as the session knows.</summary>
    [JsonIgnore]
    public Confidence Calibration => Needs.Static ? Confidence.None : Needs.Bow ? Confidence.Low : Confidence.High;
}
