using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>The peak drop of a judged repetition.</summary>
/// <param name="At">Its end.</param>
/// <param name="Peak">Its largest contralateral drop, signed: negative where the free side was up all the time.</param>
public readonly record struct PastRepetition(SampleTime At, Degrees Peak);

/// <summary>
/// The patient's own last repetitions on one side, from which the band of the next set follows: alert = their mean peak drop +
/// the larger of one SD and 2°, at least 3° and at most 10°; warn 2° under it. Needs at least 5.
/// </summary>
public readonly record struct Baseline
{
    private const int Fewest = 5;
    private const int Most = 10;
    private const double LeastMargin = 2;
    private const double MostAlert = 10;
    private const double LeastAlert = 3;
    private const double WarnUnder = 2;

    private readonly ImmutableArray<PastRepetition> _repetitions;

    /// <summary>At most the last 10, oldest first.</summary>
    public ImmutableArray<PastRepetition> Repetitions
    {
        get => _repetitions.IsDefault ? [] : _repetitions;
        init => _repetitions = value;
    }

    /// <summary>The limits that follow; null with fewer than 5 repetitions.</summary>
    [JsonIgnore]
    public (Degrees Warn, Degrees Alert)? Limits
    {
        get
        {
            if (Repetitions.Length < Fewest)
            {
                return null;
            }

            var mean = Repetitions.Average(one => one.Peak.Value);
            var deviation = Math.Sqrt(Repetitions.Sum(one => Math.Pow(one.Peak.Value - mean, 2)) / (Repetitions.Length - 1));

            // A pelvis that rises in every repetition would make a limit of nothing: under 3° it would alert on noise.
            var alert = Math.Clamp(mean + Math.Max(deviation, LeastMargin), LeastAlert, MostAlert);
            return (new(alert - WarnUnder), new(alert));
        }
    }

    /// <summary>With one more judged repetition.</summary>
    public Baseline With(PastRepetition repetition)
    {
        var all = Repetitions.Add(repetition);
        return new() { Repetitions = all.Length > Most ? all.RemoveAt(0) : all };
    }

    /// <summary>Without those that ended at or after a time, because they were withdrawn.</summary>
    public Baseline Without(SampleTime from) => new() { Repetitions = Repetitions.RemoveAll(one => one.At >= from) };
}
