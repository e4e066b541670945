using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// Reads a recording sample by sample, in the memory of a few hundred lines whatever its length. Bad lines are left out and counted
/// in <see cref="Faults"/>; only a file that gives nothing usable throws <see cref="RecordingException"/>, already on opening.
/// One thread at a time.
/// </summary>
public sealed class RecordingReader : IDisposable
{
    private readonly RecordingBytes _bytes;
    private readonly TextLines _lines;
    private readonly RecordingHeader _header;
    private readonly SampleMaker _samples;
    private readonly MotionSample[] _peeked;
    private int _given;

    private RecordingReader(RecordingBytes bytes, string name)
    {
        Name = name;
        _bytes = bytes;
        _lines = new(bytes);
        _header = HeaderSearch.Find(_lines, bytes, name);
        _samples = new(_header, Faults);
        _peeked = Peek();
        Content = _peeked.Aggregate(MotionContent.None, (content, sample) => content | sample.Content);
        SamplePeriod = SampleRate.PeriodOf(_peeked, _header.Format, name);
    }

    /// <summary>The file's name as it was given.</summary>
    public string Name { get; }

    /// <summary>Whose columns the file has.</summary>
    public RecordingFormat Format => _header.Format;

    /// <summary>Whether the file is compressed.</summary>
    public bool IsCompressed => _bytes.IsGzip;

    /// <summary>The columns recognised, by their names in <see cref="Format"/>, in the file's order.</summary>
    public IReadOnlyList<string> Columns => _header.Names;

    /// <summary>
    /// Columns that are not there although others of their group are, such as <c>az</c> beside <c>ax</c> and <c>ay</c>: the group is
    /// left out. Mostly empty.
    /// </summary>
    public IReadOnlyList<string> IncompleteColumns => _header.Incomplete;

    /// <summary>The quantities that the first samples (at most 200) have between them; a single sample may have fewer.</summary>
    public MotionContent Content { get; }

    /// <summary>
    /// Time between two samples, s, 1/450–1/15: the mean of those differences of the first samples (at most 200) that are near their
    /// median, so that neither gaps nor times rounded to milliseconds shift it.
    /// </summary>
    public Seconds SamplePeriod { get; }

    /// <summary>Lines read so far, the header, empty and bad ones included; ahead of <see cref="Samples"/> by what is looked at on opening.</summary>
    public long Lines => _lines.Number;

    /// <summary>Samples given by <see cref="TryRead"/> so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Segments begun by the samples given so far: 0 before the first, then 1 and one more for each restart of the sensor.</summary>
    public int Segments { get; private set; }

    /// <summary>What was wrong with the lines read so far.</summary>
    public RecordingFaults Faults { get; } = new();

    /// <summary>Opens a recording, plain or gzip (told by its content).</summary>
    /// <param name="path">A CSV file as <c>docs/recordings.md</c> describes, or a Movella DOT export.</param>
    /// <exception cref="RecordingException">The file is not there, not readable, not a recording, or has no usable line.</exception>
    public static RecordingReader Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new RecordingException(path, "is a folder: name a file in it");
            }

            return Over(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1), path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RecordingException(path, "there is no such file: check the path", missing);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new RecordingException(path, "may not be read: check its permissions", refused);
        }
        catch (Exception broken) when (broken is IOException or ArgumentException or NotSupportedException)
        {
            throw new RecordingException(path, "cannot be opened: " + broken.Message, broken);
        }
    }

    /// <summary>Reads a recording from a stream.</summary>
    /// <param name="stream">At its beginning; closed with the reader, also when this throws. It need not seek.</param>
    /// <param name="name">What to call it in messages; a name ending in <c>.gz</c> promises gzip.</param>
    /// <exception cref="RecordingException">It is not a recording, or has no usable line.</exception>
    public static RecordingReader Over(Stream stream, string name)
    {
        try
        {
            return new(RecordingBytes.Of(stream), name);
        }
        catch (IOException broken)
        {
            stream.Dispose();
            throw new RecordingException(name, "cannot be read: " + broken.Message, broken);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The next sample.</summary>
    /// <returns>False at the end; it stays false.</returns>
    /// <exception cref="RecordingException">The file could not be read any further, as when a disk was pulled out.</exception>
    public bool TryRead(out MotionSample sample)
    {
        if (_given < _peeked.Length)
        {
            sample = _peeked[_given++];
        }
        else if (!Next(out sample))
        {
            return false;
        }

        Samples++;
        if (sample.StartsSegment || Samples == 1)
        {
            Segments++;
        }

        return true;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _bytes.Dispose();

    private MotionSample[] Peek()
    {
        var peeked = new List<MotionSample>(SampleInterval.LooksAt);
        while (peeked.Count < SampleInterval.LooksAt && Next(out var sample))
        {
            peeked.Add(sample);
        }

        return peeked.Count > 0 ? [.. peeked] : throw new RecordingException(Name, WhyNothing());
    }

    private bool Next(out MotionSample sample)
    {
        try
        {
            while (true)
            {
                switch (_lines.Next(out var line))
                {
                    case LineFound.Line when _samples.TryMake(line, _lines.Number, out sample):
                        return true;
                    case LineFound.Line:
                        break;
                    case LineFound.TooLong:
                        Count(RecordingFaultKind.TooLong, line);
                        break;
                    case LineFound.Cut:
                        Count(RecordingFaultKind.Damaged, line);
                        break;
                    default:
                        End();
                        sample = default;
                        return false;
                }
            }
        }
        catch (IOException broken)
        {
            throw new RecordingException(Name, "cannot be read any further: " + broken.Message, broken);
        }
    }

    private void End()
    {
        _samples.End();
        if (_bytes.Damaged && Faults.Count(RecordingFaultKind.Damaged) == 0)
        {
            Count(RecordingFaultKind.Damaged, "the compressed file ends early"u8);
        }
    }

    private void Count(RecordingFaultKind kind, ReadOnlySpan<byte> says)
    {
        if (Faults.Add(kind))
        {
            Faults.Keep(_lines.Number, kind, $"\"{Printable.Excerpt(says)}\"");
        }
    }

    private string WhyNothing() => Faults.First switch
    {
        [] => "has a header but no samples: record again, or choose another file",
        [{ Kind: RecordingFaultKind.Damaged }] => "is a damaged or cut-off gzip file with no usable line: copy it again",
        [var first, ..] => $"has no usable line ({string.Join(", ", Faults.Counts.Select(pair => $"{pair.Value}× {RecordingFaults.NameOf(pair.Key)}"))}; {first})",
    };
}
