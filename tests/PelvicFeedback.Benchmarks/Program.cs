using BenchmarkDotNet.Running;
using PelvicFeedback.Benchmarks;
using PelvicFeedback.Benchmarks.Examples;
using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Benchmarks.Store;
using PelvicFeedback.Benchmarks.Validation;

switch (args)
{
    case ["speed"]:
        return SpeedReport.Run();
    case ["store", .. var rest]:
        return StoreReport.Run(rest is [var folder] ? folder : Path.GetTempPath());
    case ["orientation-filter", .. var rest]:
        BenchmarkRunner.Run<OrientationFilterBenchmark>(args: rest);
        return 0;
    case ["validate", .. var rest]:
        return ValidationReport.Run(rest);
    case ["example"]:
        ExampleRecording.Write(Path.Combine("docs", "examples", "single-leg-stance.csv.gz"));
        return 0;
    default:
        Console.Error.WriteLine("speed | store [FOLDER] | orientation-filter | validate [--notes] [OUT.md] | example");
        return 2;
}
