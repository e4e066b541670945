namespace PelvicFeedback.Worker.Systemd;

/// <summary>What a service manager that speaks systemd's protocol asked of this process.</summary>
/// <param name="Socket">Where it listens; null for nowhere.</param>
/// <param name="WatchdogPeriod">How often to tell it that all is well; null for never.</param>
internal sealed record ServiceManager(string? Socket, TimeSpan? WatchdogPeriod)
{
    /// <summary>
    /// Reads it from the environment and takes it out of there, as sd_notify(3) advises: mosquitto, our child, speaks the protocol too,
    /// and would say that it is ready in our name.
    /// </summary>
    public static ServiceManager TakeFromEnvironment() => new(
        Take("NOTIFY_SOCKET"),
        Watchdog.Period(Take("WATCHDOG_USEC"), Take("WATCHDOG_PID"), Environment.ProcessId));

    private static string? Take(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, null);
        return value;
    }
}
