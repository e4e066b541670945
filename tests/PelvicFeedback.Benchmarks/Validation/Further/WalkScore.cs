using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation.Further;

/// <summary>Steps told after a bout, against the true initial contacts.</summary>
public sealed class WalkScore
{
    private const double SameStep = 0.2;
    private const double Within = 0.1;
    private const double Whole = 0.35;
    private const double NotLevelFrom = 7;
    private const double EitherWay = 0.5;

    /// <summary>Whole steps, of which a contact was told within 0.2 s.</summary>
    public Tally Found { get; private set; }

    /// <summary>Of those, the contact told to 0.1 s.</summary>
    public Tally OnTime { get; private set; }

    /// <summary>Of those, the right leg.</summary>
    public Tally Sides { get; private set; }

    /// <summary>Of the steps that were judged, and more than 0.5° from the limit, the right verdict.</summary>
    public Tally Verdicts { get; private set; }

    /// <summary>Of the steps that drop by 7.5° and more, those not told as level.</summary>
    public Tally NotCalledLevel { get; private set; }

    /// <summary>Contacts told with no true one, of a whole or a small step, within 0.2 s.</summary>
    public int Invented { get; private set; }

    public void Add(WalkScore other)
    {
        (Found, OnTime, Sides) = (Found + other.Found, OnTime + other.OnTime, Sides + other.Sides);
        (Verdicts, NotCalledLevel) = (Verdicts + other.Verdicts, NotCalledLevel + other.NotCalledLevel);
        Invented += other.Invented;
    }

    public void Score(Played played, List<string> notes)
    {
        var said = played.Stands<WalkEnded>().SelectMany(walk => walk.Steps).ToList();
        var steps = played.Truth.OfType<TrueStep>().ToList();
        foreach (var step in steps)
        {
            var told = said.Where(one => Math.Abs((one.Contact - step.Contact).Value) <= SameStep).MinBy(one => Math.Abs((one.Contact - step.Contact).Value));
            if (told is not null)
            {
                said.Remove(told);
            }

            // Shuffling, turning on the spot and the first and last step of a bout need not be told, and are not held against what is told of them.
            if (step.Length >= Whole)
            {
                Score(played, step, told, notes);
            }
        }

        Invented += said.Count;
        notes.AddRange(said.Select(one => played.Note(string.Create(CultureInfo.InvariantCulture, $"step invented at {one.Contact.Seconds:0.00}"))));
    }

    private void Score(Played played, TrueStep step, StepJudged? told, List<string> notes)
    {
        Found = Found.And(told is not null);
        if (told is null)
        {
            notes.Add(played.Note(string.Create(CultureInfo.InvariantCulture, $"step missed at {step.Contact.Seconds:0.00} {step.StanceLeg}")));
            return;
        }

        var (drops, level) = (step.KeptDrop.Value >= NotLevelFrom + EitherWay, step.KeptDrop.Value < NotLevelFrom - EitherWay);
        OnTime = OnTime.And(Math.Abs((told.Contact - step.Contact).Value) <= Within);
        Sides = Sides.And(told.Leg == step.StanceLeg);
        NotCalledLevel = drops ? NotCalledLevel.And(told.Verdict != Verdict.Level) : NotCalledLevel;
        if (told.Verdict != Verdict.NotJudged && (drops || level))
        {
            Verdicts = Verdicts.And(told.Verdict == (drops ? Verdict.NotLevel : Verdict.Level));
        }

        if (told.Leg != step.StanceLeg || (drops && told.Verdict == Verdict.Level))
        {
            notes.Add(played.Note(string.Create(
                CultureInfo.InvariantCulture, $"step at {step.Contact.Seconds:0.00} {step.StanceLeg}, told {told.Leg} {told.Verdict}, drop {step.KeptDrop.Value:0.0}, told {told.PeakDrop?.Value:0.0}")));
        }
    }
}
