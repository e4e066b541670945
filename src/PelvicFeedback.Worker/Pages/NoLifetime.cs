using Microsoft.Extensions.Hosting;

namespace PelvicFeedback.Worker.Pages;

/// <summary>For a server inside the worker: signals are the worker's.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
