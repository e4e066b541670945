using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Stored;

/// <summary>What the page of a stored session says besides what its motion says.</summary>
internal static class SessionSentences
{
    public const string Simulated = "A simulated patient, not a person.";

    /// <summary>Which session it is, by what it was judged, and how far to believe this report.</summary>
    public static IEnumerable<string> About(SessionFacts session)
    {
        yield return $"Session {session.Id}" + (session.Whose is { } whose ? $" of patient {whose.Patient} at site {whose.Site}" : "") + "."
            + (session.IsSimulated ? " " + Simulated : "");
        yield return (session.Began is { } began ? $"Begun {began}" : "When it began is not on record")
            + (session.End is { } end ? $", ended {end.Time}: {Because(end.Told.Reason)}." : "; its end is not on record.")
            + (session.ClockSynced ? "" : " The clock was not known to be set by a time server.");
        var judged = session.Algorithm is { } live ? $"Judged by algorithm {live} while it went on" : "Which algorithm judged it while it went on is not on record";
        yield return session.IsFromMotion
            ? $"{judged}; this report was worked out from its raw motion by algorithm {Streams.Algorithm.Version}, left axis {session.LeftAxis ?? "+y, the default"}."
            : $"{judged}; this report says what was told then, less what was taken back.";
        foreach (var doubt in session.Doubts)
        {
            yield return doubt;
        }
    }

    /// <summary>The plan, an exercise a line; empty without one.</summary>
    public static IEnumerable<string> Plan(SessionFacts session)
    {
        if (session.Plan is not { } plan)
        {
            yield break;
        }

        var screen = plan.Screen is { } seen
            ? $"safety screen by {seen.By}: weight-bearing {Words.Of(seen.WeightBearing)}{string.Concat(seen.Restrictions.Select(one => ", " + Plain(one)))}"
            : "no safety screen";
        yield return $"Plan {plan.PlanId}, {screen}; pain over {plan.Pain.StopOver} or a rise by {plan.Pain.StopRise} stops an exercise; " +
            $"at most {ReportWords.Count(plan.DailySets, "set", "sets")} a day.";
        foreach (var planned in plan.Exercises)
        {
            yield return Planned(planned);
        }
    }

    /// <summary>What the patient answered and said; empty when nothing is on record.</summary>
    public static IEnumerable<string> Said(SessionFacts session)
    {
        foreach (var (time, _, told) in session.Told)
        {
            if (told is { Phase: SessionPhase.Start, Answers: { } answers })
            {
                var said = Answers(answers);
                if (said.Length > 0)
                {
                    yield return $"Before it began: {said}.";
                }
            }
            else if (told is { Phase: SessionPhase.Pain, Pain: { } pain })
            {
                var during = told.Prescription is { } exercise ? $" ({ReportWords.Name(exercise.Exercise)}, {ReportWords.Leg(exercise.Exercise, exercise.Side)})" : "";
                yield return $"{time}: pain {Number(pain)} of 10{during}.";
            }
            else if (told.Phase == SessionPhase.Stop)
            {
                yield return $"{time}: stopped, {Because(told.Reason)}.";
            }
        }
    }

    /// <summary>A word of a session in plain letters: <c>left alone</c>.</summary>
    public static string Because(SessionReason? reason) => reason is { } known ? Plain(known) : "why is not on record";

    private static string Planned(PlannedExercise planned)
    {
        var (exercise, side) = planned.Prescription;
        var dose = planned.Hold is { } hold
            ? $"{ReportWords.Count(planned.Repetitions, "time", "times")} {ReportWords.Length(hold.Value)}"
            : ReportWords.Count(planned.Repetitions, "repetition", "repetitions");
        var band = planned.Band is { } own
            ? (own.Alert is { } alert ? $"alert from {alert}" : "")
                + (own.Dwell is { } dwell ? string.Create(CultureInfo.InvariantCulture, $" for {dwell.Value:0.0##} s") : "")
            : "default band";
        return $"{ReportWords.Name(exercise)}, {ReportWords.Leg(exercise, side)}: {ReportWords.Count(planned.Sets, "set", "sets")} of {dose}, {band.Trim()}, " +
            $"support {Plain(planned.Support)}, rest {ReportWords.Length(planned.Rest.Value)}, feedback in {Number(planned.FeedbackPercent)} % of the repetitions.";
    }

    private static string Answers(Answers answers)
    {
        string?[] said =
        [
            answers.PainNow is { } now ? $"pain now {Number(now)}" : null,
            answers.PainNight is { } night ? $"in the night {Number(night)}" : null,
            answers.PainMorning is { } morning ? $"in the morning {Number(morning)}" : null,
            answers.Unwell is { } unwell ? $"dizzy, unwell or fallen since: {(unwell ? "yes" : "no")}" : null,
            answers.DoNotStart is { } stop ? $"a reason not to start: {(stop ? "yes" : "no")}" : null,
            answers.SupportReady is { } ready ? $"support in reach and floor clear: {(ready ? "yes" : "no")}" : null,
        ];
        return string.Join("; ", said.OfType<string>());
    }

    private static string Plain<T>(T word)
        where T : struct, Enum => Words.Of(word).Replace('-', ' ');

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
