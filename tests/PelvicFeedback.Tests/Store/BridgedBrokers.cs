using System.Diagnostics;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Store;

/// <summary>Two mosquittos as in life: the home's, with a bridge to the clinic's. Each can be killed and started again with what it had saved.</summary>
internal sealed class BridgedBrokers : IDisposable
{
    private readonly Broker _home;
    private readonly Broker _clinic;

    /// <param name="folder">For configurations and what the brokers save.</param>
    /// <param name="bridgeMayWrite">What the home's bridge may write at the clinic, an ACL's topic filters.</param>
    public BridgedBrokers(string folder, params string[] bridgeMayWrite)
    {
        var (home, clinic) = (Ports.Free(), Ports.Free());
        var rights = Path.Combine(folder, "clinic.rights");
        File.WriteAllText(rights, $"""
            user hub
            topic readwrite pelvic/#
            user bridge
            topic read pelvic/#
            topic write pelvic/v1/clinic/p7/link
            {string.Join('\n', bridgeMayWrite.Select(filter => "topic write " + filter))}

            """);
        _clinic = new(folder, "clinic", clinic, $"acl_file {rights}");
        _home = new(folder, "home", home, $"""
            connection clinic
            address 127.0.0.1:{clinic}
            bridge_protocol_version mqttv311
            remote_clientid bridge
            remote_username bridge
            cleansession false
            try_private true
            keepalive_interval 10
            restart_timeout 1
            notifications true
            notification_topic pelvic/v1/clinic/p7/link
            topic alert/+ out 1 pelvic/v1/clinic/p7/ pelvic/v1/clinic/p7/
            topic ack/+ in 1 pelvic/v1/clinic/p7/ pelvic/v1/clinic/p7/
            topic marks in 1 pelvic/v1/clinic/p7/ pelvic/v1/clinic/p7/
            """);
    }

    public Broker Home => _home;

    public Broker Clinic => _clinic;

    public void Dispose()
    {
        _home.Dispose();
        _clinic.Dispose();
    }

    internal sealed class Broker(string folder, string name, int port, string more) : IDisposable
    {
        private Process? _process;

        public int Port => port;

        public void Start()
        {
            var saved = Directory.CreateDirectory(Path.Combine(folder, name + "-saved")).FullName;
            var configuration = Path.Combine(folder, name + ".conf");
            File.WriteAllText(configuration, $"""
                listener {port} 127.0.0.1
                user {Environment.UserName}
                allow_anonymous true
                persistence true
                persistence_location {saved}/
                autosave_interval 1
                autosave_on_changes true
                max_queued_messages 1000
                log_dest stderr
                {more}

                """);
            var running = new TaskCompletionSource();
            _process = new() { StartInfo = new("/usr/sbin/mosquitto", ["-c", configuration]) { RedirectStandardError = true } };
            _process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data is null)
                {
                    running.TrySetException(new InvalidOperationException($"The {name} broker ended."));
                }
                else if (line.Data.EndsWith(" running", StringComparison.Ordinal))
                {
                    running.TrySetResult();
                }
            };
            _process.Start();
            _process.BeginErrorReadLine();
            running.Task.WaitAsync(BrokerProcess.Patience).GetAwaiter().GetResult();
        }

        public void Dispose() => Kill();

        /// <summary>As a power cut would.</summary>
        public void Kill()
        {
            if (_process is not null)
            {
                _process.Kill();
                _process.WaitForExit();
                _process.Dispose();
                _process = null;
            }
        }
    }
}
