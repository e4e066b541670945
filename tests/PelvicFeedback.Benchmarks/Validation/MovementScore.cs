using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>What the pipeline said of simulated sessions, held against the truth. Counts only, so that sessions can be added up.</summary>
public sealed class MovementScore
{
    public double Seconds { get; private set; }

    public long Samples { get; private set; }

    public double SquaredError { get; private set; }

    public double JudgedSeconds { get; private set; }

    public int Drops { get; private set; }

    public int DropsFound { get; private set; }

    public int Alerts { get; private set; }

    public int FalseAlerts { get; private set; }

    /// <summary>Alerts whose start lies more than one sample from the end of the dwell, reckoned anew from the tilt that was published.</summary>
    public int LateAlerts { get; private set; }

    public int Repetitions { get; private set; }

    public int RepetitionsFound { get; private set; }

    public int RepetitionsInvented { get; private set; }

    public int RepetitionsUncalibrated { get; private set; }

    public int Holds { get; private set; }

    public int HoldsFound { get; private set; }

    public int HoldsWithin { get; private set; }

    public int HoldsInvented { get; private set; }

    public int Sides { get; private set; }

    public int SidesRight { get; private set; }

    public int SidesWrong { get; private set; }

    public int Slips { get; private set; }

    public int SlipsFound { get; private set; }

    public int FalseSlips { get; private set; }

    public int Refusals { get; private set; }

    public List<string> Notes { get; } = [];

    public List<(double Error, bool Intended, double Impact)> HoldErrors { get; } = [];

    public double Rmse => Math.Sqrt(SquaredError / Math.Max(1, JudgedSeconds));

    public double Hours => Seconds / 3600;

    public void Add(MovementScore other)
    {
        Seconds += other.Seconds;
        Samples += other.Samples;
        SquaredError += other.SquaredError;
        JudgedSeconds += other.JudgedSeconds;
        Drops += other.Drops;
        DropsFound += other.DropsFound;
        Alerts += other.Alerts;
        FalseAlerts += other.FalseAlerts;
        LateAlerts += other.LateAlerts;
        Repetitions += other.Repetitions;
        RepetitionsFound += other.RepetitionsFound;
        RepetitionsInvented += other.RepetitionsInvented;
        RepetitionsUncalibrated += other.RepetitionsUncalibrated;
        Holds += other.Holds;
        HoldsFound += other.HoldsFound;
        HoldsWithin += other.HoldsWithin;
        HoldsInvented += other.HoldsInvented;
        Sides += other.Sides;
        SidesRight += other.SidesRight;
        SidesWrong += other.SidesWrong;
        Slips += other.Slips;
        SlipsFound += other.SlipsFound;
        FalseSlips += other.FalseSlips;
        Refusals += other.Refusals;
        Notes.AddRange(other.Notes);
        HoldErrors.AddRange(other.HoldErrors);
    }

    /// <summary>Adds up a sample: how far the obliquity is off while it claims full confidence.</summary>
    public void Sample(in Feedback feedback, in Truth truth, double period)
    {
        Samples++;
        Seconds += period;
        if (feedback is { Confidence: Confidence.High, Obliquity: { } obliquity })
        {
            JudgedSeconds += period;
            SquaredError += Math.Pow((obliquity - truth.Obliquity).Value, 2) * period;
        }
    }

    /// <summary>Adds up a whole session.</summary>
    /// <param name="run">What was simulated.</param>
    /// <param name="events">What the pipeline decided.</param>
    /// <param name="drops">Intervals in which the truth was at least 1° over its limit for at least the dwell + 50 ms, in judged sets.</param>
    /// <param name="highest">The true drop at each alert's start, the largest within the dwell before it; same order as the alerts.</param>
    public void Session(
        SimulatedRun run, IReadOnlyList<PelvicEvent> events, IReadOnlyList<(double From, double To, Side Leg)> drops, IReadOnlyDictionary<int, double> highest)
    {
        var truth = run.Events.ToList();
        ScoreAlerts(run, events, drops, highest);
        ScoreRepetitions(run, truth, events);
        ScoreHolds(run, truth, events);
        ScoreSlips(run, truth, events);
        foreach (var refused in events.OfType<Calibrated>().Where(one => !one.Accepted))
        {
            Refusals++;
            Notes.Add($"seed {run.Seed}: {refused.Step} refused at {refused.At.Seconds:0.00}: {refused.Refusal} {refused.AxisError}");
        }
    }

