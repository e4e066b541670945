using System.Runtime.InteropServices;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>Ctrl-C and SIGTERM, from when this is made until it is disposed of: the program is told, and ends by itself.</summary>
internal sealed class Ending : IDisposable
{
    // Not disposed of: a signal may be on its way when the program has already ended.
    private readonly CancellationTokenSource _over = new();
    private readonly PosixSignalRegistration[] _caught;

    public Ending() => _caught = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Tell), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Tell)];

    /// <summary>Cancelled with the first of them.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Until the first of them.</summary>
    public async Task Wait() => await Task.Delay(Timeout.Infinite, Over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _caught)
        {
            signal.Dispose();
        }
    }

    private void Tell(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _over.Cancel();
    }
}
