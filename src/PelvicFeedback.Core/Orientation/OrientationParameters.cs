using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// What may be tuned in the <see cref="OrientationFilter"/>. No value depends on the sample rate. The defaults are those
/// published with the method, found by its authors on the BROAD benchmark: D. Laidig, T. Seel, "VQF: Highly accurate IMU
/// orientation estimation with bias estimation and magnetic disturbance rejection", Information Fusion 91 (2023) 187–204,
/// doi 10.1016/j.inffus.2022.10.014. Values out of range are refused by the filter's constructor.
/// </summary>
public sealed record OrientationParameters
{
    /// <summary>
    /// Time constant of the low-pass that gravity is found with, s. Default 3; 0.1–100. Longer trusts the rate sensor more and
    /// lets less of the body's own acceleration into the inclination; shorter forgets an error sooner. The paper's τ_acc.
    /// </summary>
    public Seconds GravityTime { get; init; } = new(3);

    /// <summary>
    /// Standard deviation of the rate sensor's bias before anything was seen, degrees per second. Default 0.5; 0.001–20.
    /// Also the most uncertainty the estimate ever grows back to. Larger learns faster at first and trusts more of what motion
    /// suggests. Standing adults' uncorrected sensors read up to 1.35°/s on public recordings, within three of these.
    /// </summary>
    public double InitialBiasSigma { get; init; } = 0.5;

    /// <summary>
    /// The time in which the standard deviation of the bias grows from 0 to 0.1°/s while nothing is learnt, s. Default 100; 1–100 000.
    /// Longer believes a bias more constant.
    /// </summary>
    public Seconds BiasForgettingTime { get; init; } = new(100);

    /// <summary>
    /// The largest bias there is thought to be, per axis, degrees per second. Default 2; 0.001–50. Estimates and single
    /// disagreements are limited to it, and a steady turn faster than this is never taken for rest. A sensor whose bias is larger
    /// is never found at rest; one turned more slowly than this, without any tremor, is.
    /// </summary>
    public double LargestBias { get; init; } = 2;

    /// <summary>
    /// Standard deviation of the bias that learning in motion converges to, degrees per second. Default 0.1; 0.001–20.
    /// Smaller takes longer averages.
    /// </summary>
    public double MotionBiasSigma { get; init; } = 0.1;

    /// <summary>
    /// Weight with which the bias about the vertical is drawn to zero in motion, where gravity says nothing of it; relative to the
    /// weight of what gravity does say. Default 0.0001; 0–1. At 0 the vertical part keeps its value.
    /// </summary>
    public double VerticalForgetting { get; init; } = 0.0001;

    /// <summary>
    /// Standard deviation of the bias that learning at rest converges to, degrees per second. Default 0.03; 0.001–20.
    /// Smaller takes longer averages.
    /// </summary>
    public double RestBiasSigma { get; init; } = 0.03;

    /// <summary>How long a sensor has been quiet when it is said to rest, s. Default 1.5; 0–60. Longer mistakes fewer slow movements for rest.</summary>
    public Seconds RestDuration { get; init; } = new(1.5);

    /// <summary>
    /// Time constant of the low-pass whose output quiet is measured against, s. Default 0.5; 0.1–60. The same output, at rest, is
    /// what the bias is learnt from.
    /// </summary>
    public Seconds RestReferenceTime { get; init; } = new(0.5);

    /// <summary>Quiet is an angular rate nearer to its low-passed self than this, degrees per second. Default 2; 0.001–50.</summary>
    public double RestRate { get; init; } = 2;

    /// <summary>Quiet is a specific force nearer to its low-passed self than this, m/s². Default 0.5; 0.001–20.</summary>
    public double RestForce { get; init; } = 0.5;

    /// <summary>
    /// The longest time between two samples over which the turn is still computed from their angular rates, s. Default 1; 0.05–10.
    /// After a longer one the inclination is found anew from the specific force.
    /// </summary>
    public Seconds LongestStep { get; init; } = new(1);
}
