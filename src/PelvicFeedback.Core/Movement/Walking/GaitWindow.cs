using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>The last few seconds of cells, oldest first. <c>default</c> is an empty one.</summary>
public readonly record struct GaitWindow
{
    private readonly ImmutableArray<ImmutableArray<GaitCell>> _rows;

    /// <summary>The cells, in rows of <see cref="CellRow.Length"/>; the last row may be shorter.</summary>
    public ImmutableArray<ImmutableArray<GaitCell>> Rows
    {
        get => _rows.IsDefault ? [] : _rows;
        init => _rows = value;
    }

    /// <summary>When the first cell began.</summary>
    public SampleTime Since { get; init; }

    /// <summary>How many cells there are.</summary>
    [JsonIgnore]
    public int Count => Rows.IsEmpty ? 0 : ((Rows.Length - 1) * CellRow.Length) + Rows[^1].Length;

    /// <summary>A cell; before the first it is the first, and after the last the last: a patient who stands does not change.</summary>
    public GaitCell this[int index]
    {
        get
        {
            var (row, place) = Math.DivRem(Math.Clamp(index, 0, Count - 1), CellRow.Length);
            return Rows[row][place];
        }
    }

    /// <summary>The middle of a cell.</summary>
    public SampleTime TimeOf(int index) => new(Since.Seconds + ((index + 0.5) * GaitCell.Seconds));

    /// <summary>The cell whose middle is nearest to a time.</summary>
    public int IndexOf(SampleTime time) => (int)Math.Round(((time - Since).Value / GaitCell.Seconds) - 0.5);

    /// <summary>With more cells at its end.</summary>
    public GaitWindow With(ImmutableArray<GaitCell> row, SampleTime since) => new() { Rows = Rows.Add(row), Since = Rows.IsEmpty ? since : Since };

    /// <summary>Without its oldest rows.</summary>
    /// <param name="rows">How many; not negative.</param>
    public GaitWindow Without(int rows) => rows == 0 ? this : new()
    {
        Rows = Rows.RemoveRange(0, rows),
        Since = Since + new Seconds(rows * CellRow.Length * GaitCell.Seconds),
    };
}
