using System.Reactive.Disposables;
using PelvicFeedback.Hub.Cluster.Store;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>
/// The work that one node does for all: whoever holds a lock of the database. What is done so may be done twice without harm, as one who lost the lock
/// notices a moment later.
/// </summary>
internal sealed class Duty : IDisposable
{
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly List<Work> _works = [];
    private readonly string _connection;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _looking;
    private SessionLock? _held;

    /// <param name="connection">To the database.</param>
    /// <param name="time">For when to look.</param>
    public Duty(string connection, TimeProvider time)
    {
        _connection = connection;
        _looking = Task.Run(() => Look(time));
    }

    /// <summary>Whether it is this node's turn.</summary>
    public bool IsMine => _held is not null;

    /// <summary>Begins work whenever it is this node's turn, and ends it when it no longer is.</summary>
    public IDisposable Add(Func<IDisposable> begin)
    {
        var work = new Work(begin);
        lock (_gate)
        {
            _works.Add(work);
            work.Be(IsMine);
        }

        return Disposable.Create(() =>
        {
            lock (_gate)
            {
                _works.Remove(work);
                work.Be(false);
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _looking.Wait();
        _over.Dispose();
        lock (_gate)
        {
            _works.ForEach(work => work.Be(false));
        }

        _held?.Dispose();
    }

    private async Task Look(TimeProvider time)
    {
        while (!_over.IsCancellationRequested)
        {
            var (before, now) = (_held, _held is { } held && held.IsHeld() ? held : SessionLock.Try(_connection, SharedLocks.Duty));
            if (!ReferenceEquals(before, now))
            {
                lock (_gate)
                {
                    // Another one may have been on duty meanwhile: begun anew in any case.
                    _held = now;
                    _works.ForEach(work => work.Be(false));
                    _works.ForEach(work => work.Be(now is not null));
                }

                before?.Dispose();
            }

            await Task.Delay(Looks, time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Work(Func<IDisposable> begin)
    {
        private IDisposable? _begun;

        public void Be(bool isUnderWay)
        {
            if (isUnderWay)
            {
                _begun ??= begin();
                return;
            }

            _begun?.Dispose();
            _begun = null;
        }
    }
}
