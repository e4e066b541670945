using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Worker.Pairing;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Settings;

/// <summary>The settings of a home that belongs to a clinic: mostly made by <c>pair</c>, or set one by one.</summary>
internal static class ClinicSettings
{
    private static readonly Setting<BrokerAddress> Clinic = new(
        "clinic", "HOST:PORT", "The clinic's broker, to which the private one is bridged; default none, or the one that this home was paired with", "HOST:PORT", BrokerAddress.Parse);

    private static readonly Setting<string> User = new(
        "clinic-user", "NAME", "This home's name at the clinic's broker; default SITE.PATIENT", "a name without control characters", ReadName);

    private static readonly Setting<string> PasswordFileName = new(
        "clinic-password-file", "FILE", "A file that holds the password there and nothing else, for its owner alone", "a file", RunSettings.NotEmpty);

    private static readonly Setting<string> Ca = new(
        "clinic-ca", "FILE", "The authorities that may vouch for the clinic's broker (PEM); needed unless it is on this machine", "a PEM file", RunSettings.NotEmpty);

    private static readonly Setting<bool?> Paired = new(
        "paired", "yes|no", "Whether a hub at the clinic confirms events: then each is kept and sent again until it has; default no, or as this home was paired", "yes or no",
        text => text switch
        {
            "yes" or "true" => true,
            "no" or "false" => false,
            _ => null,
        });

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Clinic, User, PasswordFileName, Ca, Paired];

    /// <summary>What was chosen, or what <c>pair</c> left in the data folder.</summary>
    /// <param name="chosen">What was chosen.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="isNamed">Whether a site or a patient was chosen.</param>
    /// <param name="hasBroker">Whether somebody else's broker was chosen.</param>
    public static ClinicChoice Read(Choices chosen, string data, bool isNamed, bool hasBroker)
    {
        var (address, user, password, ca, paired) = (chosen.Of(Clinic), chosen.Of(User), chosen.Of(PasswordFileName), chosen.Of(Ca), chosen.Of(Paired));
        if (PairedHome.Read(data, chosen.Refuse) is { } home)
        {
            if (isNamed || hasBroker || address is not null || user is not null || password is not null || ca is not null || paired is not null)
            {
                chosen.Refuse(
                    $"this home is paired with a clinic ({PairedHome.FileIn(data)}), which says who the patient is and where events go: "
                    + "leave site, patient, broker, clinic and paired away, or name another data folder");
            }

            return new(home.Topics, home.Bridge, home.Paired);
        }

        if (paired is true && address is null && !hasBroker)
        {
            chosen.Refuse("paired goes with clinic, or with a broker that is bridged to one: name it, or leave paired away");
        }

        return new(null, address is null ? NoClinic(chosen, user ?? password ?? ca) : BridgeTo(chosen, address, user, password, ca, hasBroker), paired ?? false);
    }

    private static ClinicBridge? NoClinic(Choices chosen, string? lone)
    {
        if (lone is not null)
        {
            chosen.Refuse("clinic-user, clinic-password-file and clinic-ca go with clinic: name the clinic's broker, or leave them away");
        }

        return null;
    }

    private static ClinicBridge? BridgeTo(Choices chosen, BrokerAddress address, string? user, string? passwordFile, string? ca, bool hasBroker)
    {
        if (hasBroker)
        {
            chosen.Refuse("clinic and broker exclude each other: the private broker is bridged to the clinic, a broker of yours has a bridge of its own");
        }

        if (passwordFile is null)
        {
            chosen.Refuse("clinic takes a password: name its file with clinic-password-file");
        }

        if (ca is not null)
        {
            RunSettings.ReadTls(ca, chosen.Refuse);
        }
        else if (!ClinicBridge.IsThisMachine(address.Host))
        {
            chosen.Refuse($"clinic is at {address.Host}, not on this machine: name the authorities that vouch for it with clinic-ca, what goes there is encrypted");
        }

        return passwordFile is not null && PasswordFile.Read(passwordFile, chosen.Refuse) is { } password
            ? new(address.Host, address.Port, ca is null ? null : Path.GetFullPath(ca), password, user)
            : null;
    }

    private static string? ReadName(string text) => text.Length > 0 && !text.Any(char.IsControl) ? text : null;
}

/// <summary>How a home stands to its clinic.</summary>
/// <param name="Topics">Who the patient is; null where pairing did not say.</param>
/// <param name="Bridge">The way there; null for none.</param>
/// <param name="Paired">Whether a hub confirms events.</param>
internal readonly record struct ClinicChoice(PatientTopics? Topics, ClinicBridge? Bridge, bool Paired);
