using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire;

/// <summary>The time between two samples, from the first of them.</summary>
public static class SampleInterval
{
    /// <summary>How many samples are looked at.</summary>
    public const int LooksAt = 200;

    /// <summary>The mean time between samples, s, without the gaps.</summary>
    /// <param name="first">The first samples, in order.</param>
    /// <returns>Null where there are not two in one segment.</returns>
    public static Seconds? Of(ReadOnlySpan<MotionSample> first)
    {
        var differences = new List<double>(first.Length);
        for (var i = 1; i < first.Length; i++)
        {
            if (!first[i].StartsSegment)
            {
                differences.Add((first[i].Time - first[i - 1].Time).Value);
            }
        }

        if (differences.Count == 0)
        {
            return null;
        }

        differences.Sort();
        var median = differences[differences.Count / 2];
        return new(differences.Where(difference => difference > 0.4 * median && difference < 1.6 * median).DefaultIfEmpty(median).Average());
    }

    /// <summary>Whether a sensor here has such a rate, 15–450 Hz: anything else is more likely a wrong unit of time.</summary>
    public static bool IsPlausible(Seconds period) => 1 / period.Value is >= 15 and <= 450;
}
