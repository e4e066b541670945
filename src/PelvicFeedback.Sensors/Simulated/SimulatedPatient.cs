using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// The traits of a simulated patient: how far, how fast, how unsteadily. Every repetition draws its own values between the ends given.
/// Drop is D, degrees: the unsupported side down is positive, up (a hike) negative. The defaults are those of <see cref="Healthy"/>.
/// </summary>
public sealed record SimulatedPatient
{
    /// <summary>
    /// Both hips steady: a slight rise of the free side on one leg, as healthy people show (less rise goes with gluteal
    /// tendinopathy), and a few degrees of drop in single-leg squats.
    /// </summary>
    public static SimulatedPatient Healthy => new();

    /// <summary>The free side drops by 4–12° on one leg (Nakagawa 2012 found 10.3 ± 4.7° in patellofemoral pain, single-leg squat).</summary>
    public static SimulatedPatient Weak => new()
    {
        Name = "weak",
        OneLegDrop = new(4, 12),
        SingleLegSquatDrop = new(6, 14),
        StepUpDrop = new(6, 12),
        SquatObliquity = new(-3, 3),
        ObliquityWobble = 0.6,
        OneLegSway = 0.025,
    };

    /// <summary>
    /// The pelvis stays level or is hiked, and goes further out to the side: what a trunk lean looks like to a sensor that cannot see
    /// the trunk (Allison 2016: the shift is what remains).
    /// </summary>
    public static SimulatedPatient Compensating => new()
    {
        Name = "compensating",
        OneLegDrop = new(-5, 0),
        SingleLegSquatDrop = new(-4, 2),
        StepUpDrop = new(-2, 2),
        WeightShift = new(0.11, 0.16),
        OneLegSway = 0.025,
    };

    /// <summary>Level at the beginning of a set, 6–10° further down at its end (Hardcastle and Nade 1985: note when the pelvis begins to fall).</summary>
    public static SimulatedPatient Tiring => new()
    {
        Name = "tiring",
        OneLegDrop = new(-1, 1),
        SingleLegSquatDrop = new(2, 5),
        StepUpDrop = new(1, 3),
        Fatigue = new(6, 10),
        Onset = DropOnset.Creeping,
    };

    /// <summary>The pelvis does not turn in any way once the foot has left the floor: the hardest patient to count.</summary>
    public static SimulatedPatient Perfect => new()
    {
        Name = "perfect",
        OneLegDrop = default,
        SingleLegSquatDrop = default,
        SingleLegSquatTilt = default,
        StepUpDrop = default,
        StepUpLean = default,
        SquatObliquity = default,
        ObliquityWobble = 0,
        TiltWobble = 0,
        TurnWobble = 0,
        SquatTurn = default,
        ThighLiftTilt = default,
        UnloadingHike = default,
    };

    /// <summary>One side carries more in squats on two legs: the left side ends 4–8° higher at the bottom. Steady on one leg.</summary>
    public static SimulatedPatient Asymmetric => new()
    {
        Name = "asymmetric",
        SquatObliquity = new(4, 8),
    };

    /// <summary>
    /// Who does the demonstration: weak on both sides, with drops of 6–10° that come and go in every hold.
    /// </summary>
    public static SimulatedPatient Demonstration => Weak with
    {
        OneLegDrop = new(6, 10),
        Onset = DropOnset.Episodic,
        SoftLandings = 0,
    };

    /// <summary>A name for reports.</summary>
    public string Name { get; init; } = "healthy";

    /// <summary>The only stance leg on which drop, fatigue and hike are shown; on the other leg the patient is as <see cref="Healthy"/>. Null for both.</summary>
    public Side? AffectedLeg { get; init; }

    /// <summary>D held on one leg; °.</summary>
    public Between OneLegDrop { get; init; } = new(-3, -1);

    /// <summary>How the drop comes about on one leg.</summary>
    public DropOnset Onset { get; init; } = DropOnset.AtLiftOff;

    /// <summary>What is added to D from the beginning of a set to its end; °.</summary>
    public Between Fatigue { get; init; }

    /// <summary>D at the bottom of a single-leg squat; °.</summary>
    public Between SingleLegSquatDrop { get; init; } = new(1, 4);

    /// <summary>D late in the lowering of a step-up, its largest; °.</summary>
    public Between StepUpDrop { get; init; } = new(0, 2.5);

    /// <summary>Obliquity at the bottom of a two-legged squat; °, left side up positive.</summary>
    public Between SquatObliquity { get; init; } = new(-1, 1);

    /// <summary>Way of the pelvis over the stance leg before the foot is lifted; m.</summary>
    public Between WeightShift { get; init; } = new(0.07, 0.11);

    /// <summary>How long that takes; s.</summary>
    public Between ShiftDuration { get; init; } = new(0.6, 1.2);

    /// <summary>Rise of the free side while its foot pushes off, in the last 0.35 s before it leaves the floor; °.</summary>
    public Between UnloadingHike { get; init; } = new(0.2, 0.6);

    /// <summary>Change of tilt as the free thigh is raised; °, anterior positive.</summary>
    public Between ThighLiftTilt { get; init; } = new(-3, 0);

    /// <summary>Speed of balance sway on one leg, each of left–right and fore–aft, 0.2–2 Hz; m/s rms, typically 0.01–0.03.</summary>
    public double OneLegSway { get; init; } = 0.018;

    /// <summary>Wobble of the obliquity on one leg, 0.2–2 Hz; ° rms, typically 0.3–0.8.</summary>
    public double ObliquityWobble { get; init; } = 0.4;

    /// <summary>Wobble of the tilt on one leg, 0.2–2 Hz; ° rms.</summary>
    public double TiltWobble { get; init; } = 0.4;

