using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// The leading leg carrying the patient alone, from push-off to the touch-down of the other foot: one step-up, and not more than one.
/// </summary>
public readonly record struct LeadingLeg
{
    private const double LeastSeconds = 0.7;
    private const double LeastMetres = 0.01;

    // The floor throws the pelvis up a little when the other foot lands on it: nobody stands on one leg then.
    private const double ClearMetres = 0.04;
    private const double ClearSeconds = 0.5;

    /// <summary>For how long, s; 0 while it does not.</summary>
    public double Seconds { get; init; }

    /// <summary>Since when; meaningless while it does not.</summary>
    public SampleTime Since { get; init; }

    /// <summary>How far up the pelvis went meanwhile, m.</summary>
    public double Highest { get; init; }

    /// <summary>Whether it has been counted.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Whether what there was is a step-up that was not counted yet.</summary>
    [JsonIgnore]
    public bool IsStep => Seconds >= LeastSeconds && Highest >= LeastMetres && !IsCounted;

    /// <summary>Whether it has carried long enough not to be a moment's balance.</summary>
    [JsonIgnore]
    public bool IsClear => Seconds >= ClearSeconds;

    /// <summary>Whether an excursion up and down may be counted as a step-up.</summary>
    /// <param name="metres">How far up it went, m.</param>
    public bool Allows(double metres) => metres >= ClearMetres || (IsClear && !IsCounted);

    /// <summary>Takes the next sample.</summary>
    /// <param name="now">Its time.</param>
    /// <param name="step">Time since the sample before, s.</param>
    /// <param name="carries">Whether the leg carries alone.</param>
    /// <param name="up">How far up the motion under way has gone, m.</param>
    public LeadingLeg Next(SampleTime now, Seconds step, bool carries, double up) => carries
        ? this with { Seconds = Seconds + step.Value, Since = Seconds > 0 ? Since : now, Highest = Math.Max(Highest, up) }
        : default;
}
