using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>
/// The hub's connection to the clinic's broker: always the same client, which the broker keeps everything for while it is away. Durable events go to
/// their lane; what is about now goes to the board.
/// </summary>
internal sealed class HubLink : IHubLink
{
    /// <summary>How long the broker keeps what comes while the hub is away.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    private const int MostPending = 20_000;
    private static readonly TimeSpan MarksEvery = TimeSpan.FromMinutes(10);
    private readonly NowLane _now;
    private IngestLane? _lane;
    private ITimer? _marks;

    private HubLink(LiveBoard board, MqttLinkOptions broker, TimeProvider time)
    {
        _now = new(board, time);
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

    /// <inheritdoc/>
    public IMqttLink Link { get; }

    /// <inheritdoc/>
    public int Waiting => _lane!.Waiting;

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

    /// <summary>A home waits for its marks.</summary>
    public void Welcome(PatientTopics topics) => _lane!.SayMarks(topics);

    /// <summary>The connection last: what is being booked is still acknowledged.</summary>
    public void Dispose()
    {
        _marks?.Dispose();
        _lane?.Dispose();
        Link.Dispose();
        _now.Dispose();
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
        else if (LiveBoard.Hears(rest))
        {
            _now.Offer(patient, message);
        }
    }

    private void SayMarks(LinkPhase phase)
    {
        if (phase == LinkPhase.Up)
        {
            _lane?.SayMarks();
        }
    }
}
