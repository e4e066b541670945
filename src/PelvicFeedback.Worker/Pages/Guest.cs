namespace PelvicFeedback.Worker.Pages;

/// <summary>Who asks for the display.</summary>
/// <param name="Device">A device that was let in, by its id; null for this machine itself.</param>
/// <param name="Gone">When it is no longer welcome.</param>
internal sealed record Guest(string? Device, CancellationToken Gone)
{
    /// <summary>Whoever sits before this machine.</summary>
    public static Guest ThisMachine { get; } = new(null, CancellationToken.None);
}

/// <summary>A page that wants to be the display.</summary>
/// <param name="Device">On which device; null for this machine.</param>
/// <param name="Page">Made up by the page when it was loaded, so that it may come back to its own place; empty for one that does not say.</param>
/// <param name="ByItself">Nobody pressed anything: it lost its way and has come back.</param>
internal readonly record struct Visit(string? Device, string Page, bool ByItself);
