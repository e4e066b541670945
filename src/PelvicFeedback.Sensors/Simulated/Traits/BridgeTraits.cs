namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// How a simulated patient holds a side plank. Lying, the trunk rests on the elbow and the pelvis on the floor; rising brings the pelvis into
/// the line from the shoulder to the knee or the foot. Sizes are chosen to lie well on either side of the default bands.
/// </summary>
public sealed record BridgeTraits
{
    /// <summary>The bridge sinks while it is held.</summary>
    public static BridgeTraits Weak => new() { Lift = new(15.5, 20), Sag = new(10, 11.5), SagTremble = 0.6 };

    /// <summary>The pelvis rolls back or forward instead.</summary>
    public static BridgeTraits Compensating => new() { Roll = new(19, 26) };

    /// <summary>Steady until late in the hold.</summary>
    public static BridgeTraits Tiring => new() { Lift = new(15.5, 20), Sag = new(10, 11.5), SagsLate = true };

    /// <summary>Nothing moves once the bridge stands.</summary>
    public static BridgeTraits Perfect => new() { Sag = default, Roll = default, LegLift = 0, SagTremble = 0, RollTremble = 0 };

    /// <summary>σ while lying; °, head up positive.</summary>
    public Between Floor { get; init; } = new(-3, 8);

    /// <summary>How far from that σ is when the patient lies again after a hold; °.</summary>
    public Between FloorAgain { get; init; } = new(-0.7, 0.7);

    /// <summary>By how much σ rises with the pelvis; °. Under 6° is no bridge.</summary>
    public Between Lift { get; init; } = new(9, 17);

    /// <summary>How high the pelvis rises; m.</summary>
    public Between Height { get; init; } = new(0.10, 0.20);

    /// <summary>How far the bridge sinks in a hold, at most three quarters of the way to the floor; °. The pelvis comes down with it.</summary>
    public Between Sag { get; init; } = new(0, 2.5);

    /// <summary>Whether it sinks in the last third only; else in episodes of 2–3 s.</summary>
    public bool SagsLate { get; init; }

    /// <summary>How far the pelvis rolls in a hold, either way; °.</summary>
    public Between Roll { get; init; } = new(0, 4);

    /// <summary>What a lift of the upper leg adds to σ, and half of it to the roll; °.</summary>
    public double LegLift { get; init; } = 1.2;

    /// <summary>Tremble of σ while the bridge is held, 0.2–2 Hz; ° rms.</summary>
    public double SagTremble { get; init; } = 0.4;

    /// <summary>Tremble of the roll, 0.2–2 Hz; ° rms.</summary>
    public double RollTremble { get; init; } = 0.7;
}
