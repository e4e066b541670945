using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// On which leg the patient stands. Every shift of the pelvis, every jolt and how restless the balance is weigh for or against
/// each way of standing (<see cref="StanceBelief"/>); the stance is what has become clearly the most probable. The prescription says which
/// leg it should be; the other one makes the stance unknown, not the other leg.
/// </summary>
public readonly record struct StanceWatch
{
    // Speeds and ways at which a shift is as likely one as the other, and how much more makes it e times as likely.
    private const double OutSpeed = 0.078;
    private const double OutSpeedScale = 0.008;
    private const double OutMetres = 0.035;
    private const double OutMetresScale = 0.015;
    private const double BackSpeed = 0.112;
    private const double BackSpeedScale = 0.009;
    private const double BackShare = 0.6;
    private const double BackMetres = 0.05;
    private const double BackMetresScale = 0.02;
    private const double BackSeconds = 1.2;
    private const double BackSecondsScale = 0.1;
    private const double MostEvidence = 4.5;
    private const double LeastBack = -3;

    // A foot that comes down mostly jolts; one that is lifted, or balance, hardly ever does.
    private const double JoltEvidence = 4.5;
    private const double TapEvidence = 1.5;
    private const double NoJoltEvidence = -0.7;
    private const double JoltAgainstOut = -2.5;
    private const double JoltBefore = 0.4;
    private const double JoltAfter = 0.3;

    // A pelvis that drops as the foot leaves jolts the sensor too.
    private const double SettleSeconds = 0.8;

    // Between calm and unrest nothing is said.
    private const double Calm = 1.2;
    private const double Restless = 2.0;
    private const double EvidencePerSecond = 1.5;
    private const double MostPerSecond = 2.5;
    private const double MostCalmPerSecond = 2.5;
    private const double SettledSeconds = 1.2;
    private const double MovedSpeed = 0.09;
    private const double MovingSpeed = 0.05;

    private const double OtherLegOdds = 0.15;
    private const double BeginsOnBoth = 5;
    private const double Decided = 0.65;
    private const double LegDecided = 0.975;
    private const double Certain = 0.9;
    private const double DoubtSeconds = 2.5;

    // A jolt that no way back follows was a foot put down for balance: it is lifted again in about this time.
    private const double TouchSeconds = 1.3;
    private const double LevelledFrom = 0.4;
    private const double LevelledTo = 0.5;
    private const double StayedMetres = 0.015;
    private const double TouchBegins = -0.3;
    private const double TouchShare = 0.45;
    private const double TouchMetres = 0.04;
    private const double AgainMetres = 0.06;
    private static readonly Seconds TouchLasts = new(0.75);

    // A foot leaves the floor shortly before the shift is over, and is down shortly before the shift back begins.
    private static readonly Seconds LiftBeforeEnd = new(0.025);
    private static readonly Seconds DownBeforeBegin = new(0.08);

    /// <summary>The stance at this sample.</summary>
    public Stance Stance { get; init; }

    /// <summary>Since when: the estimated lift-off, or the estimated foot-down; earlier than the sample at which it was decided.</summary>
    public SampleTime Since { get; init; }

    /// <summary>Whether the motion showed the foot leave the floor; otherwise the stance was only noticed.</summary>
    public bool LiftSeen { get; init; }

    /// <summary>Whether that motion alone left hardly a doubt which leg it was. What sways later may speak for the one that was asked for, whichever carries.</summary>
    public bool LegSure { get; init; }

    /// <summary>Whether the patient stands on another leg than the one prescribed.</summary>
    public bool OtherLeg { get; init; }

    /// <summary>How probable each stance is; before the first sample all are 0.</summary>
    public StanceBelief Belief { get; init; }

    /// <summary>The way of the last shift that may have led onto a leg, m, positive.</summary>
    public double WayOut { get; init; }

    /// <summary>When the left leg may last have become the only one.</summary>
    public SampleTime LeftLift { get; init; }

    /// <summary>When the right leg may last have become the only one.</summary>
    public SampleTime RightLift { get; init; }

    /// <summary>When the other foot may last have come down.</summary>
    public SampleTime Down { get; init; }

    /// <summary>The leg that the patient will be on again if the jolt just felt was only a foot put down for balance; null for none.</summary>
    public Side? Touched { get; init; }

    /// <summary>Whether a part of the weight left that leg.</summary>
    public bool Eased { get; init; }

    /// <summary>The leg that was left for another stance on evidence that may still turn out to have been balance; null for none.</summary>
    public Side? Doubted { get; init; }

    /// <summary>Since when the patient had stood on it.</summary>
    public SampleTime DoubtedSince { get; init; }

    /// <summary>The shifts of the pelvis.</summary>
    public WeightShift Shift { get; init; }

    /// <summary>The jolts of the feet.</summary>
    public ContactWatch Contact { get; init; }

    /// <summary>How restless the balance is.</summary>
    public Unrest Unrest { get; init; }

    /// <summary>How far the pelvis slants, whichever way.</summary>
    public Slant Slant { get; init; }

    /// <summary>When the last shift ended that was more than balance mostly is.</summary>
    public SampleTime MovedAt { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis; with acceleration.</param>
    /// <param name="prescribed">The prescribed leg; null where either will do.</param>
    /// <param name="holding">Whether the leg is only held, so that a jolt is a foot and not a squat.</param>
    public StanceWatch Next(in PelvisSample pelvis, Side? prescribed, bool holding)
    {
        var belief = Belief.OnBoth > 0 ? Belief : StanceBelief.Unbiased;
        var shift = Shift.Next(pelvis.Time, pelvis.SincePrevious, pelvis.LeftAcceleration);
        var contact = Contact.Next(pelvis.Time, pelvis.SincePrevious, pelvis.UpAcceleration);
        var unrest = Unrest.Next(pelvis, pelvis.Still.Value > 1 && belief.OnBoth > 0.8 && Math.Abs(shift.Velocity) < MovingSpeed && (pelvis.Time - MovedAt).Value > 0.8);
        var slant = Slant.Next(pelvis, belief.OnBoth);
        var settled = holding && (pelvis.Time - MovedAt).Value > SettledSeconds && Math.Abs(shift.Velocity) < MovingSpeed;
        var evidence = Evidence(unrest, settled, holding) + (holding ? slant.Evidence : 0);
        var here = this with { Shift = shift, Contact = contact, Unrest = unrest, Slant = slant, Belief = belief.Weighed(Math.Exp(evidence * pelvis.SincePrevious.Value)) };
        if (shift.Ended is { } ended)
        {
            here = here.Touched is { } touched ? here.AfterTouch(ended, touched, prescribed) : here.After(ended, prescribed);
        }
        else if (here.Touched is { } leg)
        {
            here = here.Touching(leg, (pelvis.Time - here.Down).Value);
        }
        else if (holding && here.Stance.AsSide() is { } held && contact.JoltAt == pelvis.Time && (pelvis.Time - here.Since).Value > SettleSeconds)
        {
            return here with { Stance = Stance.Both, Since = pelvis.Time, Down = pelvis.Time, Touched = held, Doubted = held, DoubtedSince = here.Since };
        }

        return here.Touched is null ? here.Decide(pelvis.Time, prescribed) : here;
    }

    /// <summary>After missing samples so long that nobody knows what became of the feet.</summary>
    public StanceWatch AfterGap() => new() { Belief = StanceBelief.Unsure, Unrest = Unrest.AfterGap(), Slant = Slant };

    /// <summary>A set begins.</summary>
    /// <param name="time">When.</param>
    /// <param name="prescribed">The prescribed leg; null where either will do.</param>
    public StanceWatch Begin(SampleTime time, Side? prescribed)
    {
        // A set begins on two feet, mostly, and the leg that follows is the one asked for. A way back may have been missed before.
        var belief = (Belief.OnBoth > 0 ? Belief : StanceBelief.Unbiased).Weighed(1 / BeginsOnBoth);
        var here = this with { Belief = prescribed is { } side ? belief.With(side.Other(), OtherLegOdds) : belief, OtherLeg = false };
        return Stance.AsSide() is not { } leg ? here
            : here.Belief.OnBoth > Decided ? here with { Stance = Stance.Both, Doubted = null }
            : prescribed is { } told && told != leg ? here with { Stance = Stance.Unknown, OtherLeg = true }
            : here with { Down = time };
    }

    /// <summary>A set is over.</summary>
    public StanceWatch Rest() => this with { OtherLeg = false };

    // Natural logarithm of odds a second for being on one leg. A shift of weight leaves the body restless for a while, on two feet too.
    // However calm, a foot does not come down in a set without any sign of a way back.
    private double Evidence(in Unrest unrest, bool settled, bool holding)
    {
        var unease = unrest.OverQuiet + (0.7 * unrest.TurningOverQuiet);
        var mayBeDown = !holding || Stance.AsSide() is null || Down > Since;
        return unease < Calm ? (mayBeDown ? Math.Max((unease - Calm) * EvidencePerSecond, -MostCalmPerSecond) : 0)
            : unease > Restless && settled ? Math.Min((unease - Restless) * EvidencePerSecond, MostPerSecond)
            : 0;
    }

    private StanceWatch After(Shift shift, Side? prescribed)
    {
        var jolt = FeltAt(Contact.JoltAt, shift);
        var tap = jolt is null ? FeltAt(Contact.TapAt, shift) : null;
        var outward = Bounded(((shift.Speed - OutSpeed) / OutSpeedScale) + ((shift.Metres - OutMetres) / OutMetresScale)) + (jolt is null ? 0 : JoltAgainstOut);
        var backWay = Math.Min(BackMetres, BackShare * WayOut);
        var late = Math.Max(0, shift.Duration.Value - BackSeconds) / BackSecondsScale;
        var back = Bounded(((shift.Speed - BackSpeed) / BackSpeedScale) + ((shift.Metres - backWay) / BackMetresScale) - late)
            + (jolt is not null ? JoltEvidence : tap is not null ? TapEvidence : NoJoltEvidence) + Slant.Levelled;
        var odds = prescribed is { } leg && shift.Toward != leg ? OtherLegOdds : 1;
        var lift = Lift(shift);
        var belief = Belief.After(shift.Toward, odds * Math.Exp(outward), Math.Exp(back));

        // Who gets onto the leg on which we thought he stood had come off it unseen.
        var again = Stance.AsSide() == shift.Toward && Touched is null && IsStrong(shift);
        var away = shift.Toward != Stance.AsSide();
        return this with
        {
            Belief = belief,
            Since = again ? lift : Since,
            MovedAt = shift.Speed > MovedSpeed ? shift.Arrived : MovedAt,
            Down = Touched is not null || !away || back < LeastBack ? Down : jolt ?? tap ?? (shift.Began - DownBeforeBegin),
            LeftLift = shift.Toward == Side.Left ? lift : LeftLift,
            RightLift = shift.Toward == Side.Right ? lift : RightLift,
            WayOut = Stance.AsSide() is null ? shift.Metres : WayOut,
            Touched = null,
            Eased = false,
        };
    }

    // A foot that only touches the floor takes a part of the weight, and the body goes back over the leg to lift it again.
    private StanceWatch AfterTouch(Shift shift, Side leg, Side? prescribed)
    {
        if ((shift.Began - Down).Value < (shift.Toward == leg ? 0 : TouchBegins))
        {
            return this;
        }

        if (shift.Toward == leg && (Eased || shift.Metres < AgainMetres))
        {
            return this with { Touched = null, Eased = false, Doubted = null, Stance = leg.AsStance(), Since = Lift(shift) };
        }

        return shift.Toward != leg && shift.Metres < TouchShare * WayOut && shift.Metres < TouchMetres
            ? this with { Eased = true }
            : After(shift, prescribed).Landed(Contact.FloorAfter(Down));
    }

    private StanceWatch Landed(SampleTime? floor) => floor is { } at ? this with { Since = at, Down = at } : this;

    // A pelvis that slants on as before only dropped with a jolt: no foot came down. Without any way back the foot was lifted again; with a
    // small one what comes next tells.
    private StanceWatch Touching(Side leg, double seconds) =>
        seconds is > LevelledFrom and < LevelledTo && Slant.IsKept && !Eased && Math.Abs(Shift.Way) < StayedMetres ? this with { Touched = null, Eased = false, Doubted = null, Stance = leg.AsStance(), Since = DoubtedSince }
        : seconds < TouchSeconds ? this
        : Eased ? this with { Touched = null, Eased = false, Belief = StanceBelief.Torn(leg) }
        : this with { Touched = null, Doubted = null, Stance = leg.AsStance(), Since = Down + TouchLasts };

    private StanceWatch Decide(SampleTime now, Side? prescribed)
    {
        var here = Doubted is not null && Belief.OnBoth > Certain && (HasJolted || (now - Since).Value > DoubtSeconds) ? this with { Doubted = null } : this;
        if (Stance != Stance.Both && Belief.OnBoth > Decided)
        {
            return here.Leaving() with { Stance = Stance.Both, Since = Down > Since ? Down : now, OtherLeg = false };
        }

        var stays = Stance.AsSide() is { } on ? Belief.On(on) >= 1 - Decided : Belief.OnBoth >= 1 - Decided;
        if (stays)
        {
            return here;
        }

        var leg = Belief.LikelierLeg;
        if (prescribed is { } told && Belief.On(told) >= Belief.On(leg))
        {
            leg = told;
        }
        else if (Belief.On(leg) <= Decided || !IsClearly(leg) || !(Lifted(leg) > Since || Doubted == leg))
        {
            return Stance == Stance.Unknown ? here : here.Leaving() with { Stance = Stance.Unknown, Since = now, OtherLeg = false };
        }

        var other = prescribed is { } side && side != leg;
        var stance = other ? Stance.Unknown : leg.AsStance();
        var lift = Lifted(leg);
        return stance == Stance && other == OtherLeg ? here
            : here with
            {
                Stance = stance,
                OtherLeg = other,
                Since = lift > Since ? lift : Doubted == leg ? DoubtedSince : now,
                LiftSeen = lift > Since || (Doubted == leg && LiftSeen),
                LegSure = lift > Since ? IsClearly(leg) : Doubted == leg && LegSure,
                Doubted = null,
            };
    }

    private bool IsClearly(Side leg) => Belief.On(leg) > LegDecided * (1 - Belief.OnBoth);

    private SampleTime Lifted(Side leg) => leg == Side.Left ? LeftLift : RightLift;

    private StanceWatch Leaving() => Stance.AsSide() is { } leg && !HasJolted ? this with { Doubted = leg, DoubtedSince = Since } : this;

    private bool HasJolted => Contact.JoltAt == Down && Down >= Since;

    private bool IsStrong(Shift shift) =>
        shift.Speed >= 1.1 * BackSpeed && shift.Metres >= 0.6 * WayOut && Down > Since && (shift.Arrived - Since).Value > 2;

    private static double Bounded(double evidence) => Math.Clamp(evidence, -MostEvidence, MostEvidence);

    private static SampleTime Lift(Shift shift) => shift.Ended + new Seconds((shift.Arrived - shift.Ended).Value / 2) - LiftBeforeEnd;

    private SampleTime? FeltAt(SampleTime? jolt, Shift shift) =>
        jolt is { } at && !(Stance.AsSide() is not null && (at - Since).Value < SettleSeconds)
            && (shift.Began - at).Value <= JoltBefore && (at - shift.Began).Value <= JoltAfter ? at : null;
}
