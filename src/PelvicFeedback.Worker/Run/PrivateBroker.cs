using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// A mosquitto of the worker's own, on loopback, on a free port, with passwords that live as long as it does. It ends with the worker:
/// when this is disposed of, and on Linux also when the worker is killed, by the kernel (setpriv --pdeathsig, from util-linux). The
/// kernel means the <i>thread</i> that started the child, so <see cref="Start"/> is for the main thread, which outlives it. Elsewhere
/// a killed worker leaves its broker behind, and everywhere the folder, whose passwords are then good for nothing. It has a session of its own (setsid), so that Ctrl-C in a terminal reaches the
/// worker alone, which then still has a broker for its last alerts.
/// </summary>
internal sealed class PrivateBroker : IDisposable
{
    public const string WorkerUser = "worker";
    private const string DisplayUser = "display";
    private const int Attempts = 5;
    private static readonly string[] DisplayReads = ["live", "summary", "alert/+", "rep", "hold", "state"];

    // Debian has mosquitto in sbin, which is not on everybody's path.
    private static readonly string[] Places = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"];
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(15);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-");
    private readonly string _workerPassword = NewPassword();
    private readonly int _port;
    private readonly Process _process;
    private readonly Action<string> _broke;
    private readonly TaskCompletionSource<bool> _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _said = new();
    private volatile bool _ending;

    private PrivateBroker(PatientTopics topics, Action<string> broke)
    {
        _broke = broke;
        _port = FreePort();
        WriteFiles(topics);
        _process = new() { StartInfo = Command(), EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        try
        {
            _process.Start();
        }
        catch (Win32Exception missing)
        {
            _folder.Delete(recursive: true);
            throw new CommandException(
                ExitCode.Failed, "mosquitto is not on this machine: install it ('apt install mosquitto'), or name a broker with --broker", missing);
        }

        _process.BeginErrorReadLine();
    }

    /// <summary>How the worker connects to it.</summary>
    public MqttLinkOptions Options => new()
    {
        Host = "127.0.0.1",
        Port = _port,
        ClientId = WorkerUser,
        UserName = WorkerUser,
        Password = _workerPassword,
    };

    /// <summary>Starts one and waits until it takes connections. For the main thread.</summary>
    /// <param name="topics">The only topics that anybody may use.</param>
    /// <param name="broke">Told when it ends by itself.</param>
    /// <exception cref="CommandException">mosquitto is missing, or does not start.</exception>
    public static PrivateBroker Start(PatientTopics topics, Action<string> broke)
    {
        // Between finding a free port and mosquitto's taking it somebody else may have.
        for (var attempt = 1; ; attempt++)
        {
            var broker = new PrivateBroker(topics, broke);
            if (broker._running.Task.Wait(StartDeadline) && broker._running.Task.Result)
            {
                return broker;
            }

            broker.Dispose();
            if (attempt == Attempts)
            {
                throw new CommandException(ExitCode.Failed, "the private broker does not start: " + broker._said.Replace('\n', ' '));
            }
        }
    }

    /// <summary>The options file of a display, mode 0600.</summary>
    public string DisplayOptions => Path.Combine(_folder.FullName, "mosquitto_sub");

    /// <summary>A line for a shell that shows the patient's messages; its credentials lie in a file of mode 0600.</summary>
    public string SubscribeLine(PatientTopics topics) => $"XDG_CONFIG_HOME={_folder.FullName} mosquitto_sub -v -t '{topics.Prefix}#'";

    public void Dispose()
    {
        _ending = true;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static string NewPassword() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    // mosquitto's own form, $7$iterations$salt$PBKDF2-HMAC-SHA512. Few iterations do for a random password of 128 bits.
    private static string Hashed(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(12);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, 101, HashAlgorithmName.SHA512, 64);
        return $"$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
    }

    private ProcessStartInfo Command()
    {
        string[] bare = [Places.FirstOrDefault(File.Exists) ?? "mosquitto", "-c", Path.Combine(_folder.FullName, "mosquitto.conf")];
        var command = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid") && File.Exists("/usr/bin/setpriv")
            ? ["/usr/bin/setsid", "/usr/bin/setpriv", "--pdeathsig", "TERM", .. bare]
            : bare;
        return new(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
    }

    private void WriteFiles(PatientTopics topics)
    {
        var displayPassword = NewPassword();
        Write("users", $"{WorkerUser}:{Hashed(_workerPassword)}\n{DisplayUser}:{Hashed(displayPassword)}\n");
        Write("rights", $"user {WorkerUser}\ntopic write {topics.Prefix}#\n\nuser {DisplayUser}\n"
            + string.Concat(DisplayReads.Select(read => $"topic read {topics.Prefix}{read}\n")));

        // mosquitto_sub reads its options from $XDG_CONFIG_HOME/mosquitto_sub.
        Write("mosquitto_sub", $"-h 127.0.0.1\n-p {_port}\n-u {DisplayUser}\n-P {displayPassword}\n");
        Write("mosquitto.conf", $"""
            # Started as root, mosquitto would become another user and could not read this folder.
            user {Environment.UserName}
            listener {_port} 127.0.0.1
            use_username_as_clientid true
            allow_anonymous false
            password_file {Path.Combine(_folder.FullName, "users")}
            acl_file {Path.Combine(_folder.FullName, "rights")}
            message_size_limit {MessageReader.MaxLength}
            set_tcp_nodelay true
            persistence false
            log_dest stderr
            log_type error
            log_type warning
            log_type information
            """);
    }

    private void Write(string name, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(Path.Combine(_folder.FullName, name), options);
        file.Write(content);
    }

    // On a thread of the pool. The last line is null: it has ended.
    private void Hear(string? line)
    {
        if (line is null)
        {
            if (!_running.TrySetResult(false) && !_ending)
            {
                _broke("the private broker has ended by itself");
            }
        }
        else if (line.EndsWith(" running", StringComparison.Ordinal))
        {
            _running.TrySetResult(true);
        }
        else if (!_running.Task.IsCompleted)
        {
            _said.AppendLine(line);
        }
    }
}
