using System.Buffers;
using PelvicFeedback.Benchmarks.Hub;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Benchmarks.Fleet.Measured;

/// <summary>
/// Summaries of many patients in turn, transient, at a rate; and one who hears them all at another broker than most are sent to. What a summary says is done is
/// when it was said, in <see cref="LoadHomes.Hundredths"/>.
/// </summary>
/// <param name="patients">Whose.</param>
/// <param name="shown">Those of them whose homes say that they are there, so that a wall shows what comes of them.</param>
/// <param name="perSecond">How many, all together.</param>
/// <param name="brokers">Where to.</param>
internal sealed class FleetSummaries(IReadOnlyList<PatientTopics> patients, IReadOnlyList<PatientTopics> shown, double perSecond, FleetBrokers brokers)
{
    private const int Lines = 6;
    private const int TimedOf = 20;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private const double SecondsABeat = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly Pseudonym Boot = Pseudonym.Parse("b1");
    private readonly List<double> _waits = [];
    private int _sent;
    private int _heard;

    /// <summary>Says them for some seconds.</summary>
    public async Task<SummaryFigure> Run(double seconds)
    {
        using var over = new CancellationTokenSource();
        using var wall = await Open("fleet-wall", brokers.Mqtt.Count - 1);
        wall.Ask($"{PatientTopics.Root}/+/+/summary");
        await wall.Flush(over.Token);

        // The first word is that we are subscribed.
        await wall.Hear(over.Token);
        var hearing = Hear(wall, over.Token);
        using var beating = shown.Count == 0 ? null : await Open("fleet-beats", 0);
        var beats = beating is null ? Task.CompletedTask : Beat(beating, over.Token);
        await Task.WhenAll(Enumerable.Range(0, Lines).Select(line => Task.Run(() => Speak(line, seconds), CancellationToken.None)));
        for (var end = FleetLine.Now + Patience.TotalSeconds; Volatile.Read(ref _heard) < _sent && FleetLine.Now < end;)
        {
            await Task.Delay(Tick, CancellationToken.None);
        }

        await over.CancelAsync();
        await Task.WhenAll(hearing, beats).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new(_sent, _heard, new([.. _waits.Order()]));
    }

    private static double Wall => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    private static ServiceEnvelope Envelope => new(new((long)(Wall * 1000)), null, true, Pseudonym.Parse("s1"));

    private Task<MqttThree> Open(string name, int broker) =>
        MqttThree.Open(brokers.Mqtt[broker].Host, brokers.Mqtt[broker].Port, name, brokers.User, brokers.Password, CancellationToken.None);

    // A home that is there: linked, on, and with a beat now and then.
    private async Task Beat(MqttThree link, CancellationToken over)
    {
        using var writer = new MessageWriter();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(SecondsABeat));
        var buffer = new ArrayBufferWriter<byte>(512);
        writer.Write(buffer, StateMessage.Offline(Envelope, Boot, "1", "core") with { Online = true });
        foreach (var patient in shown)
        {
            link.Say(patient.Link, "1"u8);
            link.Say(patient.State, buffer.WrittenSpan);
        }

        for (var uptime = 0.0; ; uptime += SecondsABeat)
        {
            buffer.ResetWrittenCount();
            writer.Write(buffer, new BeatMessage(Envelope, Boot, new(uptime)));
            foreach (var patient in shown)
            {
                link.Tell(patient.Beat, buffer.WrittenSpan);
            }

            await link.Flush(over);
            await pace.WaitForNextTickAsync(over);
        }
    }

    private async Task Speak(int line, double seconds)
    {
        using var link = await Open("fleet-summaries-" + line, line % brokers.Mqtt.Count);
        using var writer = new MessageWriter();
        using var pace = new PeriodicTimer(Tick);
        var buffer = new ArrayBufferWriter<byte>(512);
        var (began, said) = (FleetLine.Now, 0);
        for (var now = began; now - began < seconds; now = FleetLine.Now)
        {
            for (; said < (now - began) * perSecond / Lines; said++)
            {
                buffer.ResetWrittenCount();
                writer.Write(buffer, FleetWords.Summary(Envelope, LoadHomes.Hundredths(LoadHomes.Now)));
                link.Tell(patients[(line + (said * Lines)) % patients.Count].Summary, buffer.WrittenSpan);
                Interlocked.Increment(ref _sent);
            }

            await link.Flush(CancellationToken.None);
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task Hear(MqttThree wall, CancellationToken over)
    {
        while (true)
        {
            var word = await wall.Hear(over);
            if (word.Topic is not null && Interlocked.Increment(ref _heard) % TimedOf == 0 && MessageReader.TryRead(word.Payload, out SummaryMessage? summary) is null)
            {
                _waits.Add(Wall - (summary!.Envelope.Time.UnixMilliseconds / 1000.0));
            }
        }
    }
}
