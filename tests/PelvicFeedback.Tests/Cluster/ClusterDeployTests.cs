using System.Text.RegularExpressions;
using PelvicFeedback.Hub.Cluster;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Worker;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>What <c>deploy/cluster</c> tells systemd, Kubernetes and an operator fits together, and is what the program takes. Nothing of it is run here.</summary>
public sealed partial class ClusterDeployTests : IDisposable
{
    private const string Program = "/opt/pelvicfeedback-hub-cluster/pelvicfeedback-hub-cluster";
    private static readonly string Kubernetes = Deployed("kubernetes.yaml");
    private static readonly string[] Objects = Kubernetes.Split("\n---\n");
    private readonly TemporaryFolder _folder = new();

    private static IEnumerable<string> Units => Directory.EnumerateFiles(Repository.Path("deploy", "cluster"), "*.service");

    public void Dispose() => _folder.Dispose();

    [SystemdFact]
    public void Systemd_understands_the_units_and_finds_them_hard()
    {
        foreach (var file in Units)
        {
            var unit = Path.Combine(_folder.Path, Path.GetFileName(file));
            File.WriteAllText(unit, File.ReadAllText(file).Replace(Program + " ", "/bin/true ", StringComparison.Ordinal));
            Assert.Equal(new(0, ""), new Command("systemd-analyze", "verify", unit).Run());
            var security = new Command("systemd-analyze", "security", "--offline=true", "--threshold=20", unit).Run();
            Assert.True(security.ExitCode == 0, security.Output);
        }
    }

    [Fact]
    public void Every_command_line_is_one_that_the_program_takes()
    {
        var units = Units.Select(unit => Started().Match(File.ReadAllText(unit)).Groups[1].Value.Replace("$OPTIONS", "--keep-days 7305", StringComparison.Ordinal).Split(' '));
        var containers = Arguments().Matches(Kubernetes).Select(args => args.Groups[1].Value.Split(',').Select(word => word.Trim().Trim('"')).ToArray());
        string[][] lines = [.. units, .. containers];

        Assert.Equal(["logins", "logins", "prepare", "web", "web", "work", "work"], lines.Select(line => line[0]).Order().ToArray());
        Assert.All(lines, line => Assert.Empty(ClusterCommands.All().Parse(line).Errors.Select(error => error.Message)));
        Assert.Contains($":{ClusterCommands.All().Parse(["logins", "--postgres-file", "x"]).GetValue<int>("--port")}/user\n", Deployed("rabbitmq.conf"));
    }

