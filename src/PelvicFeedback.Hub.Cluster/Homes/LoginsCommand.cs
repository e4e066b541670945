using System.CommandLine;
using System.Globalization;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>The command <c>logins</c>: answers the broker on this machine, until Ctrl-C.</summary>
internal static class LoginsCommand
{
    private static readonly Option<int> Port = new("--port") { HelpName = "PORT", Description = "On this machine alone; 0 for a free one", DefaultValueFactory = _ => 5095 };

    /// <summary>The command, ready to be added to the root.</summary>
    /// <param name="postgres">The option that names the file with the connection.</param>
    /// <param name="untilEnded">Completes at Ctrl-C or SIGTERM.</param>
    public static Command Create(Option<string> postgres, Func<Task> untilEnded)
    {
        var logins = new Command("logins", "Answers the broker on this machine who may come in, and what a home may do there, until Ctrl-C") { postgres, Port };
        logins.SetAction((parsed, _) => Run(parsed.GetValue(Port), MqttPassword.FromFile(parsed.GetValue(postgres)!), untilEnded));
        return logins;
    }

    private static async Task<int> Run(int port, string connection, Func<Task> untilEnded)
    {
        var counts = new IngestCounts();
        await using var book = new LoginBook(connection);
        await using (var door = await LoginDoor.Open(port, book, counts))
        {
            Console.WriteLine("answering at " + door.Urls.Single());
            await untilEnded();
        }

        foreach (var (what, times) in counts.All.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {times}"));
        }

        return 0;
    }
}
