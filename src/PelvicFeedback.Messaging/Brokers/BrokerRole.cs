namespace PelvicFeedback.Messaging.Brokers;

/// <summary>Who logs in to a broker. User name and client id are the same, and the broker enforces it.</summary>
public enum BrokerRole
{
    /// <summary>The home worker, at the home broker.</summary>
    Worker,

    /// <summary>The coach page, through the worker, at the home broker.</summary>
    Coach,

    /// <summary>The bridge to the clinic, as the home broker sees it.</summary>
    Bridge,

    /// <summary>A lamp, a belt or <c>mosquitto_sub</c> at the home broker: reads, writes nothing.</summary>
    Display,

    /// <summary>The hub, at the clinic's broker: for every home.</summary>
    Hub,

    /// <summary>A home's bridge, as the clinic's broker sees it: for that home alone.</summary>
    Home,

    /// <summary>Takes away what a revoked home left behind at the clinic's broker, and does nothing else.</summary>
    Registrar,
}
