namespace PelvicFeedback.Messaging.Store;

/// <summary>How patient the outbox is.</summary>
public sealed record OutboxRules
{
    /// <summary>How many events may be on their way to the hub unconfirmed; 1–1000, default 100.</summary>
    public int InFlight { get; init; } = 100;

    /// <summary>How long the hub may confirm nothing before what is on its way is sent again; doubles each time. Default 10 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that the patience becomes; also how often what is refused is tried again. Default 60 s.</summary>
    public TimeSpan MostPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the hub may confirm what was sent after an event, and not that one, before it counts as refused; default 3.</summary>
    public int Tries { get; init; } = 3;
}
