using System.Threading.Channels;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>
/// The hub's connection to the clinic's broker: always the same client, which the broker keeps everything for while it is away. Durable events go to
/// their lane; what is about now goes to the board, by a queue that drops its oldest.
/// </summary>
public sealed class HubLink : IDisposable
{
    /// <summary>How long the broker keeps what comes while the hub is away.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    private const int MostPending = 20_000;
    private const int MostLive = 5000;
    private static readonly TimeSpan MarksEvery = TimeSpan.FromMinutes(10);

    // A home says two or three things a second: one that says more must not crowd out what the others say.
    private const double LivePerSecond = 20;
    private const double LiveAtOnce = 100;
    private readonly Allowance _allowance = new(LivePerSecond, LiveAtOnce);
    private readonly TimeProvider _time;
    private readonly long _began;

    private readonly Channel<MqttMessage> _now = Channel.CreateBounded<MqttMessage>(
        new BoundedChannelOptions(MostLive) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly LiveBoard _board;
    private readonly Task _hearing;
    private IngestLane? _lane;
    private ITimer? _marks;

    private HubLink(LiveBoard board, MqttLinkOptions broker, TimeProvider time)
    {
        (_board, _time, _began) = (board, time, time.GetTimestamp());
        _hearing = Task.Run(Hear);
        Link = MosquittoLink.Connect(
            broker with { SessionExpiry = Kept, MaxPending = MostPending },
            link =>
            {
                link.Messages.Subscribe(Take, _ => { });
                link.States.Subscribe(state => SayMarks(state.Phase), _ => { });
                foreach (var topic in Reading.Topics)
                {
                    link.Subscribe($"{PatientTopics.Root}/+/+/{topic}", Qos.AtLeastOnce);
                }

                foreach (var (topic, qos) in LiveBoard.Topics)
                {
                    link.Subscribe($"{PatientTopics.Root}/+/+/{topic}", qos);
                }
            });
    }

    /// <summary>The connection.</summary>
    public IMqttLink Link { get; }

    /// <summary>The way of durable events.</summary>
    public IngestLane Lane => _lane!;

    /// <summary>Connects, and begins to take what comes.</summary>
    /// <exception cref="MqttUnavailableException">libmosquitto is missing, or a setting is no good.</exception>
    public static HubLink Open(MqttLinkOptions broker, LiveBoard board, Func<IMqttLink, IngestLane> lane, TimeProvider time)
    {
        var link = new HubLink(board, broker, time);
        link._lane = lane(link.Link);
        link._marks = time.CreateTimer(_ => link._lane.SayMarks(), null, MarksEvery, MarksEvery);
        link.SayMarks(link.Link.State.Phase);
        return link;
    }

    /// <summary>The connection last: what is being booked is still acknowledged.</summary>
    public void Dispose()
    {
        _marks?.Dispose();
        _lane?.Dispose();
        Link.Dispose();
        _now.Writer.TryComplete();
        _hearing.Wait();
    }

    // On the link's thread: only to hand over.
    private void Take(MqttMessage message)
    {
        if (!PatientTopics.TryParse(message.Topic, out var patient, out var rest))
        {
            return;
        }

        if (Reading.IsDurable(rest))
        {
            // Before the lane is there nothing is lost: what is not acknowledged comes again.
            _lane?.Offer(message);
        }
        else if (LiveBoard.Hears(rest) && _allowance.Take(patient.Prefix, _time.GetElapsedTime(_began)))
        {
            _now.Writer.TryWrite(message);
        }
    }

    private void SayMarks(LinkPhase phase)
    {
        if (phase == LinkPhase.Up)
        {
            _lane?.SayMarks();
        }
    }

    private async Task Hear()
    {
        await foreach (var message in _now.Reader.ReadAllAsync())
        {
            _board.Hear(message);
        }
    }
}
