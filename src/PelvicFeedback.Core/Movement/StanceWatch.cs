using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// On which leg the patient stands: both until the pelvis has shifted over one foot, that leg until it has shifted back.
/// The prescription says which leg it should be; a shift to the other one makes the stance unknown, not the other leg.
/// </summary>
public readonly record struct StanceWatch
{
    // The way out starts from quiet standing, where little else moves the pelvis this far.
    private const double LeastOutSpeed = 0.075;

    // The way back is gravity's and fast, and mostly the floor gives a jolt; balance on one leg is slower and gives none.
    private const double ReturnSpeed = 0.13;
    private const double ReturnMetres = 0.045;
    private const double ReturnSeconds = 1.2;
    private const double ReturnSpeedAfterJolt = 0.07;
    private const double CrossedShare = 1.6;
    private const double JoltBefore = 0.4;
    private const double JoltAfter = 0.3;
    private const double StillSeconds = 2.5;

    // A pelvis that drops as the foot leaves jolts the sensor too.
    private const double SettleSeconds = 0.8;

    // A jolt that no way back follows was a foot put down for balance: it is lifted again in about this time.
    private const double TouchSeconds = 1.3;
    private static readonly Seconds TouchLasts = new(0.75);

    // A foot leaves the floor shortly before the shift is over, and is down shortly before the shift back begins.
    private static readonly Seconds LiftBeforeEnd = new(0.1);
    private static readonly Seconds DownBeforeBegin = new(0.09);

    /// <summary>The stance at this sample.</summary>
    public Stance Stance { get; init; }

    /// <summary>Since when: the estimated lift-off, or the estimated foot-down; earlier than the sample at which it was decided.</summary>
    public SampleTime Since { get; init; }

    /// <summary>The way of the shift that led onto the leg, m, positive; 0 after the way back.</summary>
    public double WayOut { get; init; }

    /// <summary>Whether the last shift went to another leg than the one prescribed.</summary>
    public bool OtherLeg { get; init; }

    /// <summary>The leg that the patient will be on again if the jolt just felt was only a foot put down for balance; null for none.</summary>
    public Side? Touched { get; init; }

    /// <summary>The shifts of the pelvis.</summary>
    public WeightShift Shift { get; init; }

    /// <summary>The jolts of the feet.</summary>
    public ContactWatch Contact { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis; with acceleration.</param>
    /// <param name="prescribed">The prescribed leg; null where either will do.</param>
    /// <param name="resting">Whether nobody asked for one leg: then who stands still stands on both.</param>
    /// <param name="holding">Whether the leg is only held, so that a jolt is a foot and not a squat.</param>
    public StanceWatch Next(in PelvisSample pelvis, Side? prescribed, bool resting, bool holding)
    {
        var here = this with
        {
            Shift = Shift.Next(pelvis.Time, pelvis.SincePrevious, pelvis.LeftAcceleration),
            Contact = Contact.Next(pelvis.Time, pelvis.SincePrevious, pelvis.UpAcceleration),
        };
        if (here.Shift.Ended is { } shift)
        {
            return here.After(shift, prescribed);
        }

        if (here.Touched is { } leg)
        {
            return (pelvis.Time - here.Since).Value >= TouchSeconds
                ? here with { Stance = leg.AsStance(), Since = here.Since + TouchLasts, Touched = null }
                : here;
        }

        if (holding && here.Stance.AsSide() is { } held && here.Contact.JoltAt is { } jolt && jolt == pelvis.Time && (jolt - here.Since).Value > SettleSeconds)
        {
            return here with { Stance = Stance.Both, Since = jolt, Touched = held };
        }

        return resting && here.Stance != Stance.Both && pelvis.Still.Value >= StillSeconds ? here.OnBoth(pelvis.Time) : here;
    }

    /// <summary>A set begins: a leg that is not the prescribed one is the other leg.</summary>
    /// <param name="prescribed">The prescribed leg; null where either will do, and at rest.</param>
    public StanceWatch Prescribe(Side? prescribed) => prescribed is { } side && Stance.AsSide() is { } leg
        ? this with { Stance = leg == side ? Stance : Stance.Unknown, OtherLeg = leg != side }
        : this with { OtherLeg = false };

    private StanceWatch After(Shift shift, Side? prescribed)
    {
        var jolted = Jolted(shift);
        if ((Touched ?? Stance.AsSide()) is { } leg)
        {
            return shift.Toward == leg
                ? Touched is null && IsStrong(shift) && !jolted ? Onto(shift, prescribed) : this
                : !(jolted ? shift.Speed >= ReturnSpeedAfterJolt : IsStrong(shift)) ? this
                : Touched is not null ? OnBoth(Since)
                : shift.Metres > CrossedShare * WayOut && prescribed is null ? Onto(shift, prescribed)
                : OnBoth(FootDown(shift));
        }

        // A foot that comes down jolts; one that is lifted does not. So a jolt says that the shift was a way back, from whichever leg.
        if (jolted && shift.Speed >= ReturnSpeedAfterJolt)
        {
            return OnBoth(FootDown(shift));
        }

        // Without a jolt, the way back from the other leg looks like the way onto the prescribed one: level must not be said of two feet.
        return shift.Speed < LeastOutSpeed ? this
            : OtherLeg && shift.Toward == prescribed && shift.Metres < CrossedShare * WayOut ? OnBoth(FootDown(shift))
            : Stance == Stance.Both || shift.Toward == prescribed ? Onto(shift, prescribed)
            : this;
    }

    // A second way out can only follow a way back that was not seen; a way back without a jolt must be beyond what balance does.
    private static bool IsStrong(Shift shift) =>
        shift.Speed >= ReturnSpeed && shift.Metres >= ReturnMetres && shift.Duration.Value <= ReturnSeconds;

    private bool Jolted(Shift shift) =>
        Contact.JoltAt is { } at && !(Stance.AsSide() is not null && (at - Since).Value < SettleSeconds) && (shift.Began - at).Value <= JoltBefore && (at - shift.Began).Value <= JoltAfter;

    private SampleTime FootDown(Shift shift) => Jolted(shift) ? Contact.JoltAt!.Value : shift.Began - DownBeforeBegin;

    private StanceWatch OnBoth(SampleTime since) => this with { Stance = Stance.Both, Since = since, WayOut = 0, OtherLeg = false, Touched = null };

    private StanceWatch Onto(Shift shift, Side? prescribed)
    {
        var onto = this with { Since = shift.Arrived - LiftBeforeEnd, WayOut = shift.Metres, Touched = null };
        return prescribed is null || shift.Toward == prescribed
            ? onto with { Stance = shift.Toward.AsStance(), OtherLeg = false }
            : onto with { Stance = Stance.Unknown, OtherLeg = true };
    }
}
