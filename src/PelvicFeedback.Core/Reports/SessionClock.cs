using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// Seconds since the start of the recording, whatever the sensor's clock began at; a sensor that restarted goes on one second
/// after it fell silent, since nobody knows how long it was away.
/// </summary>
internal sealed class SessionClock
{
    private static readonly Seconds Restart = new(1);

    private double _origin;
    private bool _running;

    /// <summary>Since the first sample, s.</summary>
    public double Elapsed { get; private set; }

    /// <summary>Since the sample before, s; 0 at the first and after samples are missing: missing time is nobody's.</summary>
    public double Step { get; private set; }

    /// <summary>Whether samples are missing before this one.</summary>
    public bool AfterGap { get; private set; }

    /// <summary>Takes the next sample's time.</summary>
    public void Next(in Feedback feedback)
    {
        var restarted = false;
        AfterGap = false;
        if (feedback.Events is not null)
        {
            foreach (var happened in feedback.Events)
            {
                restarted |= happened is SensorRestarted;
                AfterGap |= happened is SensorGap or SensorRestarted;
            }
        }

        if (!_running)
        {
            _running = true;
            _origin = feedback.Time.Seconds;
            return;
        }

        if (restarted)
        {
            _origin = feedback.Time.Seconds - Elapsed - Restart.Value;
        }

        var elapsed = At(feedback.Time);
        Step = AfterGap ? 0 : elapsed - Elapsed;
        Elapsed = elapsed;
    }

    /// <summary>The same for another time on the sensor's clock as it runs now.</summary>
    public double At(SampleTime time) => time.Seconds - _origin;
}
