using System.Diagnostics.CodeAnalysis;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// The topics of one patient: <c>pelvic/v1/{site}/{patient}/…</c>. The topic, never the payload, says who the patient is. The
/// strings are made once: using one costs nothing.
/// </summary>
public sealed class PatientTopics
{
    /// <summary>What every topic begins with; the version is that of the payloads' <c>v</c>.</summary>
    public const string Root = "pelvic/v1";

    private readonly string[] _alerts;

    /// <summary>The topics of that patient at that site.</summary>
    public PatientTopics(Pseudonym site, Pseudonym patient)
    {
        (Site, Patient) = (site, patient);
        Prefix = $"{Root}/{site}/{patient}/";
        Live = Prefix + "live";
        WatchLive = Prefix + "watch/live";
        Summary = Prefix + "summary";
        Rep = Prefix + "rep";
        Hold = Prefix + "hold";
        Test = Prefix + "test";
        Walk = Prefix + "walk";
        Calibration = Prefix + "calibration";
        Withdrawn = Prefix + "withdrawn";
        Session = Prefix + "session";
        Motion = Prefix + "motion";
        Marks = Prefix + "marks";
        Beat = Prefix + "beat";
        State = Prefix + "state";
        Sensor = Prefix + "sensor";
        Link = Prefix + "link";
        _alerts = [.. Enum.GetValues<AlertKind>().Select(kind => Prefix + "alert/" + Words.Of(kind))];
    }

    /// <summary>The clinic.</summary>
    public Pseudonym Site { get; }

    /// <summary>The patient.</summary>
    public Pseudonym Patient { get; }

    /// <summary><c>pelvic/v1/{site}/{patient}/</c>, with the slash.</summary>
    public string Prefix { get; }

    /// <summary>Topic of <see cref="LiveMessage"/>: QoS 0, not retained.</summary>
    public string Live { get; }

    /// <summary>Topic of <see cref="WatchLiveMessage"/>: QoS 0, not retained.</summary>
    public string WatchLive { get; }

    /// <summary>Topic of <see cref="SummaryMessage"/>: QoS 0, not retained.</summary>
    public string Summary { get; }

    /// <summary>Topic of <see cref="RepMessage"/>: QoS 1, not retained.</summary>
    public string Rep { get; }

    /// <summary>Topic of <see cref="HoldMessage"/>: QoS 1, not retained.</summary>
    public string Hold { get; }

    /// <summary>Topic of <see cref="TestMessage"/>: QoS 1, not retained.</summary>
    public string Test { get; }

    /// <summary>Topic of <see cref="WalkMessage"/>: QoS 1, not retained.</summary>
    public string Walk { get; }

    /// <summary>Topic of <see cref="CalibrationMessage"/>: QoS 1, not retained.</summary>
    public string Calibration { get; }

    /// <summary>Topic of <see cref="WithdrawnMessage"/>: QoS 1, not retained.</summary>
    public string Withdrawn { get; }

    /// <summary>Topic of <see cref="SessionMessage"/>: QoS 1, not retained.</summary>
    public string Session { get; }

    /// <summary>Topic of <see cref="MotionMessage"/>: QoS 1, not retained.</summary>
    public string Motion { get; }

    /// <summary>Topic of <see cref="MarksMessage"/>, from the hub: QoS 1, retained.</summary>
    public string Marks { get; }

    /// <summary>Topic of <see cref="BeatMessage"/>: QoS 0, not retained.</summary>
    public string Beat { get; }

    /// <summary>Topic of <see cref="StateMessage"/>, and of the will: QoS 1, retained.</summary>
    public string State { get; }

    /// <summary>Topic of <see cref="SensorMessage"/>: QoS 1, retained.</summary>
    public string Sensor { get; }

    /// <summary>Topic of the bridge's own notification at the clinic, <c>1</c> or <c>0</c>: QoS 1, retained; no JSON.</summary>
    public string Link { get; }

    /// <summary>Topic of <see cref="AlertMessage"/> of that kind: QoS 1, not retained.</summary>
    public string Alert(AlertKind kind) => _alerts[(int)kind];

    /// <summary>Topic of <see cref="AckMessage"/> of an event, from the hub: QoS 1, not retained.</summary>
    public string Ack(EventId eventId) => $"{Prefix}ack/{eventId}";

    /// <summary>Topic of a <see cref="SessionCommand"/>: QoS 1, not retained.</summary>
    public string Command(CommandName name) => $"{Prefix}cmd/{Words.Of(SessionCommand.RoleOf(name))}/{Words.Of(name)}";

    /// <summary>What a service subscribes to for the commands of a role.</summary>
    public string Commands(CommandRole role) => $"{Prefix}cmd/{Words.Of(role)}/+";

    /// <summary>Topic of <see cref="ReplyMessage"/> to a command: QoS 1, not retained.</summary>
    public string Reply(CommandRole role, string commandId) => $"{Prefix}reply/{Words.Of(role)}/{commandId}";

    /// <summary>Takes a topic apart.</summary>
    /// <param name="topic">A whole topic, such as <c>pelvic/v1/clinic/p7/alert/tilt</c>.</param>
    /// <param name="patient">Whose it is.</param>
    /// <param name="rest">What follows the patient, such as <c>alert/tilt</c>; at least one level, none of them empty.</param>
    /// <returns>False when it is no topic of this version, or a name in it is not a pseudonym.</returns>
    public static bool TryParse(string topic, [NotNullWhen(true)] out PatientTopics? patient, out string rest)
    {
        (patient, rest) = (null, "");
        var levels = topic.Split('/', 5);
        if (levels.Length < 5 || levels[0] != "pelvic" || levels[1] != "v1" || levels[4].Split('/').Contains("")
            || !Pseudonym.TryParse(levels[2], out var site) || !Pseudonym.TryParse(levels[3], out var name))
        {
            return false;
        }

        (patient, rest) = (new(site, name), levels[4]);
        return true;
    }

    /// <summary>Reads the kind from the rest of a topic, <c>alert/{kind}</c>.</summary>
    /// <returns>Null when it is no alert's topic, or of a kind that this version does not know.</returns>
    public static AlertKind? AlertKindOf(string rest)
    {
        foreach (var kind in Enum.GetValues<AlertKind>())
        {
            if (rest.StartsWith("alert/", StringComparison.Ordinal) && rest.AsSpan(6).SequenceEqual(Words.Of(kind)))
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>Reads which command it is from the rest of a topic, <c>cmd/{role}/{name}</c>.</summary>
    /// <returns>Null when it is no command's topic, or the role has no such command.</returns>
    public static CommandName? CommandOf(string rest)
    {
        foreach (var name in Enum.GetValues<CommandName>())
        {
            if (rest == $"cmd/{Words.Of(SessionCommand.RoleOf(name))}/{Words.Of(name)}")
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Reads which event was stored from the rest of a topic, <c>ack/{eventId}</c>.</summary>
    /// <returns>Null when it is no such topic.</returns>
    public static EventId? AckOf(string rest) => rest.StartsWith("ack/", StringComparison.Ordinal) ? EventId.Parse(rest[4..]) : null;
}
