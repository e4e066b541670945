using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>A few cells inside of the state itself, so that only every eighth of them needs memory of its own. An inline array cannot be declared read-only; nothing here changes one that it was given.</summary>
[InlineArray(Length)]
[JsonConverter(typeof(CellRowJson))]
public struct CellRow : IEquatable<CellRow>
{
    /// <summary>Cells in it: no sample ends more of them, since 150 ms without one are a gap at any rate.</summary>
    public const int Length = 8;

    private GaitCell _first;

    /// <summary>The row with another cell in one place.</summary>
    public readonly CellRow With(int place, in GaitCell cell)
    {
        var row = this;
        row[place] = cell;
        return row;
    }

    /// <summary>Its first cells.</summary>
    public readonly ImmutableArray<GaitCell> First(int count) => [.. ((ReadOnlySpan<GaitCell>)this)[..count]];

    /// <inheritdoc/>
    public readonly bool Equals(CellRow other) => ((ReadOnlySpan<GaitCell>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is CellRow other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(this[0], this[Length - 1]);

    /// <summary>Equal cells.</summary>
    public static bool operator ==(CellRow left, CellRow right) => left.Equals(right);

    /// <summary>Other cells.</summary>
    public static bool operator !=(CellRow left, CellRow right) => !left.Equals(right);

    private sealed class CellRowJson : JsonConverter<CellRow>
    {
        public override CellRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var cells = JsonSerializer.Deserialize<GaitCell[]>(ref reader, options);
            if (cells?.Length != Length)
            {
                throw new JsonException($"An array of {Length} cells is expected.");
            }

            var row = default(CellRow);
            cells.CopyTo(row);
            return row;
        }

        public override void Write(Utf8JsonWriter writer, CellRow value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.First(Length), options);
    }
}
