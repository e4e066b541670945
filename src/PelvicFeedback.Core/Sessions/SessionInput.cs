using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>An instant of a session.</summary>
/// <param name="Elapsed">Monotonic, s, since the service started: what timers go by.</param>
/// <param name="Utc">The session's own wall time, its anchor plus monotonic time: what messages say, and what the day is told by; never for order.</param>
/// <param name="Wall">What the clock on the wall says now: what commands expire by.</param>
public readonly record struct SessionTime(Seconds Elapsed, UtcInstant Utc, UtcInstant Wall)
{
    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>How far the home's time of day is ahead of UTC, s; negative to the west.</summary>
    public Seconds LocalOffset { get; init; }

    /// <summary>The home's day, in days since 1970-01-01: what a patient calls today.</summary>
    public long Day => (long)Math.Floor((Utc.UnixMilliseconds + (LocalOffset.Value * 1000)) / MillisecondsPerDay);
}

/// <summary>Something that a session hears of.</summary>
/// <param name="At">When.</param>
public abstract record SessionInput(SessionTime At)
{
    /// <summary>A command came.</summary>
    /// <param name="At">When.</param>
    /// <param name="Command">What is wanted.</param>
    /// <param name="Retained">Whether it came out of a broker's memory.</param>
    /// <param name="FreshId">A pseudonym never used before: the session's, should the command begin one.</param>
    public sealed record Commanded(SessionTime At, SessionCommand Command, bool Retained, Pseudonym FreshId) : SessionInput(At);

    /// <summary>The pipeline decided something.</summary>
    /// <param name="At">When.</param>
    /// <param name="Event">What.</param>
    public sealed record Decided(SessionTime At, PelvicEvent Event) : SessionInput(At);

    /// <summary>The body did something that only the session cares about.</summary>
    /// <param name="At">When.</param>
    /// <param name="Sign">What.</param>
    public sealed record Body(SessionTime At, BodySign Sign) : SessionInput(At);

    /// <summary>The link to the sensor changed.</summary>
    /// <param name="At">When.</param>
    /// <param name="Link">How it is now.</param>
    public sealed record Sensor(SessionTime At, SensorLink Link) : SessionInput(At);

    /// <summary>Time has passed; a few times a second.</summary>
    /// <param name="At">When.</param>
    public sealed record Tick(SessionTime At) : SessionInput(At);

    /// <summary>The service was started with a session kept from before; the first input then.</summary>
    /// <param name="At">When; its elapsed time begins anew.</param>
    public sealed record Restarted(SessionTime At) : SessionInput(At);
}

/// <summary>What the body does that only the session cares about.</summary>
public enum BodySign
{
    /// <summary>The sensor has turned by 8° and more: it moves with somebody.</summary>
    Moved,

    /// <summary>The pelvis has been more than 60° from upright for a second.</summary>
    Down,
}
