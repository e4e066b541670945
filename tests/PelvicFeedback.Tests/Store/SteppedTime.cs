namespace PelvicFeedback.Tests.Store;

/// <summary>Time that a test moves: the clock on the wall by itself, and monotonic time with its timers.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _wall = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _elapsed = TimeSpan.FromHours(1);

    /// <summary>Where the machine is.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    public override TimeZoneInfo LocalTimeZone => Zone;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _wall;

    public override long GetTimestamp() => _elapsed.Ticks;

    /// <summary>Time goes by; every timer fires as often as it is due, and one that is set anew as it fires counts from the end.</summary>
    public void Advance(TimeSpan by)
    {
        (_wall, _elapsed) = (_wall + by, _elapsed + by);
        foreach (var timer in _timers.ToArray())
        {
            timer.FireUntil(_elapsed);
        }
    }

    /// <summary>Somebody sets the clock.</summary>
    public void SetClock(TimeSpan by) => _wall += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state), dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    private sealed class Timer : ITimer
    {
        private readonly SteppedTime _time;
        private readonly Action _fire;
        private TimeSpan _due;
        private TimeSpan _period;

        public Timer(SteppedTime time, Action fire, TimeSpan due, TimeSpan period)
        {
            (_time, _fire) = (time, fire);
            Change(due, period);
        }

        public void FireUntil(TimeSpan now)
        {
            while (_due <= now)
            {
                // One without a period fires once.
                _due = _period > TimeSpan.Zero ? _due + _period : TimeSpan.MaxValue;
                _fire();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_due, _period) = (dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _time._elapsed + dueTime, period);
            return true;
        }

        public void Dispose() => _time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
