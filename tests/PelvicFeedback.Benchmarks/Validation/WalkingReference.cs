using System.Text.Json;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>An initial contact of the reference.</summary>
/// <param name="At">When.</param>
/// <param name="Foot">Which foot; null where the reference has both at this instant.</param>
/// <param name="Steady">Whether it is one of at least four in a row, left and right in turn, each 0.3–1.0 s after the other: walking, and not a shuffle in front of a table.</param>
public readonly record struct ReferenceContact(double At, Side? Foot, bool Steady);

/// <summary>A stretch of a bout in which so many feet came down by the reference and it does not say when: contacts without a time, or the other foot between two of the same.</summary>
/// <param name="From">s.</param>
/// <param name="To">s.</param>
/// <param name="Count">How many.</param>
public readonly record struct UntimedContacts(double From, double To, int Count);

/// <summary>A bout of walking of the reference.</summary>
/// <param name="From">s.</param>
/// <param name="To">s.</param>
/// <param name="Contacts">Those with a time, in order.</param>
/// <param name="Untimed">Where there are others.</param>
public sealed record ReferenceBout(double From, double To, IReadOnlyList<ReferenceContact> Contacts, IReadOnlyList<UntimedContacts> Untimed)
{
    private const int Fewest = 4;

    // The reference's own grid is 10 ms.
    private const double SameInstant = 0.0101;

    /// <summary>Reads a <c>contacts.json</c>.</summary>
    public static IReadOnlyList<ReferenceBout> Read(string path)
    {
        // A contact without a time is written as NaN there, which is no JSON.
        using var json = JsonDocument.Parse(File.ReadAllText(path).Replace("NaN", "null", StringComparison.Ordinal));
        return [.. json.RootElement.EnumerateArray().Select(Read)];
    }

    private static ReferenceBout Read(JsonElement bout)
    {
        var (from, to) = (bout.GetProperty("start").GetDouble(), bout.GetProperty("end").GetDouble());
        var all = Once(bout.GetProperty("contacts").EnumerateArray().Select(one => (
            At: one.GetProperty("t") is { ValueKind: JsonValueKind.Number } time ? time.GetDouble() : default(double?),
            Foot: (Side?)(one.GetProperty("side").GetString() == "left" ? Side.Left : Side.Right))));
        var untimed = new List<UntimedContacts>();
        var (last, foot, count) = (from, default(Side?), 0);
        foreach (var (at, which) in all)
        {
            if (at is not { } known)
            {
                count++;
                continue;
            }

            // Nobody steps twice in a row with the same foot: there was one of the other.
            count = count == 0 && foot is not null && foot == which ? 1 : count;
            if (count > 0)
            {
                untimed.Add(new(last, known, count));
            }

            (last, foot, count) = (known, which, 0);
        }

        if (count > 0)
        {
            untimed.Add(new(last, to, count));
        }

        var contacts = all.Where(one => one.At is not null).Select(one => new ReferenceContact(one.At!.Value, one.Foot, false)).ToArray();
        MarkSteady(contacts);
        return new(from, to, contacts, untimed);
    }

    // Two contacts at one instant are a fault of the reference: those who published it count them once, and take neither side where the two differ.
    private static List<(double? At, Side? Foot)> Once(IEnumerable<(double? At, Side? Foot)> contacts)
    {
        var once = new List<(double? At, Side? Foot)>();
        foreach (var contact in contacts)
        {
            if (once.Count > 0 && contact.At - once[^1].At <= SameInstant)
            {
                once[^1] = once[^1] with { Foot = once[^1].Foot == contact.Foot ? contact.Foot : null };
            }
            else
            {
                once.Add(contact);
            }
        }

        return once;
    }

    private static void MarkSteady(ReferenceContact[] contacts)
    {
        for (var first = 0; first < contacts.Length;)
        {
            var last = first;
            while (last + 1 < contacts.Length
                && contacts[last + 1].Foot == contacts[last].Foot?.Other() && contacts[last + 1].At - contacts[last].At is >= 0.3 and <= 1)
            {
                last++;
            }

            for (var i = first; i <= last && last - first + 1 >= Fewest; i++)
            {
                contacts[i] = contacts[i] with { Steady = true };
            }

            first = last + 1;
        }
    }
}
