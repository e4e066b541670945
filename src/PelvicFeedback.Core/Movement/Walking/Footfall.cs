using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>A foot that may have come to the floor, and the best walk that ends with it.</summary>
/// <param name="At">When.</param>
/// <param name="Foot">Which foot.</param>
/// <param name="Signs">What speaks for it.</param>
/// <param name="Score">How much more likely the walk that ends here is than none; no unit.</param>
/// <param name="Ordinal">Its number in that walk, from 1.</param>
/// <param name="Before">Place of the contact before it in that walk; −1 for the first of one.</param>
/// <param name="Drop">How far the free side was down from that contact to this one; null for the first, and where the obliquity is not known.</param>
public readonly record struct Footfall(SampleTime At, Side Foot, StepSigns Signs, double Score, int Ordinal, int Before, HeldDrop? Drop);
