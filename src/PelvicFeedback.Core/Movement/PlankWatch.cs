using System.Text.Json.Serialization;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// Follows a side plank from the long axis of the trunk against the floor: lying still, off the floor, held, down again. A set may have several.
/// </summary>
public readonly record struct PlankWatch
{
    /// <summary>A lift must change the long axis by this much; what is less cannot be told from lying differently.</summary>
    public const double LeastLift = 6;

    // Two seconds without moving: the stillness itself is noticed about a second after the last motion.
    private const double FloorSeconds = 1;

    // Who goes down as the long axis leaves what was taken for the floor had not lain on it: that stillness was a bridge held from the start.
    private const double Sinking = -0.05;
    private const double VelocityLastsSeconds = 0.7;
    private const double StartSeconds = 0.5;

    // Who is not still by then trembles: then a second from which nothing strays is the start. A later stillness could be a sag already.
    private static readonly Seconds LongestRise = new(1.5);
    private const double RestlessSeconds = 1;
    private const double Strays = 3;
    private const double LiftedSeconds = 0.3;
    private const double OnSideDegrees = 45;
    private const double NearFloor = 1;
    private const double Leaves = 2.5;
    private const double LowLiftSeconds = 1;
    private const double HighShare = 0.75;
    private const double LowShare = 0.12;
    private const double LeastLow = 1.5;
    private const double SettledShare = 0.25;
    private static readonly Seconds SettledSeconds = new(1.5);

    // Who lies is still by then; who is still so near the floor later hangs just above it or fidgets on it, and nobody knows which.
    private static readonly Seconds SettlesWithin = new(3);
    private static readonly Seconds LongestTouch = new(1);

    // A rise begins before it shows. Moves as smooth as people make them (minimum jerk: Flash and Hogan 1985, J Neurosci 5:1688-1703) need for
    // their first degree this share of the time from there to 6 degrees: 0.66 in a lift of 8 degrees, 0.8 of 14, 0.97 of 25.
    // Two strokes, of which the first is the quicker one, need less.
    private const double UnseenShare = 0.6;

    private const double LongestWay = 0.8;

    // And at the other end: from LowShare to the floor. Nobody goes down in one stroke (Flash and Henis 1991), and the two take about as long together
    // however they share the way: the sooner the first brings the pelvis low, the longer the second has to go. From a sag it is not seen when the way began.
    private const double Together = 0.48;
    private const double FirstShare = 0.58;
    private const double LeastBeyond = 0.22;
    private const double BeyondFromSag = 0.36;

    // Who leaves the side so soon, without a still moment, has got up.
    private static readonly Seconds LeastHold = new(3);

    /// <summary>The angles in stillness: on the floor, and then at the top.</summary>
    public StillMean Still { get; init; }

    /// <summary>Lying still; null before that was seen.</summary>
    public StartPosture? Floor { get; init; }

    /// <summary>Which side was below then.</summary>
    public Side Lower { get; init; }

    /// <summary>Velocity upwards, m/s; leaks away. 0 without acceleration.</summary>
    public double Velocity { get; init; }

    /// <summary>When the pelvis was last near the floor; null for not since samples were missing.</summary>
    public SampleTime? NearAt { get; init; }

    /// <summary>On the floor: since when it has been off it by a little; held: null.</summary>
    public SampleTime? LeftAt { get; init; }

    /// <summary>On the floor: since when it has been as far as a lift must go; held: when it was last near the top.</summary>
    public SampleTime? HighAt { get; init; }

    /// <summary>Held: since when it has been near the floor again.</summary>
    public SampleTime? LowAt { get; init; }

    /// <summary>Held: since when it has been so near the floor that lying still alone tells whether it lies on another one than the old.</summary>
    public SampleTime? LowerAt { get; init; }

    /// <summary>Held: when it was last so near the floor for a second and more and was not set down; null for never in this hold.</summary>
    public SampleTime? UnclearAt { get; init; }

    /// <summary>How far the lift goes, degrees.</summary>
    public double Lift { get; init; }

    /// <summary>Lift-off of the hold under way; null on the floor.</summary>
    public SampleTime? Since { get; init; }

    /// <summary>Whether the motion showed it; otherwise the pelvis was only found lifted.</summary>
    public bool LiftOffSeen { get; init; }

    /// <summary>The hold's own start, from which sag and roll are measured; null until it was still.</summary>
    public StartPosture? Top { get; init; }

    /// <summary>When the last hold ended, as reckoned afterwards; null before any.</summary>
    public SampleTime? Down { get; init; }

    /// <summary>The lift that stayed too low and ended at this sample; mostly null.</summary>
    public HoldDone? TooLow { get; init; }

    /// <summary>Whether what seemed to be a hold turned out, at this sample, to be the patient getting up.</summary>
    public bool GotUp { get; init; }

    /// <summary>What sag and roll are measured from at this sample; null where they are not judged.</summary>
    [JsonIgnore]
    public StartPosture? Start => LowAt is null && LowerAt is null ? Top : null;

    /// <summary>Whether since that time, of this hold, the pelvis was so near the floor that it may have lain on it.</summary>
    /// <param name="began">Not before the hold's lift-off.</param>
    /// <param name="now">This sample's time.</param>
    public bool MayHaveLain(SampleTime began, SampleTime now) => UnclearAt >= began || (LowerAt is { } low && now - low >= LongestTouch);

    /// <summary>Takes the next sample of a set.</summary>
    /// <param name="pelvis">The pelvis, lying.</param>
    public PlankWatch Next(in PelvisSample pelvis)
    {
        var here = TooLow is null && !GotUp ? this : this with { TooLow = null, GotUp = false };
        if (pelvis.LongAxis is not { } axis || pelvis.Roll is not { } roll || pelvis.LowerSide is not { } lower)
        {
            return here;
        }

        var isOnSide = Math.Abs(axis.Value) < OnSideDegrees && Math.Abs(roll.Value) < OnSideDegrees;
        return Since is not null ? here.Hold(pelvis, axis, isOnSide && lower == Lower)
            : isOnSide ? here.Lie(pelvis, axis, lower)
            : new() { Down = Down };
    }

    /// <summary>After missing samples: the floor is where it was; whether the pelvis is off it, the next ones show.</summary>
    public PlankWatch AfterGap() => new() { Floor = Floor, Lower = Lower, Down = Down };

    /// <summary>Whether the hold under way has been too short and restless to be one.</summary>
    /// <param name="now">This sample's time.</param>
    public bool IsVoid(SampleTime now) => Since is { } since && Top is null && now - since < LeastHold;

    private PlankWatch Lie(in PelvisSample pelvis, Degrees axis, Side lower)
    {
        var still = Still.Next(pelvis, FloorSeconds);
        if (Floor is not { } floor || lower != Lower)
        {
            return new() { Still = still, Floor = lower == Lower ? still.Mean : null, Lower = lower, NearAt = pelvis.Time, Down = Down };
        }

        var off = Math.Abs(axis.Value - floor.Frontal.Value);
        var high = off >= LeastLift ? HighAt ?? pelvis.Time : default(SampleTime?);
        var step = pelvis.SincePrevious.Value;
        var velocity = (Velocity + (pelvis.HasAcceleration ? pelvis.UpAcceleration * step : 0)) / (1 + (step / VelocityLastsSeconds));
        if (high == pelvis.Time && velocity < Sinking)
        {
            return new() { Lower = lower, Down = Down };
        }

        if (high is { } reached && (pelvis.Time - reached).Value >= LiftedSeconds)
        {
            return new()
            {
                Floor = floor,
                Lower = lower,
                HighAt = pelvis.Time,
                Lift = off,
                Since = NearAt is { } near ? Began(near, reached) : reached,
                LiftOffSeen = NearAt is not null,
                Down = Down,
            };
        }

        var isNear = off < NearFloor;
        var fell = isNear && LeftAt is { } left && (pelvis.Time - left).Value >= LowLiftSeconds;
        return new()
        {
            Still = still,
            Floor = off < Leaves && still.At == pelvis.Time ? still.Mean : floor,
            Lower = lower,
            Velocity = velocity,
            NearAt = isNear ? pelvis.Time : NearAt,
            LeftAt = isNear ? null : off >= Leaves ? LeftAt ?? pelvis.Time : LeftAt,
            HighAt = high,
            Down = Down,
            TooLow = fell ? new(lower, pelvis.Time, pelvis.Time - LeftAt!.Value, LiftOffSeen: true, OtherLeg: false, CutShort: false) { TooLow = true } : null,
        };
    }

    private StillMean Restless(in PelvisSample pelvis, Degrees axis)
    {
        var strays = Still.Length > 0 && Math.Abs(axis.Value - (Still.FrontalSum / Still.Length)) > Strays;
        return Still.Next(pelvis with { Still = new(strays ? 0 : RestlessSeconds) }, RestlessSeconds);
    }

    // Not before the hold that went before was over.
    private SampleTime Began(SampleTime near, SampleTime reached)
    {
        var began = near - new Seconds(UnseenShare * Math.Min((reached - near).Value, LongestWay));
        return Down is { } down && began < down ? down : began;
    }

    private PlankWatch Hold(in PelvisSample pelvis, Degrees axis, bool isOnSide)
    {
        var off = Math.Abs(axis.Value - Floor!.Frontal.Value);
        var still = Top is not null ? default
            : pelvis.Time - Since!.Value < LongestRise ? Still.Next(pelvis, StartSeconds)
            : Restless(pelvis, axis);
        var top = Top ?? still.Mean;
        var lift = top is not null ? Math.Abs(top.Frontal.Value - Floor.Frontal.Value) : Math.Max(Lift, off);
        if (!isOnSide && IsVoid(pelvis.Time))
        {
            return new() { Down = Down, GotUp = true };
        }

        // A floor that is not quite the old one shows by lying still on it; a sag may be still too, but not as near. Until then nothing is held against
        // the start: an alert would be one of lying down.
        var lower = off < Math.Min(SettledShare * lift, Leaves) ? LowerAt ?? pelvis.Time : default(SampleTime?);
        var settled = lower is { } nearly && pelvis.Still > SettledSeconds ? pelvis.Time - nearly < SettlesWithin ? nearly : pelvis.Time : default(SampleTime?);
        var isLow = off < Math.Max(LowShare * lift, LeastLow) || !isOnSide;
        var low = isLow || settled is not null ? LowAt ?? settled ?? pelvis.Time : default(SampleTime?);
        var isUnclear = LowerAt is { } since && pelvis.Time - since >= (lower is null ? LongestTouch : SettlesWithin);
        var high = off >= HighShare * lift ? pelvis.Time : HighAt!.Value;
        if (low is { } reached)
        {
            // Who has not been high of late lay down from a sag.
            var falling = (reached - high).Value;
            var down = reached + new Seconds(falling <= LongestWay ? Math.Max(LeastBeyond, Together - (FirstShare * falling)) : BeyondFromSag);
            if (pelvis.Time >= down && (pelvis.Time - reached).Value >= LiftedSeconds)
            {
                return new() { Floor = Floor, Lower = Lower, NearAt = pelvis.Time, Down = down };
            }
        }

        return this with
        {
            Still = still,
            Top = top,
            Lift = lift,
            HighAt = high,
            LowAt = low,
            LowerAt = lower,
            UnclearAt = isUnclear ? pelvis.Time : UnclearAt,
        };
    }
}
