using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;

namespace PelvicFeedback.Benchmarks.Service;

/// <summary>
/// A display in a process of its own. It notes when each message came, on the clock that all processes of a machine share
/// (CLOCK_MONOTONIC, which <see cref="Stopwatch"/> reads on Linux), and tells it all when its standard input ends.
/// </summary>
internal static class Listener
{
    /// <summary>The program's side of it. Its options are those that mosquitto_sub would read.</summary>
    /// <param name="optionsFile">Written by the worker for displays.</param>
    /// <param name="prefix">The patient's topics.</param>
    public static int Run(string optionsFile, string prefix)
    {
        var options = File.ReadAllLines(optionsFile).Select(line => line.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        var heard = new List<(long At, MqttMessage Message)>(200_000);
        using (var link = MosquittoLink.Connect(new()
        {
            Host = options["-h"],
            Port = int.Parse(options["-p"], CultureInfo.InvariantCulture),
            ClientId = options["-u"],
            UserName = options["-u"],
            Password = options["-P"],
        }))
        {
            using var listening = link.Messages.Subscribe(message => heard.Add((Stopwatch.GetTimestamp(), message)), static _ => { });
            link.Subscribe(prefix + "live", Qos.AtMostOnce);
            link.Subscribe(prefix + "alert/+", Qos.AtLeastOnce);
            Console.In.ReadToEnd();
        }

        foreach (var (at, message) in heard)
        {
            using var json = JsonDocument.Parse(message.Payload);
            var kind = message.Topic.EndsWith("/live", StringComparison.Ordinal) ? "live" : "alert " + json.RootElement.GetProperty("phase").GetString();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}\t{json.RootElement.GetProperty("sensorT").GetDouble():R}\t{at}"));
        }

        return 0;
    }

    /// <summary>Starts one.</summary>
    public static Process Start(string optionsFile, PatientTopics topics) => Process.Start(new ProcessStartInfo(
        "dotnet", ["exec", typeof(Listener).Assembly.Location, "listen", optionsFile, topics.Prefix])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Ends one, and takes what it heard: kind, the sample's time in s, and when it came.</summary>
    public static IReadOnlyList<(string Kind, double SensorTime, long At)> Hear(Process listener)
    {
        listener.StandardInput.Close();
        var lines = listener.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        listener.WaitForExit();
        return
        [
            .. lines.Select(line => line.Split('\t')).Select(parts =>
                (parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture))),
        ];
    }
}
