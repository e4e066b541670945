using System.Text.Json;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>An initial contact of the reference.</summary>
/// <param name="At">When.</param>
/// <param name="Foot">Which foot.</param>
/// <param name="Steady">Whether it is one of at least four in a row, left and right in turn, each 0.3–1.0 s after the other: walking, and not a shuffle in front of a table.</param>
public readonly record struct ReferenceContact(double At, Side Foot, bool Steady);

/// <summary>A stretch of a bout in which the reference says that so many feet came down and not when.</summary>
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
        var all = bout.GetProperty("contacts").EnumerateArray()
            .Select(one => (
                At: one.GetProperty("t") is { ValueKind: JsonValueKind.Number } time ? time.GetDouble() : default(double?),
                Foot: one.GetProperty("side").GetString() == "left" ? Side.Left : Side.Right))
            .ToList();
        var untimed = new List<UntimedContacts>();
        var (last, count) = (from, 0);
        foreach (var (at, _) in all)
        {
            if (at is not { } known)
            {
                count++;
                continue;
            }

            if (count > 0)
            {
                untimed.Add(new(last, known, count));
            }

            (last, count) = (known, 0);
        }

        if (count > 0)
        {
            untimed.Add(new(last, to, count));
        }

        var contacts = all.Where(one => one.At is not null).Select(one => new ReferenceContact(one.At!.Value, one.Foot, false)).ToArray();
        MarkSteady(contacts);
        return new(from, to, contacts, untimed);
    }

    private static void MarkSteady(ReferenceContact[] contacts)
    {
        for (var first = 0; first < contacts.Length;)
        {
            var last = first;
            while (last + 1 < contacts.Length
                && contacts[last + 1].Foot != contacts[last].Foot && contacts[last + 1].At - contacts[last].At is >= 0.3 and <= 1)
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
