using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>
/// Steps counted by the whole pipeline against INDIP's reference contacts, on three public recordings of Mobilise-D (mobgap's example data, Apache-2.0): two healthy adults and
/// one person with multiple sclerosis, in everyday tasks with turns, stops and shuffling. The same parameters for all.
/// </summary>
public static class WalkingValidation
{
    private static readonly string[] Persons = ["HA-001", "HA-002", "MS-001"];

    /// <summary>Scores every person.</summary>
    /// <param name="folder">Where <c>mobgap-GROUP-NNN</c> are.</param>
    /// <param name="every">Every how many samples are used: 1 is the recording's 100 Hz.</param>
    public static IReadOnlyList<WalkingScore> Run(string folder, int every = 1) => [.. Persons.Select(person => Run(folder, person, every))];

    /// <summary>One section of the validation report.</summary>
    /// <param name="writer">Where it goes.</param>
    public static void WriteMarkdown(TextWriter writer)
    {
        writer.WriteLine("## Walking: steps on public recordings");
        writer.WriteLine();
        var folder = Path.Combine(Environment.GetEnvironmentVariable("PELVIC_RECORDINGS") ?? string.Empty, "walking");
        if (!Directory.Exists(folder))
        {
            writer.WriteLine("skipped: no public recordings");
            return;
        }

        Write(writer, Run(folder));
    }

    /// <summary>The tables of the section.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<WalkingScore> scores)
    {
        writer.WriteLine("Initial contacts of two healthy adults (HA) and one person with multiple sclerosis (MS) in everyday tasks, with turns, stops and shuffling,");
        writer.WriteLine("against the reference contacts of INDIP that have a time (mobgap's example data, Mobilise-D). A bout is what the reference says is one. Found: within 0.25 s. Extra: said");
        writer.WriteLine("inside of a bout and not in it. Contacts at one instant count once, and on either side where the reference has both feet there, as those who published it do; where it has a contact");
        writer.WriteLine("without a time, or the same foot twice in a row, one step in between is not extra. In brackets the 95 % interval (Wilson); contacts of one person depend on each other, so it is rather too narrow.");
        writer.WriteLine();
        Table(writer, "every contact", scores, score => score.All);
        Table(writer, "steady walking", scores, score => score.Steady);
        writer.WriteLine("*Steady walking*: at least four contacts in a row, left and right in turn, 0.3–1.0 s apart in the reference. The rest are shuffles, turns, single steps to the side, and contacts");
        writer.WriteLine("that the reference puts more than a second apart. *Every contact* misses its limits; what they can be held against, and what two reference systems make of each other: [Walking](algorithms.md#walking).");
        var late = scores.SelectMany(score => score.Lateness).ToList();
        var mean = late.Average();
        writer.WriteLine(Line(
            $"A contact found is said {1000 * mean:0} ms after the reference's, with a standard deviation of {1000 * Math.Sqrt(late.Average(one => Math.Pow(one - mean, 2))):0} ms. Outside of the reference's bouts, in which people moved about too, {scores.Sum(score => score.Outside)} steps were said."));
        writer.WriteLine();
        writer.WriteLine("The parameters are the same for all, but signs, their sizes and weights and what a contact needs were chosen with these same recordings at hand: this is no test on unseen people,");
        writer.WriteLine("who may fare worse. What counts as steady walking was defined after a first look at them, too. Published for left and right: 96.3 % (Ullrich 2021).");
        writer.WriteLine();
        writer.WriteLine("| limit | reached | |");
        writer.WriteLine("|---|---|---|");
        var (all, steady) = (Sum(scores, score => score.All), Sum(scores, score => score.Steady));
        Limit(writer, "every contact: ≥ 95 % found", all.Found, all.Contacts, all.Found >= 0.95 * all.Contacts);
        Limit(writer, "every contact: ≥ 95 % of those on the right side", all.RightSide, all.Found, all.RightSide >= 0.95 * all.Found);
        Limit(writer, "every contact: < 5 % extra", all.Extra, all.Contacts, all.Extra < 0.05 * all.Contacts);
        Limit(writer, "steady walking: ≥ 95 % found", steady.Found, steady.Contacts, steady.Found >= 0.95 * steady.Contacts);
        Limit(writer, "steady walking: ≥ 95 % of those on the right side", steady.RightSide, steady.Found, steady.RightSide >= 0.95 * steady.Found);
        Limit(writer, "steady walking: < 5 % extra", steady.Extra, steady.Contacts, steady.Extra < 0.05 * steady.Contacts);
    }

