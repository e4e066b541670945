using System.CommandLine;
using PelvicFeedback.Hub.Cluster.Brokers;

namespace PelvicFeedback.Hub.Cluster;

/// <summary>
/// The command <c>aside</c>: what was set aside, and an operator's word about it. Without one everything stays where it is.
/// </summary>
internal static class AsideCommand
{
    private static readonly Option<string[]> Return = new("--return")
    {
        HelpName = "NAME",
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = true,
        Description = "Sends these back to the workers, or all of them; what cannot be taken comes here again",
    };

    private static readonly Option<string[]> Drop = new("--drop")
    {
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        Description = "Is rid of these for good, each by its name",
    };

    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command("aside", "Shows what was set aside, a line each with its name before it; or sends some of it back, or drops it") { ClusterOptions.Brokers, Return, Drop };
        command.SetAction((parsed, _) => Run(ClusterOptions.BrokersOf(parsed), parsed.GetResult(Return) is null ? null : parsed.GetValue(Return) ?? [], parsed.GetValue(Drop) ?? []));
        return command;
    }

    private static async Task<int> Run(BrokerAddresses addresses, string[]? back, string[] drop)
    {
        await using var connection = await addresses.Connect("aside");
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        var aside = await AsideMessages.Hold(channel);

        // All names are looked up before anything is done.
        var (returned, dropped) = (back is null ? [] : aside.Named(back), drop is [] ? [] : aside.Named(drop));
        if (returned.Intersect(dropped).Any())
        {
            throw new ArgumentException("a message is either sent back or dropped");
        }

        foreach (var message in returned)
        {
            await aside.Return(message);
            Console.WriteLine($"sent back {message}");
        }

        foreach (var message in dropped)
        {
            await aside.Drop(message);
            Console.WriteLine($"dropped {message}");
        }

        if (back is null && drop is [])
        {
            aside.All.ToList().ForEach(Console.WriteLine);
        }

        return 0;
    }
}
