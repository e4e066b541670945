using System.Threading.Channels;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>What this machine's Bluetooth can do at the moment.</summary>
public enum BluetoothState
{
    /// <summary>Nothing answers for Bluetooth: its service does not run, or is not installed.</summary>
    NoService,

    /// <summary>There is no adapter: none built in, or it was unplugged.</summary>
    NoAdapter,

    /// <summary>The adapter is switched off.</summary>
    Off,

    /// <summary>Ready.</summary>
    On,
}

/// <summary>
/// Bluetooth LE as the host of a sensor needs it. Whatever fails comes back as a <see cref="BluetoothException"/> or as a state; nothing
/// is thrown on a thread of its own, and no call waits longer than it was told to.
/// </summary>
public interface IBluetooth : IAsyncDisposable
{
    /// <summary>What it can do: the present state at once, then every change.</summary>
    IObservable<BluetoothState> State { get; }

    /// <summary>
    /// What advertises nearby, again and again, as long as somebody is subscribed. While the adapter is off or missing nothing comes;
    /// when it is back the search goes on by itself. It never ends.
    /// </summary>
    /// <param name="services">Only what offers one of these; empty for everything.</param>
    IObservable<Advertisement> Search(IReadOnlyCollection<GattUuid> services);

    /// <summary>Connects and waits until the device's services are known. Pairs only if the device asks for it later.</summary>
    /// <param name="id">As in <see cref="Advertisement.Id"/>.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BluetoothException">It could not be connected.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    Task<IGattLink> Connect(string id, TimeSpan patience, CancellationToken cancellation);
}

/// <summary>A device that was heard.</summary>
/// <param name="Id">What <see cref="IBluetooth.Connect"/> takes; on Linux the address, upper case, with colons.</param>
/// <param name="Name">What it calls itself; null where it has not said.</param>
/// <param name="Rssi">How strong it was received, dBm, typically −100 to −30; null where it is not known.</param>
/// <param name="Services">What it says it offers.</param>
public sealed record Advertisement(string Id, string? Name, int? Rssi, IReadOnlyCollection<GattUuid> Services);

/// <summary>What a characteristic sent by itself.</summary>
/// <param name="At">When it arrived: <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</param>
/// <param name="Value">The bytes.</param>
public readonly record struct Notification(long At, ReadOnlyMemory<byte> Value);

/// <summary>A connected device.</summary>
public interface IGattLink : IAsyncDisposable
{
    /// <summary>The device's <see cref="Advertisement.Id"/>.</summary>
    string Id { get; }

    /// <summary>Completes, never faults, when the connection is over, with the reason.</summary>
    Task<LinkEnd> Ended { get; }

    /// <summary>Whether keys were exchanged with it at some time, so that nobody can pose as it.</summary>
    bool IsBonded { get; }

    /// <summary>Battery of the standard service, 0–100 %; null where it has not said.</summary>
    int? BatteryPercent { get; }

    /// <summary>Bytes that one notification can carry.</summary>
    /// <param name="characteristic">Which; most devices have one MTU for all.</param>
    int NotificationBytes(GattUuid characteristic);

    /// <summary>Reads a value.</summary>
    /// <param name="characteristic">Which.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BluetoothException">It could not be read.</exception>
    Task<byte[]> Read(GattUuid characteristic, TimeSpan patience, CancellationToken cancellation);

    /// <summary>Writes a value; the device says that it has it where the characteristic gives an answer.</summary>
    /// <param name="characteristic">Which.</param>
    /// <param name="value">The bytes.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BluetoothException">It could not be written.</exception>
    Task Write(GattUuid characteristic, ReadOnlyMemory<byte> value, TimeSpan patience, CancellationToken cancellation);

    /// <summary>
    /// Has a characteristic send by itself, and gives what it sends, in order. The reader's end is the link's. It holds
    /// <see cref="GattNotifications.Capacity"/> of them; a reader that is slower loses the oldest.
    /// </summary>
    /// <param name="characteristic">Which.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BluetoothException">It does not send.</exception>
    Task<ChannelReader<Notification>> Listen(GattUuid characteristic, TimeSpan patience, CancellationToken cancellation);

    /// <summary>Has a characteristic send no more, and ends what <see cref="Listen"/> gave.</summary>
    /// <param name="characteristic">Which.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BluetoothException">It could not be told.</exception>
    Task StopListening(GattUuid characteristic, TimeSpan patience, CancellationToken cancellation);

    /// <summary>Exchanges keys with the device, for the rest of its life. Asks nobody: for devices without keys and display.</summary>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BluetoothException">It refused, or nobody pressed its button.</exception>
    Task Bond(TimeSpan patience, CancellationToken cancellation);
}

/// <summary>Why a connection is over.</summary>
public enum LinkEnd
{
    /// <summary>This side closed it.</summary>
    Closed,

    /// <summary>The device closed it, or went out of reach.</summary>
    Lost,

    /// <summary>The adapter was switched off or unplugged.</summary>
    AdapterGone,

    /// <summary>The machine's Bluetooth service ended or was restarted.</summary>
    ServiceGone,
}