    /// <summary>All persons together.</summary>
    public static ContactCounts Sum(IEnumerable<WalkingScore> scores, Func<WalkingScore, ContactCounts> of) =>
        scores.Aggregate(default(ContactCounts), (sum, score) => sum + of(score));

    /// <summary>What the whole pipeline says of a person's steps.</summary>
    /// <param name="folder">Where <c>mobgap-GROUP-NNN</c> are.</param>
    /// <param name="person">Who.</param>
    /// <param name="every">Every how many samples are used.</param>
    /// <param name="left">The sensor's left axis. Its axes are x up, y right and z forward: it turns to the left about +x, and in a left turn the force along y grows less.</param>
    public static IReadOnlyList<StepJudged> Steps(string folder, string person, int every = 1, SensorAxis left = SensorAxis.MinusY)
    {
        using var reader = RecordingReader.Open(Path.Combine(folder, $"mobgap-{person}.csv.gz"));
        var samples = new List<MotionSample>();
        while (reader.TryRead(out var sample))
        {
            samples.Add(sample);
        }

        var options = new FeedbackOptions
        {
            SamplePeriod = new(reader.SamplePeriod.Value * every),
            LeftAxis = left,
            Exercise = new(Exercise.Walking, ExerciseSide.Both),
        };
        var steps = new List<StepJudged>();
        using var subject = new System.Reactive.Subjects.Subject<MotionSample>();
        using var subscription = subject.Coached(options).Subscribe(feedback => steps.AddRange((feedback.Events ?? Enumerable.Empty<PelvicEvent>()).OfType<StepJudged>()));
        samples.Where((_, i) => i % every == 0).ToList().ForEach(subject.OnNext);
        subject.OnCompleted();
        return steps;
    }

    private static WalkingScore Run(string folder, string person, int every) => WalkingScore.Of(
        person,
        [.. Steps(folder, person, every).Select(step => (step.Contact.Seconds, step.Leg))],
        ReferenceBout.Read(Path.Combine(folder, $"mobgap-{person}.contacts.json")));

    private static void Table(TextWriter writer, string which, IReadOnlyList<WalkingScore> scores, Func<WalkingScore, ContactCounts> of)
    {
        writer.WriteLine($"| {which} | contacts | found | of those, right side | extra |");
        writer.WriteLine("|---|---:|---|---|---:|");
        foreach (var score in scores)
        {
            Row(score.Person, of(score));
        }

        Row("together", Sum(scores, of));
        writer.WriteLine();

        void Row(string person, ContactCounts counts) => writer.WriteLine(Line(
            $"| {person} | {counts.Contacts} | {Of(counts.Found, counts.Contacts)} | {Of(counts.RightSide, counts.Found)} | {counts.Extra} |"));
    }

    private static void Limit(TextWriter writer, string limit, int some, int all, bool met) =>
        writer.WriteLine($"| {limit} | {Of(some, all)} | {(met ? "met" : "**missed**")} |");

    private static string Of(int some, int all)
    {
        if (all == 0)
        {
            return "–";
        }

        var (from, to) = WalkingScore.Interval(some, all);
        return Line($"{some} of {all}, {100.0 * some / all:0.0} % ({100 * from:0}–{100 * to:0} %)");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
