using System.Diagnostics;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Benchmarks.Fleet;

/// <summary>Where the fleet goes, and as whom.</summary>
/// <param name="Mqtt">Where the brokers take homes.</param>
internal sealed record FleetBrokers(IReadOnlyList<(string Host, int Port)> Mqtt, string User, string Password);

/// <summary>A confirmed event: when it was first said, and how long the hub's word took, s.</summary>
internal readonly record struct Waited(double At, double Seconds);

/// <summary>How many events the fleet may still say for the first time. From any thread.</summary>
internal sealed class FleetLeave
{
    private int _left;

    public void Give(int events) => Interlocked.Add(ref _left, events);

    public bool Take()
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            return true;
        }

        Interlocked.Increment(ref _left);
        return false;
    }
}

/// <summary>
/// Some homes of a fleet on one connection, which goes to the next broker when one is lost, and says again what was not confirmed.
/// </summary>
internal sealed class FleetLine(string site, IReadOnlyList<FleetHome> homes, FleetBrokers brokers, int first, double perSecond, FleetLeave leave) : IDisposable
{
    private const int TicksAPing = 400;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(0.25);
    private readonly Dictionary<string, FleetHome> _homes = homes.ToDictionary(home => home.Topics.Prefix);
    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<Waited> _waits = [];

    // Each begins at a moment of its own: many lines that say something once a second do not say it all at once.
    private double _budget = first * 0.618 % 1;
    private double _ticked = Now;
    private int _turn;
    private volatile bool _isThere;

    /// <summary>The machine's monotonic clock, s.</summary>
    public static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    /// <summary>After how long something is said again, s.</summary>
    public double Patience { get; set; } = 5;

    public int Confirmed { get; private set; }

    public int Again { get; private set; }

    public int Wrong { get; private set; }

    /// <summary>Whether it is with a broker, and hears.</summary>
    public bool IsThere => _isThere;

    public bool IsDone => homes.All(home => home.IsDone);

    /// <summary>Every wait so far; to be read when it is over, or under no load.</summary>
    public IReadOnlyList<Waited> Waits
    {
        get
        {
            _gate.Wait();
            try
            {
                return [.. _waits];
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    /// <summary>Says everything, until all of it is confirmed.</summary>
    public async Task Run(CancellationToken over)
    {
        for (var at = first; !IsDone && !over.IsCancellationRequested; at++)
        {
            try
            {
                var (host, port) = brokers.Mqtt[at % brokers.Mqtt.Count];
                using var link = await MqttThree.Open(host, port, "fleet-" + site, brokers.User, brokers.Password, over);
                using var lost = CancellationTokenSource.CreateLinkedTokenSource(over);
                link.Ask($"{PatientTopics.Root}/{site}/+/ack/+");
                Task[] both = [Hear(link, lost.Token), Speak(link, lost.Token)];
                await Task.WhenAny(both);
                await lost.CancelAsync();
                link.Dispose();
                _isThere = false;
                await Task.WhenAll(both);
            }
            catch (Exception lost) when (lost is IOException or OperationCanceledException or ObjectDisposedException)
            {
                await Task.Delay(Breath, CancellationToken.None);
            }
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task Speak(MqttThree link, CancellationToken over)
    {
        using var pace = new PeriodicTimer(Tick);
        for (var (isFirst, ticks) = (true, 0); !IsDone; isFirst = false, ticks++)
        {
            await _gate.WaitAsync(over);
            try
            {
                var now = Now;
                Again += homes.Sum(home => home.SendAgain(link, now, isFirst ? 0 : Patience));
                Spend(link, now);
                if (ticks % TicksAPing == TicksAPing - 1)
                {
                    link.Ping();
                }

                await link.Flush(over);
            }
            finally
            {
                _gate.Release();
            }

            await pace.WaitForNextTickAsync(over);
        }
    }

    // In turn, so that all get on together.
    private void Spend(MqttThree link, double now)
    {
        _budget = Math.Min(_budget + ((now - _ticked) * perSecond), Math.Max(perSecond, 1));
        _ticked = now;
        for (var tried = 0; _budget >= 1 && tried < homes.Count; tried++)
        {
            var home = homes[_turn++ % homes.Count];
            if (home.MaySend && leave.Take())
            {
                home.Send(link, now);
                (_budget, tried) = (_budget - 1, -1);
            }
        }
    }

    private async Task Hear(MqttThree link, CancellationToken over)
    {
        while (true)
        {
            // The first word is that we are subscribed.
            var word = await link.Hear(over);
            _isThere = true;
            await _gate.WaitAsync(over);
            try
            {
                Take(word);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private void Take(MqttWord word)
    {
        if (word.Topic is null || !PatientTopics.TryParse(word.Topic, out var topics, out var rest) || PatientTopics.AckOf(rest) is not { } id
            || !_homes.TryGetValue(topics.Prefix, out var home))
        {
            return;
        }

        if (MessageReader.TryRead(word.Payload, out AckMessage? ack) is not null || !home.IsOurs(id, ack!.Sha256))
        {
            Wrong++;
        }
        else if (home.Confirm(id, Now) is { } seconds)
        {
            Confirmed++;
            _waits.Add(new(home.SentAt(id), seconds));
        }
    }
}
