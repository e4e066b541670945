using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>An interval of the pace in which a repetition was due.</summary>
/// <param name="At">Its end, by the pace.</param>
/// <param name="Start">Its beginning, by the pace.</param>
/// <param name="Prescription">What was done on which side.</param>
/// <param name="Number">Counts from 1 within its set.</param>
/// <param name="Made">Whether the patient did it at all.</param>
/// <param name="Swing">The largest of the changes that the pelvis made with it; 0° where nothing of it could be seen.</param>
public sealed record TruePacedRepetition(SampleTime At, SampleTime Start, Prescription Prescription, int Number, bool Made, Degrees Swing) : TruthEvent(At);

/// <summary>A bridge in the side plank.</summary>
/// <param name="At">Set-down: when the pelvis lay on the floor again, its way down over.</param>
/// <param name="Start">Lift-off: when it left the floor, the first of its rise. No height is chosen, for there is none at which flesh lets go.</param>
/// <param name="Risen">When it had reached its height.</param>
/// <param name="Sinking">When it began to go down again.</param>
/// <param name="Lower">The side below.</param>
/// <param name="Lift">By how much σ had changed; positive.</param>
public sealed record TrueBridge(SampleTime At, SampleTime Start, SampleTime Risen, SampleTime Sinking, Side Lower, Degrees Lift) : TruthEvent(At);

/// <summary>How the 30 s test ended.</summary>
public enum TrueTestEnd
{
    /// <summary>The time was over.</summary>
    Held,

    /// <summary>The foot was put down before.</summary>
    FootDown,

    /// <summary>The patient stumbled.</summary>
    Stumble,
}

/// <summary>A 30 s test, from lift-off to foot-down.</summary>
/// <param name="At">Foot down.</param>
/// <param name="Start">Foot off.</param>
/// <param name="StanceLeg">On which leg.</param>
/// <param name="Raise">How far the free side was raised, sway left out; positive up.</param>
/// <param name="Falls">When the pelvis began to fall; null if it did not.</param>
/// <param name="End">How it ended.</param>
public sealed record TrueTest(SampleTime At, SampleTime Start, Side StanceLeg, Degrees Raise, SampleTime? Falls, TrueTestEnd End) : TruthEvent(At);

/// <summary>A stumble: the foot was thrown down.</summary>
/// <param name="At">The contact.</param>
/// <param name="StanceLeg">The leg that carried the patient until then.</param>
public sealed record TrueStumble(SampleTime At, Side StanceLeg) : TruthEvent(At);

/// <summary>A step of walking, from its initial contact to the next.</summary>
/// <param name="At">The next foot's initial contact, or the step's end where none comes.</param>
/// <param name="Contact">Its initial contact.</param>
/// <param name="StanceLeg">The foot that came down, which then carries.</param>
/// <param name="Length">How far it took the patient; m.</param>
/// <param name="PeakDrop">The largest D in it.</param>
/// <param name="KeptDrop">The largest D that was kept, or passed, for 100 ms without a break.</param>
public sealed record TrueStep(SampleTime At, SampleTime Contact, Side StanceLeg, double Length, Degrees PeakDrop, Degrees KeptDrop) : TruthEvent(At);

/// <summary>A quantity was at or over a threshold without a break; as seen 100 times a second.</summary>
/// <param name="At">When it was under the threshold again, or was no longer looked at.</param>
/// <param name="Start">When it reached the threshold.</param>
/// <param name="Kind">Which quantity; of turn, tilt, unlevel, sag and roll the change since its reference.</param>
/// <param name="Threshold">What it was held against.</param>
/// <param name="Peak">Its largest; positive.</param>
public sealed record TrueExcursion(SampleTime At, SampleTime Start, AlertKind Kind, Degrees Threshold, Degrees Peak) : TruthEvent(At);
