using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>How many contacts of the reference were found, on the right side, and how many more.</summary>
/// <param name="Contacts">In the reference, with a time.</param>
/// <param name="Found">Of those, found within 0.25 s.</param>
/// <param name="RightSide">Of those, on the right side.</param>
/// <param name="Extra">Said in between, and not in the reference.</param>
public readonly record struct ContactCounts(int Contacts, int Found, int RightSide, int Extra)
{
    public static ContactCounts operator +(ContactCounts a, ContactCounts b) =>
        new(a.Contacts + b.Contacts, a.Found + b.Found, a.RightSide + b.RightSide, a.Extra + b.Extra);
}

/// <summary>One person's walking against the reference.</summary>
/// <param name="Person">A healthy adult (HA) or a person with multiple sclerosis (MS), and a number.</param>
/// <param name="All">Every contact of the reference's bouts that has a time.</param>
/// <param name="Steady">Those of steady walking.</param>
/// <param name="Outside">Steps said outside of the reference's bouts.</param>
/// <param name="Lateness">Of each contact found, s; positive where it was said to be later than in the reference.</param>
public sealed record WalkingScore(string Person, ContactCounts All, ContactCounts Steady, int Outside, IReadOnlyList<double> Lateness)
{
    private const double Tolerance = 0.25;

    /// <summary>Holds steps against the reference: each of its contacts takes the nearest step that is not taken yet.</summary>
    public static WalkingScore Of(string person, IReadOnlyList<(double At, Side Leg)> steps, IReadOnlyList<ReferenceBout> bouts)
    {
        var free = steps.ToList();
        var (all, steady, late) = (default(ContactCounts), default(ContactCounts), new List<double>());
        foreach (var contact in bouts.SelectMany(bout => bout.Contacts))
        {
            var nearest = free.Count == 0 ? default : free.MinBy(step => Math.Abs(step.At - contact.At));
            var found = free.Count > 0 && Math.Abs(nearest.At - contact.At) <= Tolerance;
            var counts = new ContactCounts(1, found ? 1 : 0, found && nearest.Leg == (contact.Foot ?? nearest.Leg) ? 1 : 0, 0);
            all += counts;
            steady += contact.Steady ? counts : default;
            if (found)
            {
                free.Remove(nearest);
                late.Add(nearest.At - contact.At);
            }
        }

        var inside = free.Where(step => bouts.Any(bout => IsIn(bout, step.At))).ToList();
        var outside = free.Count - inside.Count;
        foreach (var span in bouts.SelectMany(bout => bout.Untimed))
        {
            // Of a contact without a time nobody can say whether it was found; so many steps there are not extra.
            foreach (var allowed in inside.Where(step => step.At > span.From && step.At < span.To).Take(span.Count).ToList())
            {
                inside.Remove(allowed);
            }
        }

        return new(
            person,
            all with { Extra = inside.Count },
            steady with { Extra = inside.Count(step => bouts.Any(bout => IsBetweenSteady(bout, step.At))) },
            outside,
            late);
    }

    /// <summary>The interval in which a share lies with 95 % confidence (Wilson 1927).</summary>
    public static (double From, double To) Interval(int some, int all)
    {
        const double z = 1.959964;
        var (share, n) = ((double)some / all, (double)all);
        var middle = (share + (z * z / (2 * n))) / (1 + (z * z / n));
        var half = z / (1 + (z * z / n)) * Math.Sqrt((share * (1 - share) / n) + (z * z / (4 * n * n)));
        return (middle - half, middle + half);
    }

    private static bool IsIn(ReferenceBout bout, double at) => at >= bout.From - Tolerance && at <= bout.To + Tolerance;

    private static bool IsBetweenSteady(ReferenceBout bout, double at) => bout.Contacts.Zip(bout.Contacts.Skip(1))
        .Any(pair => pair is { First.Steady: true, Second.Steady: true } && at > pair.First.At && at < pair.Second.At);
}
