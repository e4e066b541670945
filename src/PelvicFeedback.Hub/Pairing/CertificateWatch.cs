namespace PelvicFeedback.Hub.Pairing;

/// <summary>Looks now and then whether there is a newer certificate to show, and says in time, and again every day, that the one in use ends.</summary>
internal sealed class CertificateWatch : IDisposable
{
    /// <summary>How long before its end it is said.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(21);

    private static readonly TimeSpan LooksEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SaysEvery = TimeSpan.FromDays(1);

    private readonly Func<bool> _renew;
    private readonly HubAuthority _authority;
    private readonly Action<string> _says;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, DateTimeOffset> _said = [];
    private readonly ITimer _timer;

    /// <param name="renew">Takes up a newer one, and says whether there was one.</param>
    /// <param name="authority">Whose.</param>
    /// <param name="says">Told what came of it, in one line each.</param>
    /// <param name="time">The hub's clock.</param>
    public CertificateWatch(Func<bool> renew, HubAuthority authority, Action<string> says, TimeProvider time)
    {
        (_renew, _authority, _says, _time) = (renew, authority, says, time);
        if (authority.IsAnother)
        {
            says("homes that were paired before trust another authority than the one that vouches for this hub now: pair each of them again");
        }

        _timer = time.CreateTimer(_ => Look(), null, TimeSpan.Zero, LooksEvery);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        try
        {
            if (_renew())
            {
                Say($"a newer certificate is shown to homes from now on, until {_authority.Ends:yyyy-MM-dd}");
            }
        }
        catch (Exception unusable)
        {
            Say($"the certificate shown to homes stays the one before: {unusable.Message}");
        }

        if (_authority.Ends - _time.GetUtcNow() < Soon)
        {
            Say($"the certificate shown to homes ends on {_authority.Ends:yyyy-MM-dd}: put a newer one in its place, or no home is heard after that");
        }
    }

    private void Say(string what)
    {
        var now = _time.GetUtcNow();
        if (now - _said.GetValueOrDefault(what, DateTimeOffset.MinValue) >= SaysEvery)
        {
            _said[what] = now;
            _says(what);
        }
    }
}
