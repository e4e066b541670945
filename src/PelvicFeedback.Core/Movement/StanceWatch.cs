using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// On which leg the patient stands: both until the pelvis has shifted over one foot, that leg until it has shifted back.
/// The prescription says which leg it should be; a shift to the other one makes the stance unknown, not the other leg.
/// </summary>
public readonly record struct StanceWatch
{
    // The way back is gravity's and fast; balance on one leg is slower than this, and gives the floor no jolt.
    private const double ReturnSpeed = 0.12;
    private const double ReturnSpeedAfterJolt = 0.07;
    private const double ReturnShare = 0.45;
    private const double CrossedShare = 1.6;
    private const double JoltBefore = 0.4;
    private const double JoltAfter = 0.3;
    private const double StillSeconds = 2.5;

    // A foot leaves the floor shortly before the shift is over, and is down shortly before the shift back begins.
    private static readonly Seconds LiftBeforeEnd = new(0.05);
    private static readonly Seconds DownBeforeBegin = new(0.07);

    /// <summary>The stance at this sample.</summary>
    public Stance Stance { get; init; }

    /// <summary>Since when: the estimated lift-off, or the estimated foot-down.</summary>
    public SampleTime Since { get; init; }

    /// <summary>The way of the shift that led onto the leg, m.</summary>
    public double WayOut { get; init; }

    /// <summary>Whether the last shift went to another leg than the one prescribed.</summary>
    public bool OtherLeg { get; init; }

    /// <summary>The shifts of the pelvis.</summary>
    public WeightShift Shift { get; init; }

    /// <summary>The jolts of the feet.</summary>
    public ContactWatch Contact { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis; with acceleration.</param>
    /// <param name="prescribed">The prescribed leg; null where either will do.</param>
    /// <param name="resting">Whether nobody asked for one leg: then who stands still stands on both.</param>
    public StanceWatch Next(in PelvisSample pelvis, Side? prescribed, bool resting)
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

        return resting && here.Stance != Stance.Both && pelvis.Still.Value >= StillSeconds ? here.OnBoth(pelvis.Time) : here;
    }

    private StanceWatch After(Shift shift, Side? prescribed)
    {
        if ((Stance.AsSide() ?? (OtherLeg ? prescribed?.Other() : null)) is { } leg)
        {
            return shift.Toward == leg
                ? this
                : !IsReturn(shift) ? this
                : shift.Metres > CrossedShare * WayOut && prescribed is null ? Onto(shift, prescribed)
                : OnBoth(FootDown(shift));
        }

        // From nowhere known, a shift away from the prescribed leg is most likely the way back from it; which leg it was is not known.
        return Stance == Stance.Both ? Onto(shift, prescribed)
            : prescribed is null ? this
            : shift.Toward == prescribed ? Onto(shift, prescribed)
            : OnBoth(FootDown(shift));
    }

    private bool IsReturn(Shift shift) =>
        shift.Metres >= ReturnShare * WayOut && shift.Speed >= (Jolted(shift) ? ReturnSpeedAfterJolt : ReturnSpeed);

    private bool Jolted(Shift shift) =>
        Contact.JoltAt is { } at && (shift.Began - at).Value <= JoltBefore && (at - shift.Began).Value <= JoltAfter;

    private SampleTime FootDown(Shift shift) => Jolted(shift) ? Contact.JoltAt!.Value : shift.Began - DownBeforeBegin;

    private StanceWatch OnBoth(SampleTime since) => this with { Stance = Stance.Both, Since = since, WayOut = 0, OtherLeg = false };

    private StanceWatch Onto(Shift shift, Side? prescribed)
    {
        var onto = this with { Since = shift.Ended - LiftBeforeEnd, WayOut = shift.Metres };
        return prescribed is null || shift.Toward == prescribed
            ? onto with { Stance = shift.Toward.AsStance(), OtherLeg = false }
            : onto with { Stance = Stance.Unknown, OtherLeg = true };
    }
}
