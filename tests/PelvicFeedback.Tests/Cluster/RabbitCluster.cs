using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>
/// RabbitMQ brokers of the tests' own, each a process with its own ports, in one cluster with its own cookie and name server, on loopback; run by an
/// unprivileged user, as Debian's are.
/// </summary>
internal sealed class RabbitCluster : IDisposable
{
    public const string User = "hub";
    private const string Unprivileged = "nobody";
    private const string Scripts = "/usr/lib/rabbitmq/bin";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicrabbit");
    private readonly string _cookie = RandomNumberGenerator.GetHexString(20);
    private readonly int _namePort = Ports.Free();
    private readonly RabbitHomesDoor? _homes;
    private Process? _names;
    private readonly List<Node> _nodes = [];

    /// <param name="brokers">How many.</param>
    /// <param name="homes">How homes come in; null where none does.</param>
    public RabbitCluster(int brokers, RabbitHomesDoor? homes = null)
    {
        _homes = homes;
        try
        {
            for (var n = 0; n < brokers; n++)
            {
                _nodes.Add(Make(n));
            }

            Begin();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Password { get; } = RandomNumberGenerator.GetHexString(20);

    /// <summary>The brokers' processes.</summary>
    public IReadOnlyList<int> Ids => [.. _nodes.Select(node => node.Id)];

    public IReadOnlyList<int> MqttPorts => [.. _nodes.Select(node => node.Mqtt)];

    /// <summary>Where homes come in, with TLS; one a broker.</summary>
    public IReadOnlyList<int> MqttsPorts => [.. _nodes.Select(node => node.Mqtts)];

    /// <summary>An address a line, as workers read it.</summary>
    public string Addresses => string.Concat(_nodes.Select(node => $"amqp://{User}:{Password}@127.0.0.1:{node.Amqp}/\n"));

    /// <summary>The broker that leads the most of these queues.</summary>
    public int LeaderOf(string prefix)
    {
        var info = new ProcessStartInfo(Path.Combine(Scripts, "rabbitmqctl"), ["-q", "-n", _nodes[0].Name, "list_queues", "name", "leader"]) { RedirectStandardOutput = true };
        using var ask = Start(info, _nodes[0].Folder, Surroundings(_nodes[0]));
        var leaders = ask.StandardOutput.ReadToEnd().Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line.Split('\t')[^1].Trim());
        var most = leaders.CountBy(leader => leader).MaxBy(leader => leader.Value).Key;
        return _nodes.FindIndex(node => node.Name == most);
    }

    /// <summary>As a power cut would.</summary>
    public void Kill(int broker) => _nodes[broker].Kill();

    /// <summary>Starts a broker that was killed.</summary>
    public void Restart(int broker)
    {
        Start(_nodes[broker]);
        WaitFor(_nodes[broker]);
    }

    public void Dispose()
    {
        _nodes.ForEach(node => node.Dispose());
        _names?.Kill();
        _names?.WaitForExit();
        _names?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Begin()
    {
        foreach (var node in _nodes)
        {
            var peers = _nodes.Index().Select(peer => $"cluster_formation.classic_config.nodes.{peer.Index + 1} = {peer.Item.Name}\n");
            File.AppendAllText(Path.Combine(node.Folder, "rabbitmq.conf"), string.Concat(peers));
        }

        if (Environment.IsPrivilegedProcess)
        {
            using var give = Process.Start("chown", ["-R", Unprivileged, _folder.FullName]);
            give.WaitForExit();
        }

        _names = Start(new("epmd", ["-port", Text(_namePort), "-address", "127.0.0.1"]), _folder.FullName, []);
        _nodes.ForEach(Start);
        _nodes.ForEach(WaitFor);
    }

    // As RabbitMQ keeps a password: four bytes of salt, and SHA-256 over them and the password.
    private static string HashOf(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }

    // Under another user it must be able to read what is made here, and to write beside it.
    private Node Make(int number)
    {
        var node = new Node(
            string.Create(CultureInfo.InvariantCulture, $"pelvic{number}@127.0.0.1"), _folder.CreateSubdirectory(Text(number)).FullName,
            Ports.Free(), Ports.Free(), Ports.Free(), Ports.Free());
        File.WriteAllText(Path.Combine(node.Folder, "plugins"), "[rabbitmq_mqtt,rabbitmq_auth_backend_http].");
        var definitions = Path.Combine(node.Folder, "definitions.json");
        File.WriteAllText(definitions, Deployed("definitions.json").Replace("PASSWORD_HASH", HashOf(Password), StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(node.Folder, "rabbitmq.conf"), Deployed("rabbitmq.conf")
            .Replace("/etc/rabbitmq/definitions.json", definitions, StringComparison.Ordinal)
            .Replace(":5095/", string.Create(CultureInfo.InvariantCulture, $":{_homes?.Logins ?? 5095}/"), StringComparison.Ordinal) + $"""
            listeners.tcp.1 = 127.0.0.1:{node.Amqp}
            mqtt.listeners.tcp.1 = 127.0.0.1:{node.Mqtt}
            cluster_formation.peer_discovery_backend = classic_config

            """ + _homes?.Settings(node.Folder, node.Mqtts));
        return node;

        static string Deployed(string name) => File.ReadAllText(Repository.Path("deploy", "cluster", name));
    }

    private Dictionary<string, string> Surroundings(Node node) => new()
    {
        ["HOME"] = node.Folder,
        ["RABBITMQ_NODENAME"] = node.Name,
        ["RABBITMQ_USE_LONGNAME"] = "true",
        ["RABBITMQ_DIST_PORT"] = Text(node.Distribution),
        ["ERL_EPMD_PORT"] = Text(_namePort),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(node.Folder, "files"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(node.Folder, "log"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(node.Folder, "made"),
        ["RABBITMQ_FEATURE_FLAGS_FILE"] = Path.Combine(node.Folder, "flags"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(node.Folder, "id"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(node.Folder, "plugins"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(node.Folder, "rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_ERLANG_COOKIE"] = _cookie,

        // The script becomes the broker instead of waiting for it: its id is the broker's.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-noinput -kernel inet_dist_use_interface {127,0,0,1}",
    };

    private void Start(Node node)
    {
        var process = Start(new(Path.Combine(Scripts, "rabbitmq-server")) { RedirectStandardOutput = true, RedirectStandardError = true }, node.Folder, Surroundings(node));
        node.Began(process);
    }

    private static void WaitFor(Node node)
    {
        while (node.Said.TryTake(out var line, Patience))
        {
            if (line.Contains("completed with", StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"{node.Name} does not start.");
    }

    private static Process Start(ProcessStartInfo info, string folder, Dictionary<string, string> surroundings)
    {
        if (Environment.IsPrivilegedProcess)
        {
            var whole = new ProcessStartInfo("setpriv", ["--reuid", Unprivileged, "--regid", "nogroup", "--clear-groups", info.FileName, .. info.ArgumentList])
            {
                RedirectStandardOutput = info.RedirectStandardOutput,
                RedirectStandardError = info.RedirectStandardError,
            };
            info = whole;
        }

        info.WorkingDirectory = folder;
        foreach (var (name, value) in surroundings)
        {
            info.Environment[name] = value;
        }

        return Process.Start(info)!;
    }

    private sealed class Node(string name, string folder, int amqp, int mqtt, int mqtts, int distribution) : IDisposable
    {
        private Process? _process;

        public string Name => name;

        public string Folder => folder;

        public int Amqp => amqp;

        public int Mqtt => mqtt;

        public int Mqtts => mqtts;

        public int Distribution => distribution;

        public int Id => _process!.Id;

        public BlockingCollection<string> Said { get; private set; } = [];

        public void Began(Process process)
        {
            var said = Said = [];
            process.OutputDataReceived += (_, line) => Add(said, line.Data);
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            _process = process;
        }

        public void Kill()
        {
            if (_process is { } process)
            {
                process.Kill();
                process.WaitForExit();
                process.Dispose();
                _process = null;
            }
        }

        public void Dispose() => Kill();

        private static void Add(BlockingCollection<string> said, string? line)
        {
            if (line is null)
            {
                said.CompleteAdding();
            }
            else
            {
                said.Add(line);
            }
        }
    }
}

/// <summary>How homes come in at brokers of the tests' own.</summary>
/// <param name="Logins">The port at which their logins are answered.</param>
/// <param name="Certificates">Of the brokers.</param>
internal sealed record RabbitHomesDoor(int Logins, TestCertificates Certificates)
{
    /// <summary>What is added to a broker's settings, and copied to where it can read it.</summary>
    public string Settings(string folder, int port)
    {
        foreach (var file in new[] { Certificates.Authority, Certificates.Certificate, Certificates.Key })
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            mqtt.listeners.ssl.1 = 127.0.0.1:{port}
            ssl_options.cacertfile = {folder}/authority.pem
            ssl_options.certfile = {folder}/certificate.pem
            ssl_options.keyfile = {folder}/key.pem
            ssl_options.verify = verify_none
            ssl_options.fail_if_no_peer_cert = false

            """);
    }
}
