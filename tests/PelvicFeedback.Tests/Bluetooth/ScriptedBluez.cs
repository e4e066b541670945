using System.Diagnostics;
using System.Threading.Channels;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>A D-Bus of its own with a BlueZ on it that does what it is told, one command at a time; both ended by their ids.</summary>
internal sealed class ScriptedBluez : IAsyncDisposable
{
    public const string Sensor = "C0:FF:EE:00:00:01";
    public static readonly GattUuid Service = GattUuid.Of("11111111-0000-4000-8000-000000000000");
    public static readonly GattUuid Samples = GattUuid.Of("22222222-0000-4000-8000-000000000000");
    public static readonly GattUuid Control = GattUuid.Of("33333333-0000-4000-8000-000000000000");
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();
    private readonly List<Process> _processes = [];
    private readonly List<string> _heard = [];
    private Process? _bluez;

    private ScriptedBluez(string? folder) =>
        _folder = folder is null ? Directory.CreateTempSubdirectory("pelvicfeedback-bus-") : Directory.CreateDirectory(folder);

    /// <summary>Where the bus is.</summary>
    public string Address => $"unix:path={Path.Combine(_folder.FullName, "bus")}";

    /// <summary>What has been called and written up to the last command.</summary>
    public IReadOnlyList<string> Heard => _heard;

    /// <summary>With nothing on it.</summary>
    /// <param name="folder">Where its bus is; null for a place of its own.</param>
    public static async Task<ScriptedBluez> Started(string? folder = null)
    {
        var here = new ScriptedBluez(folder);
        var configuration = Path.Combine(here._folder.FullName, "bus.conf");
        await File.WriteAllTextAsync(configuration, $"""
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <type>custom</type>
              <listen>{here.Address}</listen>
              <policy context="default">
                <allow send_destination="*" eavesdrop="true"/>
                <allow eavesdrop="true"/>
                <allow own="*"/>
                <allow user="*"/>
              </policy>
            </busconfig>
            """);
        var daemon = here.Start("dbus-daemon", [$"--config-file={configuration}", "--nofork", "--print-address"]);
        await daemon.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        here._bluez = here.Start("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Bluetooth", "scripted_bluez.py")]);
        _ = here.Hear();
        await here.Until("ready");
        return here;
    }

    /// <summary>With an adapter that is on and the sensor in reach.</summary>
    /// <inheritdoc cref="Started"/>
    public static async Task<ScriptedBluez> WithSensor(string? folder = null)
    {
        var here = await Started(folder);
        await here.Do("adapter back");
        await here.Do($"device {Sensor} Belt {Service}={Samples},{Control}");
        return here;
    }

    /// <summary>Has it done, and waits until it is.</summary>
    public async Task Do(string command)
    {
        await _bluez!.StandardInput.WriteLineAsync(command);
        await Until("ok " + command);
    }

    /// <summary>Reads on until it says that.</summary>
    public async Task Until(string words)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            var line = await _said.Reader.ReadAsync(late.Token);
            if (line.StartsWith(words, StringComparison.Ordinal))
            {
                _heard.Add(line);
                return;
            }

            _heard.Add(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task Hear()
    {
        while (await _bluez!.StandardOutput.ReadLineAsync() is { } line)
        {
            _said.Writer.TryWrite(line);
        }

        var complaint = await _bluez.StandardError.ReadToEndAsync();
        _said.Writer.TryComplete(complaint.Length == 0 ? null : new InvalidOperationException(complaint));
    }

    private Process Start(string program, string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DBUS_SYSTEM_BUS_ADDRESS"] = Address, ["PYTHONUNBUFFERED"] = "1" },
        })!;
        _processes.Add(process);
        return process;
    }
}
