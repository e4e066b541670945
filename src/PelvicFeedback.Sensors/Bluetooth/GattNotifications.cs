using System.Threading.Channels;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>Where notifications wait between the thread that hears them and the one that decodes them.</summary>
public static class GattNotifications
{
    /// <summary>As many notifications as wait at most: ten seconds at 100 a second. More would be shown too late anyhow.</summary>
    public const int Capacity = 1000;

    /// <summary>A place for one listener, written by one thread, that never makes its writer wait.</summary>
    public static Channel<Notification> Channel() => System.Threading.Channels.Channel.CreateBounded<Notification>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.DropOldest });
}
