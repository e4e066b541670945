using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Live;

/// <summary>
/// Patients who are looked at just now: what their homes show goes to whoever looks, at once, and as long as somebody does the home is asked to go on.
/// From any thread.
/// </summary>
public sealed class LiveFeed : IDisposable
{
    // A home sends ten a second.
    private const double PerSecond = 30;
    private const double AtOnce = 60;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);
    private readonly Allowance _allowance = new(PerSecond, AtOnce);
    private readonly LiveBoard _board;
    private readonly HomeCommands _homes;
    private readonly IngestCounts _counts;
    private readonly TimeProvider _time;
    private readonly IDisposable _hearing;

    /// <param name="link">To the clinic's broker.</param>
    /// <param name="board">Who is there.</param>
    /// <param name="homes">How a home is asked.</param>
    /// <param name="counts">Where what cannot be read is counted.</param>
    /// <param name="time">For when a home is asked again.</param>
    public LiveFeed(IMqttLink link, LiveBoard board, HomeCommands homes, IngestCounts counts, TimeProvider time)
    {
        (_board, _homes, _counts, _time) = (board, homes, counts, time);
        board.Changed += Tell;
        _hearing = link.Messages.Subscribe(Hear, _ => { });
        link.Subscribe($"{PatientTopics.Root}/+/+/watch/live", Qos.AtMostOnce);
    }

    /// <summary>Looks at a patient, from the home's newest state on, until it is disposed of.</summary>
    public LiveView Open(PatientTopics patient)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(patient.Prefix, out var watched))
            {
                _watched[patient.Prefix] = watched = new(patient);
                watched.Renewing = Renew(watched);
            }

            var view = new LiveView(one => Close(watched, one));
            watched.Views.Add(view);
            view.Say(watched.Told);

            // Under the lock: what changes after this is told after it.
            if (_board.Of(patient).State is { } state)
            {
                view.Say(Of(state));
            }

            return view;
        }
    }

    /// <summary>An event was stored.</summary>
    public void Tell(Booked booked)
    {
        if (booked.Outcome == Outcome.Stored && booked.Arrival.Kind != EventKind.Motion)
        {
            Say(booked.Topics.Prefix, () => Wrapped(
                $$"""{"type":"event","kind":"{{Words.Of(booked.Arrival.Kind)}}","eventId":"{{booked.Arrival.Id}}","payload":""", booked.Arrival.Payload.Span));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hearing.Dispose();
        _board.Changed -= Tell;
        lock (_gate)
        {
            foreach (var view in _watched.Values.SelectMany(one => one.Views).ToArray())
            {
                view.Dispose();
            }
        }
    }

    private void Tell(PatientTopics patient, LivePatient before, LivePatient after)
    {
        if (after.State is { } state && !ReferenceEquals(state, before.State))
        {
            Say(patient.Prefix, () => Of(state));
        }
    }

    // On the link's thread. What nobody looks at is not even read.
    private void Hear(MqttMessage message)
    {
        if (!message.Topic.EndsWith("/watch/live", StringComparison.Ordinal))
        {
            return;
        }

        var prefix = message.Topic[..^"watch/live".Length];
        lock (_gate)
        {
            if (!_watched.ContainsKey(prefix) || !_allowance.Take(prefix, _board.Now))
            {
                return;
            }
        }

        if (MessageReader.TryRead<WatchLiveMessage>(message.Payload, out _) is { } fault)
        {
            _counts.Add("refused: " + fault);
            return;
        }

        using var json = JsonDocument.Parse(message.Payload);
        var samples = JsonSerializer.SerializeToUtf8Bytes(json.RootElement.GetProperty("samples"));
        Say(prefix, () => Wrapped("""{"type":"samples","samples":""", samples));
    }

    private void Say(string prefix, Func<byte[]> what)
    {
        lock (_gate)
        {
            if (_watched.TryGetValue(prefix, out var watched))
            {
                var said = what();
                watched.Views.ForEach(view => view.Say(said));
            }
        }
    }

    private async Task Renew(Watched watched)
    {
        // Not on the thread, nor under the lock, of whoever opened it.
        await Task.Yield();
        var lease = default(WatchLease);
        var gone = watched.Gone.Token;
        try
        {
            while (!gone.IsCancellationRequested)
            {
                var presence = _board.Of(watched.Patient).Presence;
                lease = lease.With(presence.IsOnline(_board.Now), presence.Boot, _board.Now);
                Tell(watched, lease);
                if (lease.IsDue(_board.Now))
                {
                    lease = lease.With(await _homes.Send(watched.Patient, "watch", On(true), gone), _board.Now);
                    Tell(watched, lease);
                }

                await Task.Delay(Tick, _time, gone);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    private void Tell(Watched watched, WatchLease lease)
    {
        var said = JsonSerializer.SerializeToUtf8Bytes(new { type = "watch", state = Words.Of(lease.Standing), reason = lease.Reason });
        lock (_gate)
        {
            if (!said.AsSpan().SequenceEqual(watched.Told))
            {
                watched.Told = said;
                watched.Views.ForEach(view => view.Say(said));
            }
        }
    }

    private void Close(Watched watched, LiveView view)
    {
        lock (_gate)
        {
            if (!watched.Views.Remove(view) || watched.Views.Count > 0)
            {
                return;
            }

            _watched.Remove(watched.Patient.Prefix);
            watched.Gone.Cancel();

            // Handed over before anybody can look again, whose asking comes after it.
            _ = _homes.Send(watched.Patient, "watch", On(false));
        }
    }

    // The lease is the home's, whatever session it is in.
    private static System.Text.Json.Nodes.JsonObject On(bool on) => new() { ["on"] = on, ["sessionId"] = null };

    private static byte[] Of(StateMessage state)
    {
        using var writer = new MessageWriter();
        var output = new ArrayBufferWriter<byte>(1024);
        writer.Write(output, state);
        return Wrapped("""{"type":"state","state":""", output.WrittenSpan);
    }

    private static byte[] Wrapped(string before, ReadOnlySpan<byte> json) => [.. Encoding.UTF8.GetBytes(before), .. json, (byte)'}'];

    private sealed class Watched(PatientTopics patient)
    {
        public PatientTopics Patient { get; } = patient;

        public List<LiveView> Views { get; } = [];

        public CancellationTokenSource Gone { get; } = new();

        public byte[] Told { get; set; } = """{"type":"watch","state":"asked","reason":null}"""u8.ToArray();

        public Task? Renewing { get; set; }
    }
}

/// <summary>What somebody who looks at a patient is told, in JSON. One who does not keep up is cut off: nobody looks at what was.</summary>
public sealed class LiveView : IDisposable
{
    /// <summary>Messages that may wait; with a home that shows itself some 6 s of it.</summary>
    public const int MostWaiting = 64;

    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Action<LiveView> _close;

    internal LiveView(Action<LiveView> close) => _close = close;

    /// <summary>What is said; ends when it was cut off, or closed.</summary>
    public ChannelReader<byte[]> Messages => _waiting.Reader;

    /// <inheritdoc/>
    public void Dispose()
    {
        _close(this);
        _waiting.Writer.TryComplete();
    }

    internal void Say(byte[] what)
    {
        if (!_waiting.Writer.TryWrite(what))
        {
            _waiting.Writer.TryComplete();
        }
    }
}
