using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Tests.Store;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>What is a sensor's silence, and what is this machine's.</summary>
public sealed class SilenceWatchTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.25);

    private readonly SteppedTime _time = new();
    private readonly SilenceWatch _watch;
    private bool _waits;
    private int _silent;

    public SilenceWatchTests() => _watch = new(TimeSpan.FromSeconds(1), _time, () => _waits, () => _silent++);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void It_is_told_once_when_all_of_its_time_is_over()
    {
        After(steps: 4);
        Assert.Equal(0, _silent);
        After(steps: 1);
        Assert.Equal(1, _silent);
        After(steps: 20);
        Assert.Equal(1, _silent);
    }

    [Fact]
    public void What_comes_begins_it_anew()
    {
        After(steps: 4);
        _watch.Heard();
        After(steps: 4);
        Assert.Equal(0, _silent);
    }

    [Fact]
    public void What_waits_to_be_taken_is_no_silence()
    {
        _waits = true;
        After(steps: 20);
        Assert.Equal(0, _silent);
        _waits = false;
        After(steps: 5);
        Assert.Equal(1, _silent);
    }

    [Fact]
    public void A_machine_that_slept_has_not_listened()
    {
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, _silent);
        After(steps: 3);
        Assert.Equal(0, _silent);
        After(steps: 1);
        Assert.Equal(1, _silent);
    }

    [Fact]
    public void Whoever_left_is_told_nothing()
    {
        _watch.Dispose();
        After(steps: 20);
        Assert.Equal(0, _silent);
    }

    private void After(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _time.Advance(Step);
        }
    }
}
