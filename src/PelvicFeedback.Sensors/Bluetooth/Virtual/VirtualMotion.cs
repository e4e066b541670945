using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>
/// The motion as a virtual sensor's elements have it: thinned to the rate that was asked for, numbered, and jolted when somebody taps the case.
/// For one thread.
/// </summary>
/// <param name="says">Told what happens, a line at a time.</param>
internal sealed class VirtualMotion(Action<string> says) : ISensorBody
{
    private const double Jolt = 12, JoltLength = 0.02, BetweenTaps = 0.3;

    private ushort _counter;
    private long _taken;
    private int _every = 1;
    private long _streamed;
    private long _sent;
    private double? _tapped;

    /// <inheritdoc/>
    public uint Now { get; private set; }

    /// <summary>Takes a sample of the full rate.</summary>
    /// <returns>What is sensed of it; null where the rate that was asked for leaves it out.</returns>
    public SensedSample? Take(in MotionSample sample)
    {
        Now = (uint)(long)Math.Round(sample.Time.Seconds * 1e6);
        if (_taken++ % _every != 0)
        {
            return null;
        }

        var force = sample.SpecificForce + new Vector3D(0, 0, TapForce(sample.Time.Seconds));
        _streamed++;
        return new(Now, _counter++, sample.SensorToEarth, force, sample.AngularRate);
    }

    /// <summary>A notification went out.</summary>
    public void Sent() => _sent++;

    /// <summary>Somebody taps twice, quickly, at the next sample.</summary>
    public void Tap() => _tapped = double.NaN;

    /// <inheritdoc/>
    public void Sample(bool on, int rate, MotionContent content)
    {
        _every = VirtualGatt.FullRate / rate;
        says(on ? $"Streaming {rate} samples a second" : $"Stopped: {_streamed} samples, {_sent} notifications");
        (_streamed, _sent) = (0, 0);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: its description does not offer that.</exception>
    public void SelfTest() => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Identify(int seconds) => says(seconds > 0 ? $"It is this one (for {seconds} s)" : "Shown");

    private double TapForce(double now)
    {
        _tapped = _tapped is double.NaN ? now : _tapped;
        return now - _tapped is < JoltLength or (>= BetweenTaps and < BetweenTaps + JoltLength) ? Jolt : 0;
    }
}
