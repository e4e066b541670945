using System.CommandLine;
using PelvicFeedback.Worker.Analysis;

var root = new RootCommand("Live feedback on whether the pelvis stays level")
{
    AnalyzeCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"pelvicfeedback: {parsed.Errors[0].Message}");
    return 2;
}

return await parsed.InvokeAsync();
