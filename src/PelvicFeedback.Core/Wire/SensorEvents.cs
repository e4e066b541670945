using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire;

/// <summary>No sample came for at least max(100 ms, 3 periods): dwell times and repetition phases begin anew after it.</summary>
/// <param name="At">The first sample after the gap.</param>
/// <param name="Length">From the last sample before to the first after, s; positive.</param>
public sealed record SensorGap(SampleTime At, Seconds Length) : PelvicEvent(At);

/// <summary>Samples that could not be used were left out since the last accepted one: a repeated or earlier time, no motion in them.</summary>
/// <param name="At">The first accepted sample after them.</param>
/// <param name="Count">How many; at least 1.</param>
public sealed record SamplesRejected(SampleTime At, int Count) : PelvicEvent(At);

/// <summary>A sample was beyond the sensor's range, the first for at least <see cref="Continuity.ClippingApart"/>: a fall, a knock, too small a range.</summary>
/// <param name="At">That sample.</param>
public sealed record SamplesClipped(SampleTime At) : PelvicEvent(At);

/// <summary>The sensor's own clock began anew; what was calibrated is void.</summary>
/// <param name="At">The first sample of the new segment, on the new clock.</param>
public sealed record SensorRestarted(SampleTime At) : PelvicEvent(At);
