using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Sensors.Recordings;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Scan;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Doctor;

/// <summary>The machine that the program runs on.</summary>
internal sealed class ThisMachine : IMachine
{
    private const UnixFileMode NotTheOwner = (UnixFileMode)0b000_111_111;
    // Linux's switches for radios (Documentation/ABI/stable/sysfs-class-rfkill).
    private const string Switches = "/sys/class/rfkill";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Debian has mosquitto in sbin, which is not on everybody's path.
    private static readonly string[] MoreFolders = OperatingSystem.IsWindows() ? [@"C:\Program Files\mosquitto"] : ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"];

    /// <inheritdoc/>
    public bool IsLinux => OperatingSystem.IsLinux();

    /// <inheritdoc/>
    public bool IsClockSynced => SessionClock.IsSystemClockSynced();

    /// <inheritdoc/>
    public IReadOnlyList<string>? BluetoothAdapters => !OperatingSystem.IsLinux() ? null
        : Directory.Exists("/sys/class/bluetooth") ? [.. Directory.GetFileSystemEntries("/sys/class/bluetooth").Select(entry => System.IO.Path.GetFileName(entry))]
        : [];

    /// <inheritdoc/>
    public bool IsBluetoothBlocked => Directory.Exists(Switches) && Directory.GetDirectories(Switches).Any(one =>
        Says(one, "type") == "bluetooth" && (Says(one, "soft") == "1" || Says(one, "hard") == "1"));

    /// <inheritdoc/>
    public BluetoothState BluetoothBy(BluetoothAdapter adapter)
    {
        try
        {
            var bluetooth = AirSensor.Open(adapter);
            var state = ScanRun.StateOf(bluetooth).GetAwaiter().GetResult();
            bluetooth.DisposeAsync().AsTask().Wait(Patience);
            return state;
        }
        catch (CommandException)
        {
            return BluetoothState.NoService;
        }
    }

    /// <inheritdoc/>
    public SensorIdentity? Pinned(string folder) => SensorPin.Read(folder);

    /// <inheritdoc/>
    public string? Find(string program)
    {
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(MoreFolders)
            .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <inheritdoc/>
    public string? FirstLine(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            return process.StandardOutput.ReadLine();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public string? MqttFault()
    {
        try
        {
            MosquittoLink.Require();
            return null;
        }
        catch (MqttUnavailableException missing)
        {
            return missing.Message;
        }
    }

    /// <inheritdoc/>
    public bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public string? WhyUnreachable(BrokerAddress broker)
    {
        using var client = new TcpClient();
        try
        {
            return client.ConnectAsync(broker.Host, broker.Port).Wait(Patience) ? null : "no answer";
        }
        catch (AggregateException failed)
        {
            return failed.InnerException!.Message;
        }
    }

    /// <inheritdoc/>
    public string? RecordingFault(string file)
    {
        try
        {
            RecordingReader.Open(file).Dispose();
            return null;
        }
        catch (RecordingException unusable)
        {
            return unusable.Message;
        }
    }

    /// <inheritdoc/>
    public FolderState Folder(string path)
    {
        var place = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        while (!place.Exists && place.Parent is { } above)
        {
            place = above;
        }

        try
        {
            return new(place.FullName, null, new DriveInfo(place.FullName).AvailableFreeSpace, Commit(place.FullName), IsPrivate(place))
            {
                IsThere = place.FullName == Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)),
                IsInUse = DataFolder.IsInUse(path),
            };
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(place.FullName, unusable.Message, 0, TimeSpan.Zero, IsPrivate: true);
        }
    }

    private static string? Says(string folder, string file)
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(folder, file)).Trim();
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static TimeSpan Commit(string folder)
    {
        using var probe = new FileStream(
            Path.Combine(folder, Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
        var clock = Stopwatch.StartNew();
        probe.Write(new byte[4096]);
        probe.Flush(flushToDisk: true);
        return clock.Elapsed;
    }

    private static bool IsPrivate(DirectoryInfo place) => OperatingSystem.IsWindows() || (place.UnixFileMode & NotTheOwner) == 0;
}
