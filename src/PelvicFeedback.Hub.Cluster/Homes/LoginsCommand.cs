using System.CommandLine;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Ingest;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>The command <c>logins</c>: answers the broker on this machine, until Ctrl-C.</summary>
internal static class LoginsCommand
{
    private static readonly Option<int> Port = new("--port") { HelpName = "PORT", Description = "On this machine alone; 0 for a free one", DefaultValueFactory = _ => 5095 };

    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        var logins = new Command("logins", "Answers the broker on this machine who may come in, and what a home may do there, until Ctrl-C") { ClusterOptions.Postgres, Port };
        logins.SetAction((parsed, _) => Run(parsed.GetValue(Port), ClusterOptions.PostgresOf(parsed)));
        return logins;
    }

    private static async Task<int> Run(int port, string connection)
    {
        using var ending = new Ending();
        var counts = new IngestCounts();
        await using var book = new LoginBook(connection);
        await using (var door = await LoginDoor.Open(port, book, counts))
        {
            Console.WriteLine("answering at " + door.Urls.Single());
            await ending.Wait();
        }

        ClusterCommands.Tell(counts);
        return 0;
    }
}