    public void Late(int alerts) => LateAlerts += alerts;

    private void ScoreAlerts(
        SimulatedRun run, IReadOnlyList<PelvicEvent> events, IReadOnlyList<(double From, double To, Side Leg)> drops, IReadOnlyDictionary<int, double> highest)
    {
        var starts = events.OfType<AlertStarted>().Where(one => one.Kind == AlertKind.PelvicDrop).ToList();
        var ends = events.OfType<AlertEnded>().ToDictionary(one => one.Ordinal);
        Alerts += starts.Count;
        foreach (var drop in drops)
        {
            Drops++;
            if (starts.Any(one => one.Stance == drop.Leg.AsStance() && one.At.Seconds <= drop.To + 0.3 && ends[one.Ordinal].At.Seconds >= drop.From))
            {
                DropsFound++;
            }
            else
            {
                Notes.Add($"seed {run.Seed}: drop missed {drop.From:0.00}–{drop.To:0.00} {drop.Leg}");
            }
        }

        // What was taken back no longer claims anything.
        var withdrawn = events.OfType<Withdrawn>().ToList();
        foreach (var start in events.OfType<AlertStarted>().Where(one => !withdrawn.Any(back => back.From <= one.At && one.At <= back.At)))
        {
            // With low confidence the left axis is a setting, up to 45° off in these mountings: such alerts are not scored.
            var value = highest.GetValueOrDefault(start.Ordinal, double.NegativeInfinity);
            if (value < start.Threshold.Value - 0.5)
            {
                FalseAlerts++;
                Notes.Add($"seed {run.Seed}: false {start.Kind} at {start.At.Seconds:0.00} said {start.Value} truth {value:0.0} over {start.Threshold}");
            }
        }
    }

    private void ScoreRepetitions(SimulatedRun run, List<TruthEvent> truth, IReadOnlyList<PelvicEvent> events)
    {
        var said = events.OfType<RepetitionJudged>().Select(one => (From: one.At.Seconds - one.Duration.Value, To: one.At.Seconds, Used: false)).ToList();
        var least = Math.Max(0.1, 3 / run.Sensor.Rate) - 1e-6;
        var gaps = truth.OfType<TrueGap>().Where(gap => (gap.At - gap.LastBefore).Value >= least).ToList();
        var calibrated = events.OfType<Calibrated>().Where(one => one is { Accepted: true, Step: CalibrationStep.Static }).Select(one => one.At).ToList();
        foreach (var rep in truth.OfType<TrueRepetition>())
        {
            // Nothing is counted of who could not be calibrated, and the report says so: in life the patient is asked to stand still once more.
            if (!calibrated.Exists(at => at < rep.Start))
            {
                RepetitionsUncalibrated++;
                continue;
            }

            var best = said.FindIndex(one => !one.Used && one.From < rep.At.Seconds && one.To > rep.Turn.Seconds - 0.2);
            if (gaps.Any(gap => gap.At > rep.Start && gap.LastBefore < rep.At))
            {
                // A gap resets the phase, as the contract says: such a repetition may be counted or not.
                if (best >= 0)
                {
                    said[best] = said[best] with { Used = true };
                }

                continue;
            }

            Repetitions++;
            if (best < 0)
            {
                Notes.Add($"seed {run.Seed}: {Prescription.NameOf(rep.Exercise)} missed {rep.Start.Seconds:0.00}–{rep.At.Seconds:0.00} depth {rep.Depth:0} cm");
                continue;
            }

            RepetitionsFound++;
            said[best] = said[best] with { Used = true };
        }

        foreach (var extra in said.Where(one => !one.Used))
        {
            RepetitionsInvented++;
            Notes.Add($"seed {run.Seed}: repetition invented {extra.From:0.00}–{extra.To:0.00}");
        }
    }

