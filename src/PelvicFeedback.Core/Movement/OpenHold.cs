using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>A hold that is under way.</summary>
/// <param name="Set">The set it belongs to.</param>
/// <param name="Leg">The stance leg, or the lower side; null for another one than was prescribed.</param>
/// <param name="Since">Lift-off, or the start of the set where no lift-off can be seen.</param>
/// <param name="LiftOffSeen">Whether the motion showed the lift-off.</param>
public readonly record struct OpenHold(int Set, Side? Leg, SampleTime Since, bool LiftOffSeen)
{
    /// <summary>Whether it left hardly a doubt which leg it was; true where gravity shows the side.</summary>
    public bool LegSure { get; init; } = true;

    /// <summary>Whether a side plank was so near the floor that it may have lain on it.</summary>
    public bool TooLow { get; init; }

    /// <summary>Whether what is held at the next sample is still this.</summary>
    /// <param name="now">What is held then; null for nothing.</param>
    public bool GoesOn(OpenHold? now) => now is { } here && here with { TooLow = TooLow } == this;

    /// <summary>The hold, over at that time, or cut short there by missing samples.</summary>
    public HoldDone Done(SampleTime end, bool cutShort) => new(Leg, end, end - Since, LiftOffSeen, Leg is null, cutShort) { LegSure = LegSure, TooLow = TooLow };
}
