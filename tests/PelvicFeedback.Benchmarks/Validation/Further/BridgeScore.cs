using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation.Further;

/// <summary>Holds of the side plank against the true ones.</summary>
public sealed class BridgeScore
{
    private const double Within = 0.2;

    /// <summary>Bridges that were held, and told.</summary>
    public Tally Found { get; private set; }

    /// <summary>Lift-offs told to 0.2 s.</summary>
    public Tally LiftOffs { get; private set; }

    /// <summary>Holds whose length was told to 0.2 s.</summary>
    public Tally Lengths { get; private set; }

    /// <summary>Told, and not held.</summary>
    public int Invented { get; private set; }

    public List<double> LiftOffErrors { get; } = [];

    public List<double> EndErrors { get; } = [];

    public void Add(BridgeScore other)
    {
        (Found, LiftOffs, Lengths) = (Found + other.Found, LiftOffs + other.LiftOffs, Lengths + other.Lengths);
        Invented += other.Invented;
        LiftOffErrors.AddRange(other.LiftOffErrors);
        EndErrors.AddRange(other.EndErrors);
    }

    public void Score(Played played, List<string> notes)
    {
        var said = played.Stands<HoldJudged>().Where(one => one.Exercise == Exercise.SidePlankAbduction).ToList();
        foreach (var bridge in played.Truth.OfType<TrueBridge>())
        {
            var told = said.Find(one => one.Ended > bridge.Start && one.Ended.Seconds - one.Duration.Value < bridge.At.Seconds);
            Found = Found.And(told is not null);
            if (told is null)
            {
                notes.Add(played.Note(string.Create(CultureInfo.InvariantCulture, $"bridge missed {bridge.Start.Seconds:0.00}–{bridge.At.Seconds:0.00}, lift {bridge.Lift.Value:0.0}")));
                continue;
            }

            said.Remove(told);
            var lift = told.Ended.Seconds - told.Duration.Value - bridge.Start.Seconds;
            var end = (told.Ended - bridge.At).Value;
            LiftOffErrors.Add(lift);
            EndErrors.Add(end);
            LiftOffs = LiftOffs.And(Math.Abs(lift) <= Within);
            Lengths = Lengths.And(Math.Abs(end - lift) <= Within);
            if (Math.Abs(lift) > Within || Math.Abs(end - lift) > Within)
            {
                notes.Add(played.Note(string.Create(
                    CultureInfo.InvariantCulture, $"bridge {bridge.Start.Seconds:0.00}–{bridge.At.Seconds:0.00} off by {lift:0.00} and {end:0.00}, lift {bridge.Lift.Value:0.0}")));
            }
        }

        Invented += said.Count;
    }
}
