using PelvicFeedback.Chaos;

// Two programs that tests start, and kill: a home that records alerts, and a hub that stores them. Each says on its output what it has
// done, a line a thing.
switch (args)
{
    case ["home", var file, var port, var count, var milliseconds, .. var kill]:
        return HomeProgram.Run(file, int.Parse(port), int.Parse(count), TimeSpan.FromMilliseconds(int.Parse(milliseconds)), KillAt.Of(kill));
    case ["hub", var file, var port, .. var kill]:
        return HubProgram.Run(file, int.Parse(port), KillAt.Of(kill));
    default:
        Console.Error.WriteLine("home FILE PORT COUNT MILLISECONDS [BOUNDARY NTH] | hub FILE PORT [HubCommit NTH]");
        return 2;
}
