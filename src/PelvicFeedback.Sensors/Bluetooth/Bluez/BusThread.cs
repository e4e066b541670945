using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>What a <see cref="BusThread"/> tells, all on its own thread. Nothing thrown there goes further.</summary>
internal interface IBusListener
{
    /// <summary>The bus is there; everything is to be asked anew.</summary>
    void Opened();

    /// <summary>A signal that was asked for.</summary>
    void Heard(BusReader signal);

    /// <summary>A call of a method of an object that is offered.</summary>
    /// <exception cref="InvalidDataException">It cannot be read; the caller is told.</exception>
    BusReply Asked(BusReader call);

    /// <summary>The bus is gone; it is looked for again.</summary>
    void Lost();
}

/// <summary>
/// The one thread that has to do with the system bus. Calls come from any thread and are answered as tasks whose continuations run elsewhere.
/// When the bus goes away it is opened again.
/// </summary>
internal sealed class BusThread : IDisposable
{
    private const int AgainMilliseconds = 1000;
    private const short Readable = 1;
    private const int NonBlockingCloseOnExec = 0x80800;

    private readonly IBusListener _listener;
    private readonly string[] _matches;
    private readonly string _offered;
    private readonly string? _address;
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly int _wake;
    private readonly Thread _thread;
    private readonly Lock _waking = new();
    private BusConnection? _bus;
    private volatile bool _ending;
    private volatile bool _ended;

    /// <param name="listener">Told of what comes.</param>
    /// <param name="matches">Which signals are wanted, in the words of D-Bus.</param>
    /// <param name="offered">The path of the objects that are offered to others: this one and those under it.</param>
    /// <param name="address">Another bus than the system's, in D-Bus' words; null for the system's.</param>
    /// <exception cref="DllNotFoundException">libsystemd is not on this machine.</exception>
    public BusThread(IBusListener listener, string[] matches, string offered, string? address)
    {
        NativeLibrary.Load(NativeBus.Library);
        (_listener, _matches, _offered, _address) = (listener, matches, offered, address);
        _wake = NativeBus.eventfd(0, NonBlockingCloseOnExec);
        _thread = new(Run) { Name = "bluetooth", IsBackground = true };
    }

    /// <summary>Begins; what the listener needs must be there by now.</summary>
    public void Start() => _thread.Start();

    /// <summary>Has something done on the bus' own thread, after its end on this one. Never waits.</summary>
    public void Post(Action work)
    {
        _work.Enqueue(work);
        if (_ended)
        {
            Work();
        }
        else
        {
            Wake();
        }
    }

    /// <summary>Calls a method.</summary>
    /// <param name="call">What.</param>
    /// <param name="read">Reads the answer, on the bus' thread.</param>
    /// <param name="patience">How long to wait for the answer.</param>
    /// <param name="cancellation">Stops waiting; the call itself cannot be taken back.</param>
    /// <exception cref="BusException">It was answered with an error, not in time, or not at all.</exception>
    public Task<T> Call<T>(BusCall call, Func<BusReader, T> read, TimeSpan patience, CancellationToken cancellation)
    {
        var pending = new PendingCall<T>(read);

        // Before it is sent: an answer must find what it is to let go of.
        pending.Watched = cancellation.Register(() => Post(() =>
        {
            pending.Owner?.Forget(pending);
            pending.GiveUp(cancellation);
        }));
        Post(() => Send(pending, call, patience));
        return pending.Answer;
    }

    /// <summary>Sends a signal of one of the objects that are offered. On the bus' own thread; nowhere while there is no bus.</summary>
    public void Emit(string path, string ownerInterface, string member, Action<BusWriter> write) => _bus?.Emit(path, ownerInterface, member, write);

    /// <summary>Ends the thread; calls that are not answered yet fail.</summary>
    public void Dispose()
    {
        if (_ending)
        {
            return;
        }

        _ending = true;
        Wake();
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }

        lock (_waking)
        {
            _ended = true;
            _ = NativeBus.close(_wake);
        }

        Work();
    }

    // Never into what the number of a closed descriptor stands for next.
    private unsafe void Wake()
    {
        lock (_waking)
        {
            var one = 1UL;
            _ = _ended ? 0 : NativeBus.write(_wake, &one, sizeof(ulong));
        }
    }

    private void Run()
    {
        while (!_ending)
        {
            _bus = BusConnection.Open(_listener, _matches, _offered, _address);
            if (_bus is { } bus)
            {
                BusConnection.Safely(_listener.Opened);
                while (!_ending && Step(bus))
                {
                }

                _bus = null;
                bus.Dispose();
                BusConnection.Safely(_listener.Lost);
            }

            // What is asked for meanwhile fails at once instead of waiting for a bus that may never come.
            Work();
            if (!_ending)
            {
                Wait(-1, 0, AgainMilliseconds);
            }
        }
    }

    // Everything that is there to be done, then a wait for more; a flood of messages keeps no call waiting. False when the bus is gone.
    private bool Step(BusConnection bus)
    {
        Work();
        bool? more;
        do
        {
            more = bus.Process();
        }
        while (more == true && _work.IsEmpty && !_ending);
        if (more is null || _ending)
        {
            return false;
        }

        if (!_work.IsEmpty)
        {
            return true;
        }

        var isThere = bus.Waits(out var descriptor, out var events, out var milliseconds);
        if (isThere)
        {
            Wait(descriptor, events, milliseconds);
        }

        return isThere;
    }

    private unsafe void Wait(int descriptor, short events, int milliseconds)
    {
        var watched = stackalloc NativeBus.PollDescriptor[2];
        watched[0] = new() { Descriptor = _wake, Events = Readable };
        watched[1] = new() { Descriptor = descriptor, Events = events };
        _ = NativeBus.poll(watched, 2, milliseconds);
        ulong count;
        _ = NativeBus.read(_wake, &count, sizeof(ulong));
    }

    private void Work()
    {
        while (_work.TryDequeue(out var work))
        {
            BusConnection.Safely(work);
        }
    }

    private void Send(PendingCall pending, BusCall call, TimeSpan patience)
    {
        if (pending.IsOver)
        {
            return;
        }

        if (_bus is { } bus)
        {
            bus.Send(pending, call, patience);
        }
        else
        {
            pending.Fail(new BusException(BusException.Disconnected, "there is no system bus"));
        }
    }
}
