using System.CommandLine;
using PelvicFeedback.Sensors.Bluetooth.Virtual;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Virtual;

/// <summary>The command <c>virtual-sensor</c>: this machine is the sensor, on a simulated patient.</summary>
public static class VirtualSensorCommand
{
    private const int Seed = 1;
    private const double LowRate = 20;

    private static readonly Option<string?> Adapter = new("--adapter")
    {
        Description = "The Bluetooth adapter, such as hci1; default the first",
        HelpName = "NAME",
    };

    private static readonly Option<double> Speed = new("--speed")
    {
        Description = "How many times as fast as life, above 0, at most 1: slower for a slow machine, and the sensor's clock goes as slowly",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>The command, ready to be added to the root.</summary>
    public static Command Create()
    {
        Speed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 1))
            {
                result.AddError("--speed takes a number above 0 and at most 1");
            }
        });
        var command = new Command(
            "virtual-sensor",
            "Be a pelvis sensor over Bluetooth, on a simulated patient, until Ctrl-C; another computer runs 'run --sensor ble'. "
            + $"Lines that are typed say what the patient does: {PatientWords.All}")
        {
            Adapter,
            Speed,
        };
        command.SetAction((parsed, cancel) => Run(parsed.GetValue(Adapter), parsed.GetValue(Speed), Console.In, Console.Out, cancel));
        return command;
    }

    private static async Task<int> Run(string? adapter, double speed, TextReader told, TextWriter says, CancellationToken cancel)
    {
        WarmUp();
        var doing = SimulatedTask.Stand;
        using var thread = new SensorThread();
        using var sensor = Sensor(adapter, says);
        using var patient = LiveSimulation
            .Asked(SimulatedPatient.Demonstration, new() { Rate = VirtualSensor.Rate }, Seed, () => Volatile.Read(ref doing), speed, thread)
            .Subscribe(sensor.Take);

        // A thread of its own: reading what is typed cannot be cancelled.
        new Thread(() => Listen(told, says, sensor, task => Volatile.Write(ref doing, task))) { IsBackground = true, Name = "words" }.Start();
        try
        {
            await sensor.Run(cancel);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it ends.
        }

        return ExitCode.Done;
    }

    // What is compiled only when a word asks for it would make a slow machine's stream pause, as if the sensor were lost.
    private static void WarmUp()
    {
        foreach (var _ in Simulation.Run(SimulatedPatient.Demonstration, new() { Rate = LowRate }, SimulatedSession.Demonstration, Seed).Samples)
        {
        }
    }

    private static VirtualSensor Sensor(string? adapter, TextWriter says)
    {
        // Another at each start, and none of the last 30: the second it was started in.
        var boot = (ushort)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        try
        {
            return new(adapter, boot, $"virtual-{Environment.MachineName}", TimeProvider.System, says.WriteLine);
        }
        catch (DllNotFoundException missing)
        {
            throw new CommandException(ExitCode.Failed, "a virtual sensor needs BlueZ, the Bluetooth of Linux, and libsystemd to speak with it", missing);
        }
    }

    private static void Listen(TextReader told, TextWriter says, VirtualSensor sensor, Action<SimulatedTask> does)
    {
        while (told.ReadLine() is { } line)
        {
            var words = line.Trim();
            if (words == PatientWords.Tap)
            {
                sensor.Tap();
            }
            else if (words == PatientWords.Button)
            {
                sensor.Press();
            }
            else if (PatientWords.Read(words) is { } task)
            {
                does(task);
            }
            else
            {
                says.WriteLine($"What is '{words}'? There are: {PatientWords.All}");
                continue;
            }

            says.WriteLine($"Done: {words}");
        }
    }
}
