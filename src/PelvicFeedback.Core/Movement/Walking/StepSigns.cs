using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>What speaks at one instant for a foot that comes to the floor there; each from −1 to 1.</summary>
/// <param name="Lift">The pelvis is thrown upwards: for a foot, whichever.</param>
/// <param name="Brake">Its way forward is braked: for a foot, whichever.</param>
/// <param name="Catch">It is caught on the left: for the left foot; the same negative for the right one.</param>
/// <param name="Turn">It turns to the right: for the left foot; the same negative for the right one.</param>
public readonly record struct StepSigns(double Lift, double Brake, double Catch, double Turn)
{
    // About half of a sign's 1 is reached at these sizes, near the RMS of everyday walking in three public recordings, rounded.
    private const double UsualLift = 1.25;
    private const double UsualBrake = 9;
    private const double UsualCatch = 6;
    private const double UsualTurn = 30;

    // Who turns a corner sways and turns without any step, and does not bounce without one.
    private const double BounceWeighs = 1.25;
    private const double SwayWeighs = 0.75;

    /// <summary>For a foot, whichever: −2.5 to 2.5.</summary>
    [JsonIgnore]
    public double Bounce => BounceWeighs * (Lift + Brake);

    /// <summary>For the left foot; the same negative for the right one: −1.5 to 1.5.</summary>
    [JsonIgnore]
    public double Sway => SwayWeighs * (Catch + Turn);

    /// <summary>What they would be if the sensor's left axis were the other way round: front and left change their signs, and up and the turn about it do not.</summary>
    [JsonIgnore]
    public StepSigns Mirrored => new(Lift, -Brake, -Catch, Turn);

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

        return new(Math.Tanh(up / UsualLift), Math.Tanh(brake / UsualBrake), Math.Tanh(catching / UsualCatch), Math.Tanh(turn / UsualTurn));
    }
}
