using System.Buffers;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Benchmarks.Fleet.Measured;

/// <summary>Summaries of many patients in turn, transient, at a rate; and one who hears them all at another broker than most are sent to.</summary>
internal sealed class FleetSummaries(IReadOnlyList<PatientTopics> patients, double perSecond, FleetBrokers brokers)
{
    private const int Lines = 6;
    private const int TimedOf = 20;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly List<double> _waits = [];
    private int _sent;
    private int _heard;

    /// <summary>Says them for some seconds.</summary>
    public async Task<SummaryFigure> Run(double seconds)
    {
        using var over = new CancellationTokenSource();
        using var wall = await MqttThree.Open(brokers.Mqtt[^1].Host, brokers.Mqtt[^1].Port, "fleet-wall", brokers.User, brokers.Password, over.Token, stays: false);
        wall.Ask($"{PatientTopics.Root}/+/+/summary", qos: 0);
        await wall.Flush(over.Token);

        // The first word is that we are subscribed.
        await wall.Hear(_ => { }, over.Token);
        var hearing = Hear(wall, over.Token);
        await Task.WhenAll(Enumerable.Range(0, Lines).Select(line => Task.Run(() => Speak(line, seconds), CancellationToken.None)));
        for (var end = FleetLine.Now + Patience.TotalSeconds; Volatile.Read(ref _heard) < _sent && FleetLine.Now < end;)
        {
            await Task.Delay(Tick, CancellationToken.None);
        }

        await over.CancelAsync();
        await hearing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new(_sent, _heard, new([.. _waits.Order()]));
    }

    private static double Wall => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    private async Task Speak(int line, double seconds)
    {
        using var link = await MqttThree.Open(brokers.Mqtt[line % brokers.Mqtt.Count].Host, brokers.Mqtt[line % brokers.Mqtt.Count].Port, "fleet-summaries-" + line, brokers.User, brokers.Password, CancellationToken.None, stays: false);
        using var writer = new MessageWriter();
        using var pace = new PeriodicTimer(Tick);
        var buffer = new ArrayBufferWriter<byte>(512);
        var (began, said) = (FleetLine.Now, 0);
        for (var now = began; now - began < seconds; now = FleetLine.Now)
        {
            for (; said < (now - began) * perSecond / Lines; said++)
            {
                buffer.ResetWrittenCount();
                writer.Write(buffer, FleetWords.Summary(new(new((long)(Wall * 1000)), null, true, Pseudonym.Parse("s1")), said % 8));
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
            var word = await wall.Hear(_ => { }, over);
            if (word.Topic is not null && Interlocked.Increment(ref _heard) % TimedOf == 0 && MessageReader.TryRead(word.Payload, out SummaryMessage? summary) is null)
            {
                _waits.Add(Wall - (summary!.Envelope.Time.UnixMilliseconds / 1000.0));
            }
        }
    }
}
