using System.Text;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>A header line as understood: which of the file's columns is which, and what separates them.</summary>
internal sealed class RecordingHeader
{
    private RecordingHeader(string[] names, char separator, RecordingFormat format)
    {
        Separator = (byte)separator;
        Format = format;
        Roles = [.. names.Select(name => (sbyte)Column.Find(name, format))];
        Bits = Roles.Where(role => role != Column.Unknown).Aggregate(0, (bits, role) => bits | (1 << role));
        Repeated = names.Where((_, i) => Roles[i] != Column.Unknown && Array.IndexOf(Roles, Roles[i]) < i).FirstOrDefault();
    }

    /// <summary>The byte between two columns.</summary>
    public byte Separator { get; }

    /// <summary>The decimal point: a comma too where semicolons separate, as spreadsheets of many countries save.</summary>
    public byte Point => Separator == (byte)';' ? (byte)',' : (byte)'.';

    /// <summary>Whose names they are.</summary>
    public RecordingFormat Format { get; }

    /// <summary>For each column of the file, what it is. Empty names at the end are no columns.</summary>
    public sbyte[] Roles { get; }

    /// <summary>A bit for each known column that is there.</summary>
    public int Bits { get; }

    /// <summary>A known column that is named twice, or null.</summary>
    public string? Repeated { get; }

    /// <summary>How many known columns there are.</summary>
    public int KnownCount => int.PopCount(Bits);

    /// <summary>Whether the sensor's time is there, and beside a name as short as <c>t</c> something more.</summary>
    public bool IsHeader => Has(1 << Column.Time) && (Format == RecordingFormat.MovellaDot || KnownCount > 1);

    /// <summary>Whether samples can be made from these columns.</summary>
    public bool HasMotion => Has(Column.QuaternionBits) || Has(Column.ForceBits | Column.RateBits);

    /// <summary>The recognised columns' names, in the file's order.</summary>
    public IReadOnlyList<string> Names => [.. Roles.Where(role => role != Column.Unknown).Select(role => Column.NameOf(role, Format))];

    /// <summary>Columns that are not there although others of their group are.</summary>
    public IReadOnlyList<string> Incomplete =>
        [.. Column.Groups.Where(group => (Bits & group) != 0).SelectMany(group => NamesOf(group & ~Bits))];

    /// <summary>Reads a line as a header, in the format of which it has more columns.</summary>
    public static RecordingHeader Read(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line).TrimStart('\uFEFF');
        var separator = text.Count(letter => letter == ';') > text.Count(letter => letter == ',') ? ';' : ',';
        string[] names = [.. text.TrimEnd(separator, ' ', '\t').Split(separator).Select(name => name.Trim().Trim('"').Trim())];
        var own = new RecordingHeader(names, separator, RecordingFormat.PelvicFeedback);
        var dot = new RecordingHeader(names, separator, RecordingFormat.MovellaDot);
        return dot.KnownCount > own.KnownCount ? dot : own;
    }

    /// <summary>Why no sample can be made from these columns, and what to do.</summary>
    public string WhatIsMissing() => this switch
    {
        { Repeated: { } name } => $"the header names the column \"{name}\" twice: remove or rename one",
        _ when !Has(1 << Column.Time) => $"the header has no column \"{Column.NameOf(Column.Time, Format)}\" (the sensor's time): add it",
        { Incomplete: [_, ..] missing } => $"the header lacks {string.Join(", ", missing)}: {Needed}",
        { Format: RecordingFormat.MovellaDot } => $"a Movella DOT export without {Lacking}: {Needed}",
        _ => $"the header lacks {Lacking}: {Needed}",
    };

    private string Lacking => (Has(Column.ForceBits), Has(Column.RateBits)) switch
    {
        (true, false) => "angular rates (and without quaternions)",
        (false, true) => "accelerations (and without quaternions)",
        _ => "quaternions and without accelerations and angular rates",
    };

    private string Needed => Format == RecordingFormat.MovellaDot
        ? "in the DOT app choose a measurement mode with quaternions, such as Extended (Quaternion), or Rate quantities; "
            + "when exporting a recording from the sensor, tick Quaternion, or both Acceleration and Angular velocity"
        : "a recording needs qw, qx, qy, qz, or all of ax, ay, az, gx, gy, gz";

    private bool Has(int bits) => (Bits & bits) == bits;

    private IEnumerable<string> NamesOf(int bits) =>
        Enumerable.Range(0, Column.Count).Where(column => (bits & (1 << column)) != 0).Select(column => Column.NameOf(column, Format));
}
