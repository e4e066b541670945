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

    /// <summary>Topic of <see cref="AlertMessage"/> of that kind: QoS 1, not retained.</summary>
    public string Alert(AlertKind kind) => _alerts[(int)kind];

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
}
