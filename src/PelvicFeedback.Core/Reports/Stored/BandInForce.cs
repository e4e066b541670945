using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Stored;

/// <summary>The limits that were in force in a set of a stored session.</summary>
/// <param name="At">The first sample of the set, on the sensor's clock.</param>
/// <param name="Prescription">What was done.</param>
/// <param name="Band">The limits.</param>
public sealed record BandInForce(SampleTime At, Prescription Prescription, Band Band);
