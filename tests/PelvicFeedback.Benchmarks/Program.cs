using BenchmarkDotNet.Running;
using PelvicFeedback.Benchmarks;
using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Benchmarks.Validation;

switch (args)
{
    case ["speed"]:
        return SpeedReport.Run();
    case ["orientation-filter", .. var rest]:
        BenchmarkRunner.Run<OrientationFilterBenchmark>(args: rest);
        return 0;
    case ["tune", .. var rest]:
        Tuning.Run(rest);
        return 0;
    default:
        Console.Error.WriteLine("speed | orientation-filter | validate");
        return 2;
}
