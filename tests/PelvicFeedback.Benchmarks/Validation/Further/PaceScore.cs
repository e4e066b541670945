using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation.Further;

/// <summary>Repetitions to a pace: each is told at its time, and as seen only if there was something to see.</summary>
public sealed class PaceScore
{
    private const double PlainToSee = 4;

    /// <summary>Repetitions that were due, and told at the end of their interval.</summary>
    public Tally Told { get; private set; }

    /// <summary>Repetitions that moved the pelvis by 4° and more, and were told as seen.</summary>
    public Tally Seen { get; private set; }

    /// <summary>Repetitions that were left out, or did not turn the pelvis at all, and were not told as seen.</summary>
    public Tally Unseen { get; private set; }

    /// <summary>Told, and not due.</summary>
    public int Invented { get; private set; }

    public void Add(PaceScore other)
    {
        (Told, Seen, Unseen) = (Told + other.Told, Seen + other.Seen, Unseen + other.Unseen);
        Invented += other.Invented;
    }

    public void Score(Played played, List<string> notes)
    {
        var said = played.Stands<RepetitionJudged>().Where(one => one.Source == RepetitionSource.Paced).ToList();
        foreach (var due in played.Truth.OfType<TruePacedRepetition>())
        {
            var told = said.Find(one => one.Number == due.Number && Math.Abs((one.At - due.At).Value) <= 0.1);
            Told = Told.And(told is not null);
            if (told is null)
            {
                notes.Add(played.Note(string.Create(CultureInfo.InvariantCulture, $"repetition {due.Number} not told {due.Start.Seconds:0.00}–{due.At.Seconds:0.00}")));
                continue;
            }

            said.Remove(told);
            var (still, plain) = (!due.Made || due.Swing.Value == 0, due.Swing.Value >= PlainToSee);
            Unseen = still ? Unseen.And(!told.Seen) : Unseen;
            Seen = plain ? Seen.And(told.Seen) : Seen;
            if ((still && told.Seen) || (plain && !told.Seen))
            {
                notes.Add(played.Note(string.Create(
                    CultureInfo.InvariantCulture, $"repetition {due.Number} to {due.At.Seconds:0.00} {(told.Seen ? "" : "not ")}seen, {(due.Made ? "made" : "left out")}, swing {due.Swing.Value:0.0}")));
            }
        }

        Invented += said.Count(one => one.Exercise != Core.Units.Exercise.SidePlankAbduction);
    }
}