    private void ScoreHolds(SimulatedRun run, List<TruthEvent> truth, IReadOnlyList<PelvicEvent> events)
    {
        var sets = truth.OfType<TrueSet>().Where(one => one.Prescription.Exercise == Exercise.SingleLegStance).ToList();
        var said = events.OfType<HoldJudged>().Select(one => (From: one.Ended.Seconds - one.Duration.Value, To: one.Ended.Seconds, One: one, Used: false)).ToList();
        var gaps = truth.OfType<TrueGap>().ToList();
        foreach (var set in sets)
        {
            TrueLiftOff? lift = null;
            foreach (var happened in truth.Where(one => one.At >= set.Start && one.At <= set.At))
            {
                if (happened is TrueLiftOff off)
                {
                    lift = off;
                }
                else if (happened is TrueFootDown down && lift is not null)
                {
                    Hold(run, gaps, lift, down, said);
                    lift = null;
                }
            }
        }

        foreach (var extra in said.Where(one => !one.Used))
        {
            HoldsInvented++;
            Notes.Add($"seed {run.Seed}: hold invented {extra.From:0.00}–{extra.To:0.00} {extra.One.Side}");
        }
    }

    private void Hold(SimulatedRun run, List<TrueGap> gaps, TrueLiftOff lift, TrueFootDown down, List<(double From, double To, HoldJudged One, bool Used)> said)
    {
        Holds++;
        var (from, to) = (lift.At.Seconds, down.At.Seconds);
        if (gaps.Any(gap => gap.At > lift.At && gap.LastBefore < down.At && (gap.At - gap.LastBefore).Value >= 0.5))
        {
            // Half a second without a sample: whether the foot stayed up is not known, and must not be claimed.
            Holds--;
            said.RemoveAll(one => one.From < to && one.To > from);
            return;
        }

        var best = said.FindIndex(one => Math.Min(one.To, to) - Math.Max(one.From, from) > 0.5 * (to - from));
        if (run.Session.SidesUntold)
        {
            Sides++;
        }

        if (best < 0)
        {
            Notes.Add($"seed {run.Seed}: hold missed {from:0.00}–{to:0.00} {lift.StanceLeg}");
            return;
        }

        HoldsFound++;
        var error = said[best].One.Duration.Value - (to - from);
        HoldErrors.Add((error, down.Intended, down.Impact));
        if (Math.Abs(error) <= 0.2)
        {
            HoldsWithin++;
        }
        else
        {
            Notes.Add($"seed {run.Seed}: hold {from:0.00}–{to:0.00} off by {error:0.00} ({(down.Intended ? "foot down" : "touch-down")}, impact {down.Impact:0.0}); said to {said[best].To:0.00}");
        }

        if (run.Session.SidesUntold)
        {
            var right = said[best].One.Side == lift.StanceLeg.AsExerciseSide();
            SidesRight += right ? 1 : 0;
            SidesWrong += right ? 0 : 1;
            if (!right)
            {
                Notes.Add($"seed {run.Seed}: leg wrong {from:0.00}–{to:0.00} {lift.StanceLeg}");
            }
        }

        said[best] = said[best] with { Used = true };
    }

    private void ScoreSlips(SimulatedRun run, List<TruthEvent> truth, IReadOnlyList<PelvicEvent> events)
    {
        var said = events.OfType<BeltSlipped>().ToList();
        var slips = truth.OfType<TrueSlip>().Where(one => one.Slip.Axis != SlipAxis.Up).ToList();
        foreach (var slip in slips)
        {
            Slips++;
            if (said.Any(one => one.At >= slip.At - new Seconds(slip.Slip.Duration.Value)))
            {
                SlipsFound++;
            }
            else
            {
                Notes.Add($"seed {run.Seed}: slip missed at {slip.At.Seconds:0.00} {slip.Slip}");
            }
        }

        foreach (var extra in said.Where(one => slips.All(slip => slip.At - new Seconds(slip.Slip.Duration.Value + 0.2) > one.At)))
        {
            FalseSlips++;
            Notes.Add($"seed {run.Seed}: false slip at {extra.At.Seconds:0.00} by {extra.Change}");
        }
    }
}
