using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using Library = global::InTheHand.Bluetooth;

namespace PelvicFeedback.Sensors.InTheHand;

/// <summary>
/// Bluetooth through InTheHand.BluetoothLE: the one on Windows. One thread calls the library, each call has its own time-out, and since the
/// library says nothing of a service that was restarted or an adapter that is gone, they are asked about again and again.
/// </summary>
public sealed class InTheHandBluetooth : IBluetooth
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closing = new();
    private readonly BehaviorSubject<BluetoothState> _state = new(BluetoothState.NoService);
    private readonly IObservable<Advertisement> _advertisements;
    private readonly Task _watching;

    /// <param name="scheduler">What is observed comes on it.</param>
    public InTheHandBluetooth(IScheduler scheduler)
    {
        // Not as extensions: for Windows these have overloads for its desktop, which is not referenced.
        State = Synchronization.ObserveOn(_state.DistinctUntilChanged(), scheduler);
        _advertisements = Synchronization.ObserveOn(
            _state.DistinctUntilChanged()
                .Select(state => state == BluetoothState.On ? Discover() : Observable.Never<Advertisement>())
                .Switch()
                .Publish()
                .RefCount(),
            scheduler);
        _watching = Task.Run(Watch);
    }

    /// <summary>Whether this build speaks with this system's Bluetooth.</summary>
    public static bool IsForThisSystem => LibraryDevice.IsForThisSystem;

    /// <inheritdoc/>
    public IObservable<BluetoothState> State { get; }

    /// <summary>Where the library is called.</summary>
    internal LibraryThread Thread { get; } = new();

    /// <inheritdoc/>
    public IObservable<Advertisement> Search(IReadOnlyCollection<GattUuid> services) => services.Count == 0
        ? _advertisements
        : _advertisements.Where(heard => heard.Services.Any(services.Contains));

    /// <inheritdoc/>
    public async Task<IGattLink> Connect(string id, TimeSpan patience, CancellationToken cancellation)
    {
        if (_state.Value != BluetoothState.On)
        {
            throw new BluetoothException(BluetoothFault.Unavailable, $"Connecting to {id}: Bluetooth is not available ({_state.Value}).");
        }

        var what = $"connecting to {id}";
        Library.BluetoothDevice? found = null;
        try
        {
            return await Thread.Do(
                async () =>
                {
                    found = await LibraryDevice.Find(id) ?? throw new BluetoothException(
                        BluetoothFault.NotFound, $"Connecting to {id}: it has not been heard lately. Is it charged and switched on?");
                    await LibraryDevice.Connect(found);
                    return new InTheHandLink(this, found, id, await InTheHandLink.Characteristics(found));
                },
                patience,
                cancellation);
        }
#pragma warning disable CA1031 // Whatever the library throws becomes a fault.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            // Otherwise the system would go on trying, or hold a connection that nobody uses. Begun before anything that is asked next.
            if (found is { } left)
            {
                _ = Quietly(Thread.Do(() => LibraryDevice.Leave(left), Promptly, CancellationToken.None));
            }

            throw Fault(failed, what);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watching;
        _state.OnNext(BluetoothState.NoService);
        _state.OnCompleted();
        Thread.Dispose();
        _closing.Dispose();
    }

    /// <summary>What something that went wrong means; giving up stays what it is.</summary>
    internal static Exception Fault(Exception failed, string what) => failed switch
    {
        BluetoothException or OperationCanceledException => failed,
        TimeoutException => new BluetoothException(BluetoothFault.TimedOut, $"{char.ToUpperInvariant(what[0])}{what[1..]}: no answer in time."),
        ObjectDisposedException closed when closed.ObjectName == typeof(LibraryThread).FullName => new BluetoothException(BluetoothFault.Unavailable, $"{char.ToUpperInvariant(what[0])}{what[1..]}: Bluetooth was closed."),
        _ => LibraryDevice.Fault(failed, what),
    };

    /// <summary>What is done on the way out may fail: then it was over already.</summary>
    internal static async Task Quietly(Task leaving)
    {
        try
        {
            await leaving;
        }
#pragma warning disable CA1031 // Any failure means the same here.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private IObservable<Advertisement> Discover() => Observable.Create<Advertisement>(async (observer, cancellation) =>
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Quietly(Thread.Do(() => LibraryDevice.Search(observer.OnNext, cancellation), Timeout.InfiniteTimeSpan, cancellation));
            await Quietly(Task.Delay(AskAgain, cancellation));
        }
    });

    private async Task Watch()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                _state.OnNext(await Thread.Do(LibraryDevice.State, Promptly, _closing.Token));
            }
            catch (Exception silent) when (silent is TimeoutException or OperationCanceledException)
            {
                // It may be busy; that it is gone would have been answered.
            }

            await Quietly(Task.Delay(AskAgain, _closing.Token));
        }
    }
}
