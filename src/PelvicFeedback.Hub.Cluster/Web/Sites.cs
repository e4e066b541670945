using System.Data.Common;
using System.Reactive.Disposables;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>
/// The sites whose homes a node hears: those of which somebody asks something of it, and for some minutes after that. What homes said last it reads in the
/// record, at first and as it changes; everything else it hears as it is said.
/// </summary>
internal sealed class Sites : IDisposable
{
    /// <summary>How long a site is heard after the last one asked.</summary>
    public static readonly TimeSpan Lingers = TimeSpan.FromMinutes(5);

    // A home beats every 2 s: who is there has been heard by then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan ShutAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(0.05);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Heard> _sites = [];
    private readonly SemaphoreSlim _changing = new(1);
    private readonly CancellationTokenSource _over = new();
    private readonly Database _database;
    private readonly LiveBoard _board;
    private readonly AmqpLink _link;
    private readonly NoticesHeard _notices;
    private readonly IngestCounts _counts;
    private readonly TimeProvider _time;
    private readonly Task _looking;
    private TimeSpan _shut;

    public Sites(Database database, LiveBoard board, AmqpLink link, NoticesHeard notices, IngestCounts counts, TimeProvider time)
    {
        (_database, _board, _link, _notices, _counts, _time) = (database, board, link, notices, counts, time);
        _looking = Task.Run(Look);
    }

    /// <summary>How many sites are heard.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sites.Count;
            }
        }
    }

    /// <summary>Has a site heard until what is returned is disposed of. Returns once those homes that should be there were heard, or could have been.</summary>
    public async ValueTask<IDisposable> Near(Pseudonym site)
    {
        Heard? heard;
        lock (_gate)
        {
            if (!_sites.TryGetValue(site.ToString(), out heard))
            {
                _sites[site.ToString()] = heard = new(site);
                var begun = heard;
                heard.Ready = Task.Run(() => Begin(begun));
            }

            heard.Users++;
        }

        await heard.Ready;
        return Disposable.Create(() => Left(heard));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _looking.Wait();
        _over.Dispose();
    }

    private void Left(Heard heard)
    {
        lock (_gate)
        {
            heard.Users--;
            heard.LeftAt = _board.Now;
        }
    }

    private async Task Begin(Heard heard)
    {
        await Changing(() => _link.Hear(heard.Site));
        heard.IsBound = true;
        var until = _board.Now + Patience;
        while (_board.Now < until && !_over.IsCancellationRequested && !(heard.IsLoaded && heard.Expected.TrueForAll(home => _board.Of(home).Presence.IsOnline(_board.Now))))
        {
            await Task.Delay(Glance, _time);
        }
    }

    private async Task Look()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                Read();
                await LeaveIdle();
            }
            catch (Exception broken) when (broken is DbException or HubStoreException or InvalidOperationException or TimeoutException)
            {
                _counts.Add("failed: " + broken.GetType().Name);
            }

            await Task.Delay(Looks, _time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Read()
    {
        Dictionary<string, Heard> sites;
        lock (_gate)
        {
            sites = _sites.Where(one => one.Value.IsBound).ToDictionary();
        }

        if (sites.Count == 0)
        {
            return;
        }

        var added = sites.Values.Where(one => !one.IsLoaded).ToList();
        if (added.Count > 0 || _board.Now - _shut >= ShutAfter)
        {
            _shut = _board.Now;
            var shut = _database.ShutOut(sites.Values.Select(one => one.Site)).ToLookup(home => home.Site.ToString());
            foreach (var (name, heard) in sites)
            {
                _board.Shut(heard.Site, [.. shut[name]]);
            }
        }

        foreach (var (said, number) in _database.SaidSince([.. sites.Values.Select(one => (one.Site, one.Last))]))
        {
            var heard = sites[said.Topics.Site.ToString()];
            _board.Hear(new MqttMessage(said.Topics.Prefix + said.Topic, said.Payload, Qos.AtLeastOnce, Retained: !heard.IsLoaded, []));
            heard.Last = number;
            if (!heard.IsLoaded)
            {
                heard.Expected.Add(said.Topics);
            }
        }

        foreach (var heard in added)
        {
            // Others did not say that they are connected.
            heard.Expected.RemoveAll(home => _board.Of(home).Presence is not { Linked: true, Boot: not null });
            heard.IsLoaded = true;
        }
    }

    private async Task LeaveIdle()
    {
        List<Heard> idle;
        lock (_gate)
        {
            idle = [.. _sites.Values.Where(IsIdle)];
        }

        foreach (var one in idle)
        {
            await Changing(() => LeaveIdle(one));
        }
    }

    private async Task LeaveIdle(Heard one)
    {
        lock (_gate)
        {
            if (!IsIdle(one))
            {
                return;
            }

            _sites.Remove(one.Site.ToString());
        }

        await _link.Leave(one.Site);
        _notices.Forget(one.Site);
        _board.Leave(one.Site);
    }

    private bool IsIdle(Heard one) => one.Users == 0 && one.Ready.IsCompleted && _board.Now - one.LeftAt >= Lingers;

    // One that is left and asked for again at once is bound after it was unbound.
    private async Task Changing(Func<Task> change)
    {
        await _changing.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _changing.Release();
        }
    }

    private sealed class Heard(Pseudonym site)
    {
        private volatile bool _isBound;
        private volatile bool _isLoaded;

        public Pseudonym Site => site;

        public int Users { get; set; }

        public TimeSpan LeftAt { get; set; }

        /// <summary>Once it may be said who is there.</summary>
        public Task Ready { get; set; } = Task.CompletedTask;

        public bool IsBound
        {
            get => _isBound;
            set => _isBound = value;
        }

        /// <summary>Whether what was said last is read.</summary>
        public bool IsLoaded
        {
            get => _isLoaded;
            set => _isLoaded = value;
        }

        /// <summary>The number of what was read last.</summary>
        public long Last { get; set; }

        /// <summary>The homes that should be heard soon; complete once it is loaded.</summary>
        public List<PatientTopics> Expected { get; } = [];
    }
}
