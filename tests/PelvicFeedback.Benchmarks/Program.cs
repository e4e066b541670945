using System.Globalization;
using BenchmarkDotNet.Running;
using PelvicFeedback.Benchmarks;
using PelvicFeedback.Benchmarks.Bluetooth;
using PelvicFeedback.Benchmarks.Coach;
using PelvicFeedback.Benchmarks.Examples;
using PelvicFeedback.Benchmarks.Fleet.Measured;
using PelvicFeedback.Benchmarks.Hub;
using PelvicFeedback.Benchmarks.Service;
using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Benchmarks.Store;
using PelvicFeedback.Benchmarks.Validation;

switch (args)
{
    case ["speed"]:
        return SpeedReport.Run();
    case ["decoders"]:
        return DecoderSpeed.Run();
    case ["store", .. var rest]:
        return StoreReport.Run(rest is [var folder] ? folder : Path.GetTempPath());
    case ["ingest", .. var rest] when rest.Length <= 2:
        return IngestReport.Run(rest is [var place, ..] ? place : Path.GetTempPath(), rest is [_, var postgres] ? postgres : null);
    case ["hub-load", .. var rest] when HubLoad.Options(rest) is { } options:
        return await HubLoad.Run(options);
    case ["hub-load-homes", var logins, var port, var authority, var records]:
        return LoadHomes.Run(logins, int.Parse(port, CultureInfo.InvariantCulture), authority, records);
    case ["fleet", .. var rest] when FleetCommand.Of(rest) is { } fleet:
        return await fleet();
    case ["orientation-filter", .. var rest]:
        BenchmarkRunner.Run<OrientationFilterBenchmark>(args: rest);
        return 0;
    case ["validate-walking"]:
        WalkingValidation.WriteMarkdown(Console.Out);
        return 0;
    case ["validate", .. var rest]:
        return ValidationReport.Run(rest);
    case ["example"]:
        ExampleRecording.Write(Path.Combine("docs", "examples", "single-leg-stance.csv.gz"));
        return 0;
    case ["latency", .. var rest] when Minutes(rest, 10) is { } minutes:
        return await Latency.Run(minutes, [60, 100]);
    case ["pixels", "--runs", var text, .. var rest] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var runs) && runs is >= 1 and <= 100 && Minutes(rest, 1) is { } minutes:
        return await PixelLatency.Run(minutes, runs);
    case ["pixels", .. var rest] when Minutes(rest, 1) is { } minutes:
        return await PixelLatency.Run(minutes, runs: 5);
    case ["cost", .. var rest] when Minutes(rest, 60) is { } minutes:
        return Cost.Run(minutes);
    case ["bluetooth", ("stream" or "faults" or "reconnects") and var what, .. var rest] when Minutes(rest, 10) is { } minutes:
        return await BluetoothFigures.Run(what, minutes);
    case ["bluetooth", .. var rest] when Minutes(rest, 10) is { } minutes:
        return await BluetoothFigures.Run("all", minutes);
    case ["listen", var optionsFile, var prefix]:
        return Listener.Run(optionsFile, prefix);
    default:
        Console.Error.WriteLine("speed | decoders | store [FOLDER] | ingest [FOLDER [POSTGRES]] | hub-load [--minutes N | --kills ROUNDS] [--postgres] | fleet curve | fleet hold EVENTS-A-SECOND SECONDS WORKERS [SUMMARIES-A-SECOND [WALLS]] | orientation-filter | validate [--notes] [OUT.md] | validate-walking | example | latency [--minutes N] | pixels [--runs N] [--minutes N] | cost [--minutes N] | bluetooth [stream|faults|reconnects] [--minutes N]");
        return 2;
}

static double? Minutes(string[] options, double otherwise) => options switch
{
    [] => otherwise,
    ["--minutes", var text] when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= 600 => minutes,
    _ => null,
};
