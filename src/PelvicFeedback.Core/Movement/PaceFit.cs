namespace PelvicFeedback.Core.Movement;

/// <summary>
/// How far one angle went out and back with the pace over an interval: the least-squares fit of one cosine, farthest in the middle, on top of a mean
/// and a straight line. The line takes up what drifts, as heading does.
/// </summary>
public readonly record struct PaceFit
{
    /// <summary>Integral of the angle, degrees times seconds.</summary>
    public double Sum { get; init; }

    /// <summary>Integral of its square, degrees squared times seconds.</summary>
    public double Square { get; init; }

    /// <summary>Integral of the angle times the cosine, degrees times seconds.</summary>
    public double WithPace { get; init; }

    /// <summary>Integral of the angle times the time from the middle, degrees times seconds squared.</summary>
    public double WithTime { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="angle">The angle, degrees.</param>
    /// <param name="elapsed">Time since the interval began, s.</param>
    /// <param name="pace">The cosine at that time, 1 at the interval's ends and −1 in its middle.</param>
    /// <param name="period">Length of the interval, s.</param>
    /// <param name="step">Time since the sample before, s.</param>
    public PaceFit Next(double angle, double elapsed, double pace, double period, double step) => new()
    {
        Sum = Sum + (angle * step),
        Square = Square + (angle * angle * step),
        WithPace = WithPace + (angle * pace * step),
        WithTime = WithTime + (angle * (elapsed - (period / 2)) * step),
    };

    /// <summary>From the interval's ends to its middle, degrees, signed; of a whole interval.</summary>
    /// <param name="period">Length of the interval, s.</param>
    public double Swing(double period) => -4 * WithPace / period;

    /// <summary>The part of the angle's power that follows the pace, degrees squared times seconds.</summary>
    /// <param name="period">Length of the interval, s.</param>
    public double Explained(double period) => 2 * WithPace * WithPace / period;

    /// <summary>The angle's power about its mean and line, degrees squared times seconds.</summary>
    /// <param name="period">Length of the interval, s.</param>
    public double Power(double period) => Square - (Sum * Sum / period) - (12 * WithTime * WithTime / (period * period * period));
}
