namespace PelvicFeedback.Sensors.Recordings;

/// <summary>What a line's time says about the line.</summary>
internal enum TimeVerdict
{
    /// <summary>Later than the last one, or the first.</summary>
    Later,

    /// <summary>More than 1 s earlier: the sensor restarted.</summary>
    Restarted,

    /// <summary>The same again.</summary>
    Repeated,

    /// <summary>Earlier by at most 1 s.</summary>
    Earlier,

    /// <summary>No time a sensor gives.</summary>
    Absurd,
}

/// <summary>
/// The sensor's clock along a recording. A DOT counts microseconds modulo 2³² (71.6 min): going back to just after 0 is the count
/// wrapping when at most 60 s lie between the two lines around the wrap; otherwise the sensor restarted, for a restart counts from 0 too.
/// Only lines that are used move the clock.
/// </summary>
internal sealed class RecordingClock(RecordingFormat format)
{
    private const double RestartSeconds = 1;
    private const double DecimalRounding = 1e-9;
    private const double LargestSeconds = 1e10;
    private const long Wrap = 1L << 32;
    private const uint WrapGap = 60_000_000;
    private const uint RestartGap = 1_000_000;

    private bool _running;
    private double _last;
    private uint _lastCount;
    private long _wrapped;

    private double _read;
    private uint _readCount;
    private long _readWrapped;

    /// <summary>Judges a line's time against the last line that was used.</summary>
    /// <param name="raw">As in the file: s, or a DOT's µs.</param>
    /// <param name="seconds">The time in s, unwrapped.</param>
    public TimeVerdict Judge(double raw, out double seconds)
    {
        if (format == RecordingFormat.MovellaDot)
        {
            return JudgeCount(raw, out seconds);
        }

        seconds = _read = raw;
        return Math.Abs(raw) > LargestSeconds ? TimeVerdict.Absurd : Compare(raw);
    }

    /// <summary>The line judged last is used.</summary>
    public void Advance() => (_running, _last, _lastCount, _wrapped) = (true, _read, _readCount, _readWrapped);

    private TimeVerdict JudgeCount(double raw, out double seconds)
    {
        seconds = 0;
        if (raw is not (>= 0 and < Wrap) || raw != Math.Floor(raw))
        {
            return TimeVerdict.Absurd;
        }

        _readCount = (uint)raw;
        var forwards = unchecked(_readCount - _lastCount);
        var backwards = unchecked(_lastCount - _readCount);
        _readWrapped = _wrapped;
        if (_running && _readCount < _lastCount && forwards <= WrapGap)
        {
            _readWrapped += Wrap;
        }
        else if (_running && _readCount > _lastCount && backwards <= RestartGap)
        {
            _readWrapped -= Wrap;
        }

        seconds = _read = Seconds();
        var verdict = Compare(_read);
        if (verdict == TimeVerdict.Restarted)
        {
            _readWrapped = 0;
            seconds = _read = Seconds();
        }

        return verdict;
    }

    private double Seconds() => (_readWrapped + _readCount) / 1e6;

    private TimeVerdict Compare(double seconds) => (seconds - _last) switch
    {
        _ when !_running => TimeVerdict.Later,
        > 0 => TimeVerdict.Later,
        0 => TimeVerdict.Repeated,
        >= -RestartSeconds - DecimalRounding => TimeVerdict.Earlier,
        _ => TimeVerdict.Restarted,
    };
}
