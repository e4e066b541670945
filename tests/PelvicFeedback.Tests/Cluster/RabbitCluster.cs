using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>
/// RabbitMQ brokers of the tests' own, each a process with its own ports, in one cluster with its own cookie and name server, on loopback or each on a network
/// of its own; run by an unprivileged user, as Debian's are.
/// </summary>
internal sealed class RabbitCluster : IDisposable
{
    public const string User = "hub";
    private const string Unprivileged = "nobody";
    private const string Scripts = "/usr/lib/rabbitmq/bin";
    private const string Loopback = "127.0.0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicrabbit");
    private readonly string _cookie = RandomNumberGenerator.GetHexString(20);
    private readonly int _namePort = Ports.Free();
    private readonly BrokerNetwork? _network;
    private readonly RabbitHomesDoor? _homes;
    private readonly List<Process> _names = [];
    private readonly List<BrokerNode> _nodes = [];

    /// <param name="brokers">How many.</param>
    /// <param name="network">Where each is on its own; null for loopback. Not disposed of with this.</param>
    /// <param name="homes">How homes come in; null where none does.</param>
    public RabbitCluster(int brokers, BrokerNetwork? network = null, RabbitHomesDoor? homes = null)
    {
        (_network, _homes) = (network, homes);
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

    public int Count => _nodes.Count;

    /// <summary>Where homes find them.</summary>
    public IReadOnlyList<(string Host, int Port)> Mqtt => [.. _nodes.Select(node => (node.Host, node.Mqtt))];

    /// <summary>Where they tell how they are.</summary>
    public IReadOnlyList<Uri> Metrics => [.. _nodes.Select(node => new Uri($"http://{node.Host}:{node.Metrics}/metrics/per-object"))];

    /// <summary>Where homes come in, with TLS; one a broker.</summary>
    public IReadOnlyList<int> MqttsPorts => [.. _nodes.Select(node => node.Mqtts)];

    /// <summary>An address a line, as workers read it.</summary>
    public string Addresses => string.Concat(_nodes.Select(node => $"amqp://{User}:{Password}@{node.Host}:{node.Amqp}/\n"));

    /// <summary>The broker that leads the most of these queues.</summary>
    public int LeaderOf(string prefix) => Leaders(prefix).CountBy(leader => leader).MaxBy(leader => leader.Value).Key;

    /// <summary>Has one broker lead all quorum queues.</summary>
    public void HaveLead(int broker)
    {
        Control(broker, $"[rabbit_quorum_queue:transfer_leadership(Q, '{_nodes[broker].Name}') || Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) =:= rabbit_quorum_queue].", "eval");
        Until(() => Leaders("pelvic.").All(leader => leader == broker), "It does not lead all.");
    }

    /// <summary>The broker that a client of that name is with.</summary>
    public int BrokerOf(string client)
    {
        var at = -1;
        Until(() => (at = _nodes.FindIndex(node => Rows(node, "list_connections", "client_properties", "pid").Any(row => row[0].Contains($"\"{client}\"", StringComparison.Ordinal) && row[^1].StartsWith($"<{node.Name}.", StringComparison.Ordinal)))) >= 0, client + " is nowhere.");
        return at;
    }

    /// <summary>As a power cut would.</summary>
    public void Kill(int broker) => _nodes[broker].Dispose();

    /// <summary>Starts a broker that was killed, and waits until any one of them may be lost again.</summary>
    public void Restart(int broker)
    {
        Start(_nodes[broker]);
        WaitFor(_nodes[broker]);
        AwaitAll(broker);
    }

    /// <summary>Waits until a broker runs that has been standing still, and any one of them may be lost again.</summary>
    public void AwaitAll(int broker) => Until(
        () => Run(_nodes[broker], "rabbitmq-diagnostics", ["check_running"]).ExitCode == 0 && Run(_nodes[broker], "rabbitmq-upgrade", ["await_online_quorum_plus_one"]).ExitCode == 0,
        "It does not come back.");

    /// <summary>Waits until a broker takes nobody's connection any more: it stands still.</summary>
    public void AwaitStill(int broker) => Until(
        () =>
        {
            try
            {
                using var home = new TcpClient(_nodes[broker].Host, _nodes[broker].Mqtt);
                return false;
            }
            catch (SocketException)
            {
                return true;
            }
        },
        "It takes connections.");

    /// <summary>From now on a broker has more in its memory than it may: none of them takes anything.</summary>
    public void HaveNoMemory(int broker)
    {
        Control(broker, "0.00001", "set_vm_memory_high_watermark");
        Until(() => Run(_nodes[broker], "rabbitmq-diagnostics", ["-q", "check_local_alarms"]).ExitCode != 0, "It is content with its memory.");
    }

    /// <summary>From now on it may have as much as usual.</summary>
    public void HaveMemory(int broker) => Control(broker, "0.4", "set_vm_memory_high_watermark");

    /// <summary>An operator's command.</summary>
    /// <param name="broker">Whom it is for.</param>
    /// <param name="last">What it is about.</param>
    /// <param name="command">What it is.</param>
    public string Control(int broker, string last, params string[] command)
    {
        var (code, said) = Run(_nodes[broker], "rabbitmqctl", ["-q", .. command, last]);
        return code == 0 ? said : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', command)} {last}: {said}");
    }

    public void Dispose()
    {
        _nodes.ForEach(node => node.Dispose());
        foreach (var names in _names)
        {
            names.Kill();
            names.WaitForExit();
            names.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // As RabbitMQ keeps a password: four bytes of salt, and SHA-256 over them and the password.
    private static string HashOf(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }

    private static void Until(Func<bool> done, string otherwise)
    {
        if (!SpinWait.SpinUntil(done, Patience))
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private static void WaitFor(BrokerNode node)
    {
        var said = new List<string>();
        while (node.Said.TryTake(out var line, Patience))
        {
            said.Add(line);
            if (line.Contains("completed with", StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"{node.Name} does not start: {string.Join(' ', said.TakeLast(20))}");
    }

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

        // One a network.
        foreach (var node in _nodes.DistinctBy(node => node.Back))
        {
            _names.Add(Start(node, new("epmd", ["-port", Text(_namePort), "-address", node.Back])));
        }

        _nodes.ForEach(Start);
        _nodes.ForEach(WaitFor);
    }

    // Under another user it must be able to read what is made here, and to write beside it.
    private BrokerNode Make(int number)
    {
        var (host, back) = _network is null ? (Loopback, Loopback) : (_network.Front(number), BrokerNetwork.Back(number));
        var node = new BrokerNode(string.Create(CultureInfo.InvariantCulture, $"pelvic{number}@{back}"), _folder.CreateSubdirectory(Text(number)).FullName, host, back, _network?.Within(number) ?? [])
        {
            Amqp = Ports.Free(),
            Mqtt = Ports.Free(),
            Mqtts = Ports.Free(),
            Distribution = Ports.Free(),
            Metrics = Ports.Free(),
        };
        File.WriteAllText(Path.Combine(node.Folder, "plugins"), Deployed("enabled_plugins"));
        var definitions = Path.Combine(node.Folder, "definitions.json");
        File.WriteAllText(definitions, Deployed("definitions.json").Replace("PASSWORD_HASH", HashOf(Password), StringComparison.Ordinal));

        // A machine for tests may have less disk to spare than a provider's.
        var deployed = Deployed("rabbitmq.conf").Replace("/etc/rabbitmq/definitions.json", definitions, StringComparison.Ordinal).Replace("6GB", "50MB", StringComparison.Ordinal);
        deployed = deployed.Replace(":5095/", $":{Text(_homes?.Logins ?? 5095)}/", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(node.Folder, "rabbitmq.conf"), deployed + $"""
            listeners.tcp.1 = {host}:{node.Amqp}
            mqtt.listeners.tcp.1 = {host}:{node.Mqtt}
            prometheus.tcp.ip = {host}
            prometheus.tcp.port = {node.Metrics}
            cluster_formation.peer_discovery_backend = classic_config

            """ + _homes?.Settings(node.Folder, node.Mqtts));
        return node;

        static string Deployed(string name) => File.ReadAllText(Repository.Path("deploy", "cluster", name));
    }

    private Dictionary<string, string> Surroundings(BrokerNode node) => new()
    {
        ["HOME"] = node.Folder,
        ["RABBITMQ_NODENAME"] = node.Name,
        ["RABBITMQ_USE_LONGNAME"] = "true",
        ["RABBITMQ_DIST_PORT"] = Text(node.Distribution),
        ["ERL_EPMD_PORT"] = Text(_namePort),
        ["ERL_EPMD_ADDRESS"] = node.Back,
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
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = $"-noinput -kernel inet_dist_use_interface {{{node.Back.Replace('.', ',')}}}",
    };

    // Whose leader is which.
    private List<int> Leaders(string prefix) =>
        [.. Rows(_nodes.First(node => node.Runs), "list_queues", "name", "leader").Where(row => row[0].StartsWith(prefix, StringComparison.Ordinal)).Select(row => _nodes.FindIndex(node => node.Name == row[^1]))];

    private List<string[]> Rows(BrokerNode node, params string[] command) =>
        [.. Run(node, "rabbitmqctl", ["-q", .. command]).Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd().Split('\t'))];

    private (int ExitCode, string Said) Run(BrokerNode node, string program, string[] arguments)
    {
        using var ask = Start(node, new(Path.Combine(Scripts, program), ["-n", node.Name, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true });
        ask.ErrorDataReceived += (_, _) => { };
        ask.BeginErrorReadLine();
        var said = ask.StandardOutput.ReadToEnd();
        ask.WaitForExit();
        return (ask.ExitCode, said);
    }

    private void Start(BrokerNode node) =>
        node.Began(Start(node, new(Path.Combine(Scripts, "rabbitmq-server")) { RedirectStandardOutput = true, RedirectStandardError = true }));

    // Where the broker is, and as who it runs.
    private Process Start(BrokerNode node, ProcessStartInfo info)
    {
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", Unprivileged, "--regid", "nogroup", "--clear-groups"] : [];
        string[] whole = [.. node.Within, .. user, info.FileName, .. info.ArgumentList];
        var start = new ProcessStartInfo(whole[0], whole[1..])
        {
            RedirectStandardOutput = info.RedirectStandardOutput,
            RedirectStandardError = info.RedirectStandardError,
            WorkingDirectory = node.Folder,
        };
        foreach (var (name, value) in Surroundings(node))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
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
