namespace PelvicFeedback.Core.Sessions;

/// <summary>Feedback is faded so that what was learned holds without it (Willy 2012; Noehren 2011): only a share of the repetitions has it.</summary>
public static class Fading
{
    /// <summary>Whether a repetition has feedback while it is done; those that have it are spread evenly.</summary>
    /// <param name="percent">Share of the repetitions, 0–100 %.</param>
    /// <param name="number">The repetition, from 1.</param>
    public static bool ShowsAt(int percent, int number) => number * percent / 100 > (number - 1) * percent / 100;
}
