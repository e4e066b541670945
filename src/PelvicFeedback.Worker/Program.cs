using System.CommandLine;
using PelvicFeedback.Worker.Analysis;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Doctor;
using PelvicFeedback.Worker.Export;
using PelvicFeedback.Worker.Pairing;
using PelvicFeedback.Worker.Record;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Scan;

var pelvicfeedback = new RootCommand("Live feedback on whether the pelvis stays level")
{
    // One line a command.
    RunCommand.Create(),
    AnalyzeCommand.Create(),
    RecordCommand.Create(),
    ExportCommand.Create(),
    PairCommand.Create(),
    ScanCommand.Create(),
    DoctorCommand.Create(),
};
return ExitCode.Of(pelvicfeedback.Parse(args), Console.Error);
