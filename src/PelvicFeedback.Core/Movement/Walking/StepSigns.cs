using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>What speaks at one instant for a foot that comes to the floor there.</summary>
/// <param name="Bounce">For a foot, whichever: −2 to 2.</param>
/// <param name="Sway">For the left foot; the same negative for the right one: −2 to 2.</param>
public readonly record struct StepSigns(double Bounce, double Sway)
{
    // Each sign is worth ±1 at most, and about half of it at these sizes, which are the RMS of everyday walking in three public recordings, rounded.
    private const double UsualBounce = 1.5;
    private const double UsualBrake = 9;
    private const double UsualCatch = 6;
    private const double UsualTurn = 30;

    /// <summary>What speaks for a foot of that side.</summary>
    public double For(Side foot) => Bounce + (Sway * foot.Sign());

    /// <summary>The signs at a cell of the window.</summary>
    /// <remarks>
    /// When a foot lands the pelvis is near its lowest and is thrown upwards, and its forward acceleration falls off sharply (Zijlstra and Hof 2003).
    /// Sideways it has just been falling towards that foot and is caught by it: the acceleration to that side falls. And the side of the foot has been brought
    /// forward, so that the pelvis still turns away from it (McCamley 2012). Obliquity is no sign: a drop on one leg looks like a rise on the other.
    /// </remarks>
    /// <param name="window">The window.</param>
    /// <param name="index">The cell.</param>
    public static StepSigns At(in GaitWindow window, int index)
    {
        var (up, brake, catching, turn) = (0.0, 0.0, 0.0, 0.0);
        for (var i = -GaitFilters.Reach; i <= GaitFilters.Reach; i++)
        {
            var cell = window[index + i];
            up += GaitFilters.StepBand(i) * cell.Up;
            brake -= GaitFilters.StepBandSlope(i) * cell.Forward;
            catching -= GaitFilters.StrideBandSlope(i) * cell.Left;
            turn -= GaitFilters.StrideBand(i) * cell.Turn;
        }

        return new(Math.Tanh(up / UsualBounce) + Math.Tanh(brake / UsualBrake), Math.Tanh(catching / UsualCatch) + Math.Tanh(turn / UsualTurn));
    }
}