    [Fact]
    public void Every_option_that_an_operator_is_told_of_is_one_of_its_command()
    {
        var commands = ClusterCommands.All().Subcommands.ToDictionary(command => command.Name, command => command.Options.Select(option => option.Name));
        (string Command, string Options)[] told = [.. ((string[])[Deployed("README.md"), File.ReadAllText(Repository.Path("docs", "hub-cluster.md"))])
            .SelectMany(text => Told().Matches(text))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value))
            .Where(one => commands.ContainsKey(one.Item1))];

        Assert.Equal(commands.Keys.Order().ToArray(), told.Select(one => one.Command).Distinct().Order().ToArray());
        Assert.All(told, one => Assert.All(Option().Matches(one.Options), option => Assert.Contains(option.Value, commands[one.Command])));
    }

    [Fact]
    public void What_a_pod_mounts_is_there_and_what_is_there_is_made()
    {
        var made = Made().Matches(Kubernetes).ToDictionary(match => (IsSecret: match.Groups[1].Value != "configmap", match.Groups[2].Value), match => Files().Matches(match.Value).Select(file => file.Groups[1].Value).ToArray());
        foreach (var map in Objects.Where(one => one.Contains("\nkind: ConfigMap\n", StringComparison.Ordinal)))
        {
            made.Add((false, NameOf(map)), [.. Entries().Matches(map).Select(entry => entry.Groups[1].Value)]);
        }

        var used = new HashSet<(bool, string)>();
        foreach (var one in Objects)
        {
            var volumes = Volumes().Matches(one).ToDictionary(match => match.Groups[1].Value, match => (IsSecret: match.Groups[2].Value == "secretName", Name: match.Groups[3].Value));
            string[] others = [.. Others().Matches(one).Select(match => match.Groups[1].Value)];
            Assert.Equal(volumes.Keys.Concat(others).Order().ToArray(), Mounts().Matches(one).Select(match => match.Groups[1].Value).Distinct().Order().ToArray());
            used.UnionWith(volumes.Values);
            foreach (Match mount in Mounts().Matches(one))
            {
                // A file of its own, or one that a command line or a setting names in the folder.
                var (volume, path) = (mount.Groups[1].Value, mount.Groups[2].Value);
                string[] named = mount.Groups[3].Success ? [mount.Groups[3].Value] : [.. Regex.Matches(Kubernetes, $@"(?<=[ =]){path}/([\w.-]+)").Select(file => file.Groups[1].Value)];
                Assert.All(volumes.TryGetValue(volume, out var source) ? named : [], file => Assert.Contains(file, made[source]));
            }

            Assert.All(Keys().Matches(one), key => Assert.Contains(key.Groups[2].Value, made[(true, key.Groups[1].Value)]));
        }

        Assert.Equal(made.Keys.Order().ToArray(), used.Order().ToArray());
    }

    [Fact]
    public void Who_chooses_pods_chooses_some_and_a_port_of_theirs()
    {
        var pods = Objects.Where(one => one.Contains("\n  template:\n", StringComparison.Ordinal) && Labels().IsMatch(one)).ToDictionary(one => Labels().Match(one).Groups[1].Value);
        Assert.Equal(["pelvicfeedback-hub-web", "pelvicfeedback-hub-worker", "rabbitmq"], pods.Keys.Order().ToArray());
        Assert.All(Objects.Where(one => one.Contains("selector:", StringComparison.Ordinal)), one =>
        {
            var app = Assert.Single(Chosen().Matches(one).Select(match => match.Groups[1].Value).Distinct());
            var pod = pods[app];
            Assert.All(Targets().Matches(one), target => Assert.Contains($"{{ name: {target.Groups[1].Value}, containerPort: ", pod));
            Assert.All(Governing().Matches(one), service => Assert.Contains(Objects, other => NameOf(other) == service.Groups[1].Value && other.Contains("\n  clusterIP: None\n", StringComparison.Ordinal)));
        });
        Assert.All(Probed().Matches(Kubernetes), port => Assert.Contains($"{{ name: {port.Groups[1].Value}, containerPort: ", Kubernetes));
    }

    [Fact]
    public void Brokers_have_the_names_and_ports_by_which_they_are_looked_for()
    {
        var broker = Objects.Single(one => one.Contains("\nkind: StatefulSet\n", StringComparison.Ordinal) && NameOf(one) == "rabbitmq");
        Assert.Contains("value: rabbit@$(NAME).rabbitmq }", broker);
        Assert.Contains("\n  serviceName: rabbitmq\n  replicas: 3\n", broker);
        Assert.Equal(["rabbit@rabbitmq-0.rabbitmq", "rabbit@rabbitmq-1.rabbitmq", "rabbit@rabbitmq-2.rabbitmq"], Node().Matches(Kubernetes).Select(node => node.Groups[1].Value).ToArray());
        Assert.Contains("mqtt.listeners.ssl.default = 8883\n", Kubernetes);
        Assert.Contains("{ name: mqtts, containerPort: 8883 }", broker);
    }

    private static string Deployed(string name) => File.ReadAllText(Repository.Path("deploy", "cluster", name));

    private static string NameOf(string one) => Name().Match(one).Groups[1].Value;

    [GeneratedRegex("^ExecStart=" + Program + " (.*)$", RegexOptions.Multiline)]
    private static partial Regex Started();

    [GeneratedRegex(@"\bargs: \[([^]]*)\]")]
    private static partial Regex Arguments();

    [GeneratedRegex("`(?:pelvicfeedback-hub-cluster )?([a-z-]+)( [^`]*)?`")]
    private static partial Regex Told();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"kubectl create (configmap|secret generic) ([\w-]+)( --from-file=[\w.-]+)+")]
    private static partial Regex Made();

    [GeneratedRegex(@"--from-file=([\w.-]+)")]
    private static partial Regex Files();

    [GeneratedRegex(@"^  ([\w.-]+): \|$", RegexOptions.Multiline)]
    private static partial Regex Entries();

    [GeneratedRegex(@"- \{ name: ([\w-]+), (?:secret|configMap): \{ (secretName|name): ([\w-]+)")]
    private static partial Regex Volumes();

    [GeneratedRegex(@"(?:(?<=- \{ name: )|(?<=volumeClaimTemplates:\n    - metadata: \{ name: ))([\w-]+)(?=, emptyDir:| \})")]
    private static partial Regex Others();

    [GeneratedRegex(@"- \{ name: ([\w-]+), mountPath: ([\w/.-]+)(?:, subPath: ([\w.-]+))?")]
    private static partial Regex Mounts();

    [GeneratedRegex(@"secretKeyRef: \{ name: ([\w-]+), key: ([\w.-]+) \}")]
    private static partial Regex Keys();

    [GeneratedRegex(@"\n      labels: \{ app: ([\w-]+) \}")]
    private static partial Regex Labels();

    [GeneratedRegex(@"(?:selector|matchLabels): \{ app: ([\w-]+) \}")]
    private static partial Regex Chosen();

    [GeneratedRegex(@"targetPort: (\w+)")]
    private static partial Regex Targets();

    [GeneratedRegex(@"serviceName: ([\w-]+)")]
    private static partial Regex Governing();

    [GeneratedRegex(@"\{ (?:scheme: HTTPS, )?port: ([a-z]+)[ ,]")]
    private static partial Regex Probed();

    [GeneratedRegex(@"nodes\.\d = (\S+)")]
    private static partial Regex Node();

    [GeneratedRegex(@"\nmetadata:\n  name: ([\w-]+)\n")]
    private static partial Regex Name();
}
