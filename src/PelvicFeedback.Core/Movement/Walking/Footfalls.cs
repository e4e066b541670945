using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>
/// Finds the most probable sequence of contacts, left and right in turn, among all feet that may have come down (Viterbi's algorithm). So a bout decides as a whole
/// which foot was which, and a step that hardly shows is found because the others have to alternate. <c>default</c> knows of none.
/// </summary>
public readonly record struct Footfalls
{
    /// <summary>No step lasts longer, s.</summary>
    public const double LongestStep = 2;

    /// <summary>The longest that it stays open whether a bout goes on, s: twice the rest that ends one.</summary>
    public const double LongestDoubt = 2 * LongestRest;

    // A longer rest ends a bout (Kluge 2021).
    private const double LongestRest = 3;

    private const double ShortestStep = 0.25;
    private const double UsualStep = 0.6;

    // What a contact must have on its side to count, of 4 at most; what a bout must gain to be one.
    private const double Needed = 1;
    private const double ToBegin = 2;

    // Two strides with either foot (Kluge 2021).
    private const int Fewest = 4;

    // A longer bout is told in parts of about two minutes, so that what is remembered stays bounded.
    private const int Most = 200;

    // Both kinds of signs must be there: knees that bounce do not walk, nor does a pelvis that sways.
    private const double LeastOfEither = 0.25;

    // The sway of standing is far less.
    private const double LeastSigns = 0.3;

    private readonly ImmutableArray<Footfall> _all;

    /// <summary>All that a walk may still go on from, with the walks behind them; in order of time.</summary>
    public ImmutableArray<Footfall> All
    {
        get => _all.IsDefault ? [] : _all;
        init => _all = value;
    }

    /// <summary>How much more likely than none the walks are that are over and were told; no unit.</summary>
    public double Told { get; init; }

    /// <summary>How much more likely than none all walks are, the best one under way among them; no unit.</summary>
    [JsonIgnore]
    public double Likelihood => Best() is >= 0 and var best ? Told + Math.Max(0, All[best].Score) : Told;

    /// <summary>With the feet that may have come down at one cell: more speaks for such a foot than just before and after.</summary>
    /// <param name="at">When.</param>
    /// <param name="before">What speaks for either at the cell before.</param>
    /// <param name="here">What does at this one.</param>
    /// <param name="after">What does at the next.</param>
    /// <param name="window">The cells around it and before it.</param>
    public Footfalls With(SampleTime at, in StepSigns before, in StepSigns here, in StepSigns after, in GaitWindow window)
    {
        var feet = this;
        foreach (var foot in (ReadOnlySpan<Side>)[Side.Left, Side.Right])
        {
            if (here.For(foot) is var now and > LeastSigns && now > before.For(foot) && now >= after.For(foot))
            {
                feet = feet.With(at, foot, here, window);
            }
        }

        return feet;
    }

    /// <summary>With one more foot that may have come down.</summary>
    /// <param name="at">When; not before any other.</param>
    /// <param name="foot">Which foot.</param>
    /// <param name="signs">What speaks for it.</param>
    /// <param name="window">The cells around it and before it.</param>
    public Footfalls With(SampleTime at, Side foot, in StepSigns signs, in GaitWindow window)
    {
        var (best, before) = (-ToBegin, -1);
        for (var i = 0; i < All.Length; i++)
        {
            var step = (at - All[i].At).Value;
            if (All[i].Foot != foot && step is >= ShortestStep and <= LongestStep && All[i].Score - Unusual(step) is var score && score > best)
            {
                (best, before) = (score, i);
            }
        }

        var drop = before < 0 ? null : HeldDrop.Over(window, window.IndexOf(All[before].At), window.IndexOf(at), foot.Other());
        var ordinal = before < 0 ? 1 : All[before].Ordinal + 1;
        return (this with { All = All.Add(new(at, foot, signs, best + signs.For(foot) - Needed, ordinal, before, drop)) }).Pruned(at);
    }

    /// <summary>Ends the best walk so far if it is over by now.</summary>
    /// <param name="now">Everything up to here was looked at.</param>
    /// <param name="window">The cells before it.</param>
    /// <param name="forced">Whether it is over whatever the motion says: the set ends, or samples are missing.</param>
    /// <param name="cutShort">Whether samples are missing.</param>
    /// <param name="done">The walk; null where none is over, and where what is over was none.</param>
    public Footfalls Until(SampleTime now, in GaitWindow window, bool forced, bool cutShort, out WalkDone? done)
    {
        done = null;
        var best = Best();
        if (best < 0 || !(forced || IsOver(best, now) || All[best].Ordinal >= Most))
        {
            return this;
        }

        done = Walk(best, cutShort);
        var rest = new Footfalls { Told = done is null ? Told : Told + All[best].Score };
        foreach (var later in All.AsSpan()[(best + 1)..])
        {
            rest = !forced && later.At > All[best].At ? rest.With(later.At, later.Foot, later.Signs, window) : rest;
        }

        return rest;
    }

    // Steps that hardly show are no rest. While it is more probable that the walk goes on with them than that another one begins, what follows decides.
    private bool IsOver(int best, SampleTime now)
    {
        var rest = (now - All[best].At).Value;
        return rest > LongestDoubt || (rest > LongestRest && !GoesOn(best, now));
    }

    private bool GoesOn(int best, SampleTime now)
    {
        for (var i = All.Length - 1; i > best && (now - All[i].At).Value <= LongestStep; i--)
        {
            var from = All[i].Score > All[best].Score - ToBegin ? i : -1;
            while (from > best)
            {
                from = All[from].Before;
            }

            if (from == best)
            {
                return true;
            }
        }

        return false;
    }

    private int Best()
    {
        var best = All.Length - 1;
        for (var i = best - 1; i >= 0; i--)
        {
            best = All[i].Score > All[best].Score ? i : best;
        }

        return best;
    }

    private WalkDone? Walk(int last, bool cutShort)
    {
        var contacts = new Stack<Footfall>();
        for (var i = last; i >= 0; i = All[i].Before)
        {
            contacts.Push(All[i]);
        }

        var all = contacts.ToArray();
        var bounce = all.Average(one => one.Signs.Bounce);
        var sway = all.Average(one => one.Signs.Sway * one.Foot.Sign());
        return all.Length < Fewest || bounce < LeastOfEither || sway < LeastOfEither ? null : new(
            [
                .. all.Select((one, i) => i + 1 < all.Length
                    ? new StepDone(one.At, one.Foot, all[i + 1].At - one.At, all[i + 1].Drop)
                    : new StepDone(one.At, one.Foot, null, null)),
            ],
            cutShort);
    }

    // Only what can still be gone on from, the best, and the contacts on their way.
    private Footfalls Pruned(SampleTime now)
    {
        var needed = new bool[All.Length];
        var best = Best();
        for (var i = 0; i < All.Length; i++)
        {
            for (var j = i == best || (now - All[i].At).Value <= LongestStep ? i : -1; j >= 0 && !needed[j]; j = All[j].Before)
            {
                needed[j] = true;
            }
        }

        if (!needed.Contains(false))
        {
            return this;
        }

        var kept = ImmutableArray.CreateBuilder<Footfall>();
        var place = new int[All.Length];
        for (var i = 0; i < All.Length; i++)
        {
            if (needed[i])
            {
                place[i] = kept.Count;
                kept.Add(All[i] with { Before = All[i].Before < 0 ? -1 : place[All[i].Before] });
            }
        }

        return this with { All = kept.DrainToImmutable() };
    }

    // The logarithm of a step's duration is spread evenly around the usual one.
    private static double Unusual(double step) => Math.Pow(Math.Log(step / UsualStep), 2);
}
