using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Something that really happened, on the sensor's clock. What lasts is told when it is over.</summary>
/// <param name="At">When it happened, or was over.</param>
public abstract record TruthEvent(SampleTime At);

/// <summary>A calibration step.</summary>
/// <param name="At">Its end.</param>
/// <param name="Start">Its beginning, where its mark is.</param>
/// <param name="Step">The mark of the step, whether or not the samples carry marks.</param>
public sealed record TrueCalibration(SampleTime At, SampleTime Start, Mark Step) : TruthEvent(At);

/// <summary>A set, from its mark to the rest.</summary>
/// <param name="At">Its end, where the rest begins.</param>
/// <param name="Start">Its beginning; quiet standing comes first.</param>
/// <param name="Prescription">What was done on which side; never auto.</param>
public sealed record TrueSet(SampleTime At, SampleTime Start, Prescription Prescription) : TruthEvent(At);

/// <summary>A foot left the floor.</summary>
/// <param name="At">When.</param>
/// <param name="StanceLeg">The leg that carries the patient from now on.</param>
public sealed record TrueLiftOff(SampleTime At, Side StanceLeg) : TruthEvent(At);

/// <summary>A foot came down.</summary>
/// <param name="At">The first contact.</param>
/// <param name="StanceLeg">The leg that carried the patient until now.</param>
/// <param name="Impact">Peak upward acceleration of the pelvis from the contact, m/s²; positive.</param>
/// <param name="Intended">False for a touch-down in the middle of a hold.</param>
public sealed record TrueFootDown(SampleTime At, Side StanceLeg, double Impact, bool Intended) : TruthEvent(At);

/// <summary>A repetition of an exercise that moves.</summary>
/// <param name="At">Its end: back up from a squat, or the touch-down of a step-up.</param>
/// <param name="Start">Its beginning: the descent, or the push-off.</param>
/// <param name="Turn">When the bottom, or the top, was reached.</param>
/// <param name="Exercise">What was done.</param>
/// <param name="StanceLeg">On which leg; null on two.</param>
/// <param name="Number">Counts from 1 within its set.</param>
/// <param name="Depth">How far the pelvis centre went down from its start, or up in a step-up; cm, positive.</param>
/// <param name="PeakDrop">The largest D from start to end, while on one leg; null on two feet.</param>
public sealed record TrueRepetition(
    SampleTime At,
    SampleTime Start,
    SampleTime Turn,
    Exercise Exercise,
    Side? StanceLeg,
    int Number,
    double Depth,
    Degrees? PeakDrop) : TruthEvent(At);

/// <summary>D was at or over a threshold without a break, on one leg; as seen 100 times a second.</summary>
/// <param name="At">When it fell under the threshold again, or the foot came down.</param>
/// <param name="Start">When it reached the threshold, or the foot was lifted with D already over it.</param>
/// <param name="StanceLeg">On which leg.</param>
/// <param name="Peak">The largest D.</param>
public sealed record TrueDrop(SampleTime At, SampleTime Start, Side StanceLeg, Degrees Peak) : TruthEvent(At);

/// <summary>The belt slipped.</summary>
/// <param name="At">When it came to rest again.</param>
/// <param name="Slip">What was asked for.</param>
public sealed record TrueSlip(SampleTime At, BeltSlip Slip) : TruthEvent(At);

/// <summary>Samples were lost, one or many.</summary>
/// <param name="At">The first sample that arrived after them.</param>
/// <param name="LastBefore">The last sample that arrived before them.</param>
/// <param name="Count">How many are missing; at least 1.</param>
public sealed record TrueGap(SampleTime At, SampleTime LastBefore, int Count) : TruthEvent(At);