    /// <summary>Wobble of the pelvic rotation on one leg, 0.2–2 Hz; ° rms.</summary>
    public double TurnWobble { get; init; } = 0.5;

    /// <summary>Sway of the pelvis centre in quiet standing, fore–aft, under 1 Hz; m rms. Left–right is 0.6 of it.</summary>
    public double StandingSway { get; init; } = 0.0045;

    /// <summary>Sway of obliquity and tilt in quiet standing, under 0.6 Hz; ° rms. Measured over 19 people: median 0.11, 95th percentile 0.46.</summary>
    public double StandingWobble { get; init; } = 0.11;

    /// <summary>Peak acceleration as the foot comes down, upward, for 30–60 ms; m/s².</summary>
    public Between FootDownImpact { get; init; } = new(0.5, 3);

    /// <summary>How often the foot comes down softly instead, 0.05–0.3 m/s²; probability 0–1.</summary>
    public double SoftLandings { get; init; } = 0.2;

    /// <summary>How often the foot touches down in the middle of a hold and is lifted again; probability 0–1 of each hold.</summary>
    public double TouchDowns { get; init; }

    /// <summary>Duration of one squat or step-up from its beginning to its end, pauses left out; s.</summary>
    public Between RepetitionDuration { get; init; } = new(2, 5);

    /// <summary>Pause at the bottom or on top; s.</summary>
    public Between RepetitionPause { get; init; } = new(0, 0.5);

    /// <summary>Pause between repetitions; s.</summary>
    public Between PauseBetween { get; init; } = new(0.4, 1.5);

    /// <summary>Depth of single-leg squats; m.</summary>
    public Between SingleLegSquatDepth { get; init; } = new(0.05, 0.20);

    /// <summary>Anterior tilt at the bottom of single-leg squats; °. Under 3° is an upright squatter.</summary>
    public Between SingleLegSquatTilt { get; init; } = new(5, 30);

    /// <summary>Depth of squats on two legs; m.</summary>
    public Between SquatDepth { get; init; } = new(0.10, 0.40);

    /// <summary>Anterior tilt at the bottom of squats on two legs; °.</summary>
    public Between SquatTilt { get; init; } = new(5, 35);

    /// <summary>
    /// How far the pelvis tucks under again in the last part of a two-legged squat deeper than 0.30 m; °. A deep squat is therefore no
    /// forward bend, and must not be taken for one.
    /// </summary>
    public Between DeepSquatTuck { get; init; } = new(0, 10);

    /// <summary>Pelvic rotation at the bottom of single-leg squats, towards the free side positive; °.</summary>
    public Between SquatTurn { get; init; } = new(-2, 5);

    /// <summary>Lift of the leading side while its foot waits on the step, both feet carrying; °.</summary>
    public Between WaitingLift { get; init; } = new(3, 6);

    /// <summary>Forward lean of the pelvis in the push-off of a step-up; °, anterior positive.</summary>
    public Between StepUpLean { get; init; } = new(4, 12);

    /// <summary>Tilt of a calibration bow from the hips; °.</summary>
    public Between BowAngle { get; init; } = new(25, 40);

    /// <summary>Whether the patient sits down and stands up instead of bowing.</summary>
    public bool SitsToStand { get; init; }

    /// <summary>φ at the lowest of a calibration knee bend, bent side down; °, positive number.</summary>
    public Between KneeBend { get; init; } = new(3, 6);

    /// <summary>From the middle to a hip joint, about which a dropping pelvis turns; m.</summary>
    public double HalfHipWidth { get; init; } = 0.085;

    /// <summary>Somebody: one of the named kinds with size, speed, unsteadiness and habits drawn from the seed.</summary>
    public static SimulatedPatient Random(int seed)
    {
        var random = Seeded.For(seed, "patient");
        var kind = random.OneOf(Healthy, Healthy, Weak, Weak, Compensating, Tiring, Asymmetric, Perfect);
        var pace = random.Draw(0.8, 1.25);
        var steadiness = random.Draw(0.7, 1.4);
        var upright = random.Chance(0.25);
        return kind with
        {
            AffectedLeg = random.Chance(0.3) ? random.OneOf(Side.Left, Side.Right) : null,
            Onset = kind.Name == "weak" ? random.OneOf(DropOnset.Varied, DropOnset.AtLiftOff, DropOnset.Creeping, DropOnset.Episodic) : kind.Onset,
            OneLegSway = Math.Clamp(kind.OneLegSway * steadiness, 0.01, 0.03),
            ObliquityWobble = kind.ObliquityWobble > 0 ? Math.Clamp(kind.ObliquityWobble * steadiness, 0.3, 0.8) : 0,
            StandingSway = random.Draw(0.004, 0.005),
            StandingWobble = Math.Min(0.5, 0.11 * Math.Exp(0.87 * random.Normal())),
            TouchDowns = random.Chance(0.3) ? 0.3 : 0,
            SoftLandings = random.Draw(0, 0.4),
            ShiftDuration = kind.ShiftDuration.Times(pace),
            RepetitionDuration = new(random.Draw(2, 3), random.Draw(3, 5)),
            SingleLegSquatTilt = kind.Name == "perfect" ? default : upright ? new(0, 3) : kind.SingleLegSquatTilt,
            SquatObliquity = kind.SquatObliquity.Times(random.Sign()),
            SitsToStand = random.Chance(0.25),
        };
    }

    /// <summary>The traits shown on one stance leg.</summary>
    internal SimulatedPatient On(Side leg) => AffectedLeg is null || AffectedLeg == leg
        ? this
        : this with { OneLegDrop = Healthy.OneLegDrop, Onset = Healthy.Onset, Fatigue = default, SingleLegSquatDrop = Healthy.SingleLegSquatDrop, StepUpDrop = Healthy.StepUpDrop };
}
