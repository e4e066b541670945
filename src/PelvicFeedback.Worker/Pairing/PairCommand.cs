using System.CommandLine;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Pairing;

/// <summary>The command <c>pair</c>: joins a clinic.</summary>
public static class PairCommand
{
    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var code = new Argument<string>("CODE") { Description = "What the clinic gave you, such as hub.example:5443/7ZK4M-…; it works once" };
        var command = new Command("pair", "Join a clinic: 'run' then sends it what it is to have, and keeps it until the clinic has confirmed it") { code };
        foreach (var setting in RunSettings.OfTheRecord.Append(Choices.SettingsFile))
        {
            command.Add(setting.Option);
        }

        command.SetAction(parsed => Pair(parsed.GetValue(code)!, RunSettings.ReadData(parsed), Console.Out).GetAwaiter().GetResult());
        return command;
    }

    /// <summary>Does it.</summary>
    /// <exception cref="CommandException">It did not work; nothing is changed.</exception>
    internal static async Task<int> Pair(string text, string folder, TextWriter output)
    {
        if (PairingCode.Parse(text) is not { } code)
        {
            throw new CommandException(ExitCode.Unusable, "that is no pairing code, or one of its letters is wrong: it reads HOST:PORT/ and nine groups of five, check it against what the clinic gave you");
        }

        using var data = DataFolder.Take(folder);
        var before = PairedHome.Read(data.Path, _ => { });
        try
        {
            PairedHome.Prepare(data.Path);
            var grant = await ClinicDoor.Enter(code);
            if (before is not null && before.Topics.Prefix != grant.Topics.Prefix)
            {
                throw new CommandException(ExitCode.Failed, $"this code is another patient's than the one whose record is in {data.Path}: ask the clinic for a new code, and name another folder with --data");
            }

            PairedHome.Keep(data.Path, grant);
            output.WriteLine($"Paired with the clinic at {code}. Start 'pelvicfeedback run' (or restart the service): it reaches the clinic's broker at {grant.Broker.Host}:{grant.Broker.Port}.");
            return ExitCode.Done;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{data.Path}: what the clinic hands over cannot be kept there: {full.Message}", full);
        }
    }
}
