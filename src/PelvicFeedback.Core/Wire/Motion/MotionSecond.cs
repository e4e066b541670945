using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Motion;

/// <summary>
/// Gathers samples as they come into seconds of the sensor's own clock: what is not handed on yet is all that can be lost. A
/// clock that goes back, or a sensor that restarts, begins a new second.
/// </summary>
public sealed class MotionSecond
{
    private static readonly Seconds Length = new(1);

    private readonly List<MotionSample> _samples = [];

    /// <summary>Adds a sample.</summary>
    /// <returns>The second that is over with it, without it; mostly null.</returns>
    public MotionSample[]? Add(in MotionSample sample)
    {
        var over = _samples.Count > 0 && IsOver(sample) ? Take() : null;
        _samples.Add(sample);
        return over;
    }

    /// <summary>Takes what is gathered so far, as at the end of a session.</summary>
    /// <returns>Null when there is none.</returns>
    public MotionSample[]? Take()
    {
        if (_samples.Count == 0)
        {
            return null;
        }

        MotionSample[] taken = [.. _samples];
        _samples.Clear();
        return taken;
    }

    private bool IsOver(in MotionSample sample)
    {
        var since = sample.Time - _samples[0].Time;
        return sample.StartsSegment || since >= Length || since < -Length || _samples.Count == MotionBlob.MaxSamples;
    }
}
