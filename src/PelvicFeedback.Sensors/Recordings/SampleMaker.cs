using System.Globalization;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// Makes a sample of a line, or counts what is wrong with it. A quantity is there when all its columns are; an event on a line that gives
/// no sample goes to the next one that does, for a lost calibration mark would change what the replay decides.
/// </summary>
internal sealed class SampleMaker(RecordingHeader header, RecordingFaults faults)
{
    private const double NormTolerance = 0.1;
    private const double UnitRounding = 1e-12;
    private const double LargestForce = 1000;
    private const double LargestRate = 100;

    private readonly RecordingLine _line = new(header, faults);
    private readonly RecordingClock _clock = new(header.Format);
    private readonly double _toRadians = header.Format == RecordingFormat.MovellaDot ? Math.PI / 180 : 1;
    private Mark? _pending;
    private long _pendingSince;

    /// <summary>Takes a line; empty ones say nothing.</summary>
    /// <returns>Whether it gave a sample.</returns>
    public bool TryMake(ReadOnlySpan<byte> text, long number, out MotionSample sample)
    {
        sample = default;
        if (text.IsEmpty || text.Trim((byte)' ').IsEmpty)
        {
            return false;
        }

        var made = _line.Read(text, number) && TryMake(number, ref sample);
        if (_line.Mark is not null || _pending is not null)
        {
            Carry(number, made, ref sample);
        }

        return made;
    }

    /// <summary>The recording is over: an event still waiting for a sample is lost.</summary>
    public void End() => LosePending();

    private bool TryMake(long number, ref MotionSample sample)
    {
        var values = _line.Values;
        var content = MotionContent.None;
        Rotation sensorToEarth = default;
        Vector3D specificForce = default;
        Vector3D angularRate = default;
        if ((_line.Bits & 1) == 0)
        {
            return Blame(number, RecordingFaultKind.NoTime);
        }

        if (Has(Column.QuaternionBits))
        {
            content |= MotionContent.Orientation;
            sensorToEarth = new(values[Column.Quaternion], values[2], values[3], values[4]);
        }

        if (Has(Column.ForceBits))
        {
            content |= MotionContent.SpecificForce;
            specificForce = new(values[Column.Force], values[6], values[7]);
        }

        if (Has(Column.RateBits))
        {
            content |= MotionContent.AngularRate;
            angularRate = new Vector3D(values[Column.Rate], values[9], values[10]) * _toRadians;
        }

        if ((content & MotionContent.Orientation) == 0 && content != (MotionContent.SpecificForce | MotionContent.AngularRate))
        {
            return Blame(number, RecordingFaultKind.NoMotion);
        }

        if ((content & MotionContent.Orientation) != 0 && !TryNormalize(ref sensorToEarth, out var norm))
        {
            return Blame(number, RecordingFaultKind.QuaternionNorm, norm);
        }

        if (specificForce.Dot(specificForce) > LargestForce * LargestForce)
        {
            return Blame(number, RecordingFaultKind.Absurd, specificForce.Length, "m/s²");
        }

        if (angularRate.Dot(angularRate) > LargestRate * LargestRate)
        {
            return Blame(number, RecordingFaultKind.Absurd, angularRate.Length, "rad/s");
        }

        var verdict = _clock.Judge(values[Column.Time], out var seconds);
        if (verdict > TimeVerdict.Restarted)
        {
            return Blame(number, KindOf(verdict), values[Column.Time], header.Format == RecordingFormat.MovellaDot ? "µs" : "s");
        }

        _clock.Advance();
        sample = new()
        {
            Time = new(seconds),
            SensorToEarth = sensorToEarth,
            SpecificForce = specificForce,
            AngularRate = angularRate,
            Content = content,
            StartsSegment = verdict == TimeVerdict.Restarted,
        };
        return true;
    }

    private bool Has(int bits) => (_line.Bits & bits) == bits;

    /// <summary>Scales to norm 1 what was rounded in the file; leaves alone what is 1 already, so that copying a recording changes nothing.</summary>
    private static bool TryNormalize(ref Rotation sensorToEarth, out double norm)
    {
        norm = 1;
        var (w, x, y, z) = sensorToEarth;
        var square = (w * w) + (x * x) + (y * y) + (z * z);
        if (Math.Abs(square - 1) <= UnitRounding)
        {
            return true;
        }

        norm = Math.Sqrt(square);
        if (!(Math.Abs(norm - 1) <= NormTolerance))
        {
            return false;
        }

        sensorToEarth = sensorToEarth.Normalized;
        return true;
    }

    private void Carry(long number, bool made, ref MotionSample sample)
    {
        if (_line.Mark is { } own)
        {
            LosePending();
            _pending = own;
            _pendingSince = number;
        }

        if (made)
        {
            sample = sample with { Mark = _pending };
            _pending = null;
        }
    }

    private void LosePending()
    {
        if (_pending is not null && faults.Add(RecordingFaultKind.LostEvent))
        {
            faults.Keep(_pendingSince, RecordingFaultKind.LostEvent, Printable.OneLine(_pending.Text, 48));
        }

        _pending = null;
    }

    private static RecordingFaultKind KindOf(TimeVerdict verdict) => verdict switch
    {
        TimeVerdict.Repeated => RecordingFaultKind.RepeatedTime,
        TimeVerdict.Earlier => RecordingFaultKind.TimeGoesBack,
        _ => RecordingFaultKind.Absurd,
    };

    private bool Blame(long number, RecordingFaultKind kind)
    {
        if (faults.Add(kind))
        {
            faults.Keep(number, kind, "empty");
        }

        return false;
    }

    private bool Blame(long number, RecordingFaultKind kind, double value, string unit = "")
    {
        if (faults.Add(kind))
        {
            faults.Keep(number, kind, string.Create(CultureInfo.InvariantCulture, $"{value} {unit}").TrimEnd());
        }

        return false;
    }
}
