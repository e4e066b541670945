using System.Reflection;
using System.Security.Cryptography;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;

namespace PelvicFeedback.Worker.Run;

/// <summary>One start of the service: its name, its version, its clock.</summary>
/// <param name="clock">Its anchor was taken at the start.</param>
/// <param name="speed">How many times as fast as life the session's timers go, with the samples; positive.</param>
internal sealed class ServiceStart(SessionClock clock, double speed)
{
    private const int LongestVersion = 50;

    /// <summary>New at every start.</summary>
    public Pseudonym BootId { get; } = FreshName();

    /// <summary>The program's version, as <c>--version</c> says it, without what a build adds.</summary>
    public static string Version { get; } = ReadVersion();

    /// <summary>Wall time and time since the start.</summary>
    public SessionClock Clock => clock;

    /// <summary>How many times as fast as life.</summary>
    public double Speed => speed;

    /// <summary>Now, as a session counts it.</summary>
    public SessionTime Now => new(new(clock.Elapsed.Value * speed), clock.Now, clock.Wall) { LocalOffset = clock.LocalOffset };

    /// <summary>A pseudonym that was never used: 16 random hexadecimal digits.</summary>
    public static Pseudonym FreshName() => Pseudonym.Parse(RandomNumberGenerator.GetHexString(16, lowercase: true));

    /// <summary>What a broker says when the service has gone without a good-bye, and the service itself when it says one.</summary>
    public StateMessage Offline() => StateMessage.Offline(new(clock.Now, null, clock.IsSynced, null), BootId, Version, Algorithm.Version);

    private static string ReadVersion()
    {
        var full = typeof(ServiceStart).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        var version = full.Split('+')[0];
        return version.Length <= LongestVersion ? version : version[..LongestVersion];
    }
}
