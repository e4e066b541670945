using System.Runtime.InteropServices;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>A call that waits for its answer. Everything but <see cref="Watched"/> is the bus thread's.</summary>
internal abstract unsafe class PendingCall
{
    /// <summary>sd-bus' own name for it.</summary>
    public nint Slot { get; set; }

    /// <summary>Keeps this alive while sd-bus knows it.</summary>
    public GCHandle Handle { get; set; }

    /// <summary>Where it was sent; null before.</summary>
    public BusConnection? Owner { get; set; }

    /// <summary>The caller's patience.</summary>
    public CancellationTokenRegistration Watched { get; set; }

    /// <summary>Whether it is answered, failed or given up.</summary>
    public abstract bool IsOver { get; }

    /// <summary>Takes the answer.</summary>
    public void Take(nint message)
    {
        if (NativeBus.sd_bus_message_is_method_error(message, null) > 0)
        {
            var error = NativeBus.sd_bus_message_get_error(message);
            Fail(new BusException(Marshal.PtrToStringUTF8((nint)error->Name) ?? "", Marshal.PtrToStringUTF8((nint)error->Message) ?? ""));
        }
        else
        {
            Answered(new(message));
        }
    }

    /// <summary>There will be no answer.</summary>
    public abstract void Fail(Exception reason);

    /// <summary>Nobody waits any more.</summary>
    public abstract void GiveUp(CancellationToken cancellation);

    /// <summary>Reads the answer.</summary>
    protected abstract void Answered(BusReader answer);
}

/// <inheritdoc/>
internal sealed class PendingCall<T>(Func<BusReader, T> read) : PendingCall
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer to come.</summary>
    public Task<T> Answer => _answer.Task;

    /// <inheritdoc/>
    public override bool IsOver => _answer.Task.IsCompleted;

    /// <inheritdoc/>
    public override void Fail(Exception reason)
    {
        Watched.Dispose();
        _answer.TrySetException(reason);
    }

    /// <inheritdoc/>
    public override void GiveUp(CancellationToken cancellation) => _answer.TrySetCanceled(cancellation);

    /// <inheritdoc/>
    protected override void Answered(BusReader answer)
    {
        Watched.Dispose();
        try
        {
            _answer.TrySetResult(read(answer));
        }
        catch (InvalidDataException unreadable)
        {
            _answer.TrySetException(new BusException("unreadable", unreadable.Message));
        }
    }
}
