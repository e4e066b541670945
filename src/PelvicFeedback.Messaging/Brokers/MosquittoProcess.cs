using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Messaging.Brokers;

/// <summary>
/// A mosquitto of our own, started again when it dies. It ends with us: when this is disposed of, and on Linux also when we are killed,
/// by the kernel (<c>setpriv --pdeathsig</c>, from util-linux). The kernel means the <i>thread</i> that started the child, so one
/// thread starts them all and lives as long as this does. Elsewhere a killed worker leaves its broker behind. The child has a session of its own
/// (<c>setsid</c>), so that Ctrl-C in a terminal reaches us alone, who then still have a broker for the last messages.
/// </summary>
internal sealed partial class MosquittoProcess : IDisposable
{
    private const int MostSaid = 4000;
    private const int Hangup = 1;
    private const int Terminate = 15;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HangupPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(2);

    // One that ran that long was well: its end is a new trouble, not the same one going on.
    private static readonly TimeSpan Well = TimeSpan.FromSeconds(60);

    // Debian has mosquitto in sbin, which is not on everybody's path.
    private static readonly string[] Places = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"];

    private readonly string _configuration;
    private readonly Action<string> _says;
    private readonly Backoff _backoff;
    private readonly Func<double> _randomness;
    private readonly ManualResetEventSlim _ending = new();
    private readonly TaskCompletionSource<string?> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Thread _keeper;
    private Process? _process;
    private volatile TaskCompletionSource? _reloaded;
    private long _restarts;

    private MosquittoProcess(string configuration, Action<string> says, Backoff backoff, Func<double> randomness)
    {
        (_configuration, _says, _backoff, _randomness) = (configuration, says, backoff, randomness);
        _keeper = new(Keep) { Name = "mosquitto-keeper", IsBackground = true };
        _keeper.Start();
    }

    /// <summary>How often it was started again.</summary>
    public long Restarts => Interlocked.Read(ref _restarts);

    /// <summary>The id of the process that runs now; null between two.</summary>
    public int? ProcessId
    {
        get
        {
            lock (_gate)
            {
                return _process?.Id;
            }
        }
    }

    /// <summary>Starts one and waits until it takes connections.</summary>
    /// <param name="configuration">Its file.</param>
    /// <param name="says">Told, in one line each, when it has ended by itself and when it is back; from a thread of its own.</param>
    /// <param name="backoff">How long to wait before starting it again.</param>
    /// <param name="randomness">From 0 to 1, evenly.</param>
    /// <exception cref="MqttUnavailableException">mosquitto is missing, or does not start; says what it said.</exception>
    public static MosquittoProcess Start(string configuration, Action<string> says, Backoff backoff, Func<double> randomness)
    {
        var broker = new MosquittoProcess(configuration, says, backoff, randomness);
        var failure = broker._first.Task.Wait(StartDeadline) ? broker._first.Task.Result : "it takes no connections";
        if (failure is null)
        {
            return broker;
        }

        broker.Dispose();
        throw new MqttUnavailableException(failure);
    }

    /// <summary>A port of the loopback interface that nobody has just now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Whether nobody listens at that port of the loopback interface, nor did so a moment ago.</summary>
    public static bool IsFree(int port)
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

    /// <summary>Has it read users and rights again, and drop whoever has no right to be there any more.</summary>
    /// <exception cref="MqttUnavailableException">It does not answer, or not on this system.</exception>
    public void Reload()
    {
        var reloaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _reloaded = reloaded;
        for (var left = StartDeadline; left > TimeSpan.Zero; left -= HangupPause)
        {
            lock (_gate)
            {
                if (_process is null || OperatingSystem.IsWindows())
                {
                    throw new MqttUnavailableException("the broker does not run, or cannot be told to read its users again on this system: restart it");
                }

                _ = kill(_process.Id, Hangup);
            }

            // While it is at one reload, mosquitto forgets the signal for the next.
            if (reloaded.Task.Wait(HangupPause))
            {
                return;
            }
        }

        throw new MqttUnavailableException("the broker does not read its users again: restart it");
    }

    /// <summary>Ends it, politely if it listens.</summary>
    public void Dispose()
    {
        _ending.Set();
        lock (_gate)
        {
            if (_process is { } process)
            {
                End(process);
            }
        }

        _keeper.Join();
    }

    // The keeper's thread: every child is its own.
    private void Keep()
    {
        for (var failures = 1; !_ending.IsSet; failures++)
        {
            var began = Environment.TickCount64;
            var why = RunOnce();
            if (_ending.IsSet || !_first.Task.IsCompletedSuccessfully || _first.Task.Result is not null)
            {
                // The first one that does not start is its starter's business.
                _first.TrySetResult(why);
                return;
            }

            failures = Environment.TickCount64 - began > Well.TotalMilliseconds ? 1 : failures;
            Tell($"the broker has ended by itself ({why}); it is started again");
            if (_ending.Wait(_backoff.Wait(failures, _randomness())))
            {
                return;
            }

            Interlocked.Increment(ref _restarts);
        }
    }

    // Why it has ended: what it said last.
    private string RunOnce()
    {
        var said = new StringBuilder();
        using var process = new Process { StartInfo = Command() };
        try
        {
            lock (_gate)
            {
                if (_ending.IsSet)
                {
                    return "";
                }

                process.Start();
                _process = process;
            }
        }
        catch (Win32Exception missing)
        {
            return $"mosquitto cannot be started: {missing.Message}; install it ('apt install mosquitto'), or name a broker of yours";
        }

        // The rest of its output, should there be any, must not fill the pipe.
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        while (process.StandardError.ReadLine() is { } line)
        {
            Hear(line, said);
        }

        process.WaitForExit();
        lock (_gate)
        {
            _process = null;
        }

        return said.Length > 0 ? said.ToString() : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"exit code {process.ExitCode}");
    }

    private void Hear(string line, StringBuilder said)
    {
        if (line.EndsWith(" running", StringComparison.Ordinal))
        {
            said.Clear();
            if (!_first.TrySetResult(null))
            {
                Tell("the broker is back");
            }
        }
        else if (line.EndsWith("Reloading config.", StringComparison.Ordinal))
        {
            _reloaded?.TrySetResult();
        }
        else if (line.Contains("Error", StringComparison.Ordinal) && said.Length < MostSaid)
        {
            said.Append(said.Length == 0 ? "" : " ").Append(line);
        }
    }

    private ProcessStartInfo Command()
    {
        string[] bare = [Places.FirstOrDefault(File.Exists) ?? "mosquitto", "-c", _configuration];
        var command = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid") && File.Exists("/usr/bin/setpriv")
            ? ["/usr/bin/setsid", "/usr/bin/setpriv", "--pdeathsig", "TERM", .. bare]
            : bare;
        return new(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
    }

    private void Tell(string what)
    {
        try
        {
            _says(what);
        }
        catch (Exception)
        {
            // A broker does not stay away because somebody could not be told of it.
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);

    private static void End(Process process)
    {
        if (!OperatingSystem.IsWindows())
        {
            // It writes its file first.
            _ = kill(process.Id, Terminate);
            if (process.WaitForExit(EndDeadline))
            {
                return;
            }
        }

        process.Kill();
    }
}
