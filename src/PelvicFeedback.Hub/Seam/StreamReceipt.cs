using System.Collections.Immutable;
using System.Globalization;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Hub.Seam;

/// <summary>Events of a stream that are stored although one before them is not.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
public readonly record struct Island(long First, long Last);

/// <summary>Which events of one stream are stored: all up to a mark, and islands beyond the first hole.</summary>
/// <param name="IsMotion">Pieces of raw motion, whose holes are no incomplete record.</param>
/// <param name="Through">The last of the first ones in a row; 0 for none.</param>
/// <param name="Islands">What lies beyond the first hole, in order; neighbours are one island.</param>
/// <param name="Newest">When the last new one came.</param>
public sealed record StreamReceipt(bool IsMotion, long Through, ImmutableArray<Island> Islands, UtcInstant Newest)
{
    /// <summary>Islands of a stream at most: a home sends in order, and has 100 events on their way at a time.</summary>
    public const int MostIslands = 200;

    /// <summary>Of a stream of which nothing has come.</summary>
    public static StreamReceipt None(bool isMotion) => new(isMotion, 0, [], default);

    /// <summary>How many events are known to exist and have not come.</summary>
    public long Missing => Islands.IsEmpty ? 0 : Islands[^1].Last - Through - Islands.Sum(island => island.Last - island.First + 1);

    /// <summary>Whether an event is stored.</summary>
    public bool Has(long sequence) => sequence <= Through || Islands.Any(island => sequence >= island.First && sequence <= island.Last);

    /// <summary>With one more event.</summary>
    /// <returns>Null when there would be more than <see cref="MostIslands"/>.</returns>
    public StreamReceipt? With(long sequence, UtcInstant at)
    {
        if (Has(sequence))
        {
            return this;
        }

        // In order, nearly always.
        if (Islands.IsEmpty && sequence == Through + 1)
        {
            return this with { Through = sequence, Newest = at };
        }

        var (through, islands) = (Through, new List<Island>(Islands.Length + 1));
        foreach (var next in Islands.Append(new(sequence, sequence)).OrderBy(island => island.First))
        {
            if (next.First <= through + 1)
            {
                through = next.Last;
            }
            else if (islands.Count > 0 && next.First == islands[^1].Last + 1)
            {
                islands[^1] = new(islands[^1].First, next.Last);
            }
            else
            {
                islands.Add(next);
            }
        }

        return islands.Count > MostIslands ? null : this with { Through = through, Islands = [.. islands], Newest = at };
    }

    /// <summary>The islands as a text: <c>5-9 12-12</c>.</summary>
    public string IslandsText() => string.Join(' ', Islands.Select(island => string.Create(CultureInfo.InvariantCulture, $"{island.First}-{island.Last}")));

    /// <summary>Reads such a text, which comes from the store.</summary>
    public static ImmutableArray<Island> ReadIslands(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(island => island.Split('-'))
            .Select(ends => new Island(long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[1], CultureInfo.InvariantCulture))),
    ];
}
