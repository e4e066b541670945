using PelvicFeedback.Messaging;

namespace PelvicFeedback.Worker.Metrics;

/// <summary>How often the link to the broker came back. The link's thread alone writes, any thread reads.</summary>
internal sealed class LinkMetrics
{
    private bool _wasUp;
    private long _reconnects;

    /// <summary>How often the broker accepted us again after it had been lost.</summary>
    public long Reconnects => Volatile.Read(ref _reconnects);

    /// <summary>The link's state has changed.</summary>
    public void Changed(LinkState state)
    {
        if (state.Phase == LinkPhase.Up)
        {
            Volatile.Write(ref _reconnects, _reconnects + (_wasUp ? 1 : 0));
            _wasUp = true;
        }
    }
}
