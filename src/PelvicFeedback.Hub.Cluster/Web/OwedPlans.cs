using System.Data.Common;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>
/// The plans that no home has answered, whichever node they were saved at: the sites of those whose home is connected are heard, so that each is sent when its
/// home is there. On duty.
/// </summary>
internal sealed class OwedPlans : IDisposable
{
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _over = new();
    private readonly Dictionary<string, IDisposable> _near = [];
    private readonly HubParts _parts;
    private readonly Task _looking;

    public OwedPlans(HubParts parts)
    {
        _parts = parts;
        _looking = Task.Run(Look);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _looking.Wait();
        _over.Dispose();
        foreach (var near in _near.Values)
        {
            near.Dispose();
        }
    }

    private async Task Look()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                await Read();
            }
            catch (Exception broken) when (broken is DbException or HubStoreException or InvalidOperationException)
            {
                _parts.Counts.Add("failed: " + broken.GetType().Name);
            }

            await Task.Delay(Looks, _parts.Time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Read()
    {
        var owed = _parts.Database.OwedAndLinked();
        owed.ForEach(one => _parts.Plans.OweToo(one.Number, one.Topics));
        var sites = owed.Select(one => one.Topics.Site).DistinctBy(site => site.ToString()).ToDictionary(site => site.ToString());
        foreach (var (name, near) in await Task.WhenAll(sites.Where(site => !_near.ContainsKey(site.Key)).Select(async site => (site.Key, await _parts.Ground.Near(site.Value)))))
        {
            _near[name] = near;
        }

        foreach (var done in _near.Keys.Except(sites.Keys).ToList())
        {
            _near.Remove(done, out var near);
            near!.Dispose();
        }
    }
}
