using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Tests.Worker;

/// <summary>What <c>deploy/</c> holds works as it is, with the places of this test in those of a real machine.</summary>
public sealed class DeployTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-test-");
    private readonly List<Process> _brokers = [];

    public void Dispose()
    {
        foreach (var broker in _brokers)
        {
            broker.Kill();
            broker.WaitForExit();
            broker.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    [SystemdFact]
    public void Systemd_understands_the_unit_and_finds_it_hard()
    {
        var unit = Path.Combine(_folder.FullName, "pelvicfeedback.service");
        File.WriteAllText(unit, Deployed("pelvicfeedback.service").Replace("/opt/pelvicfeedback/pelvicfeedback ", "/bin/true ", StringComparison.Ordinal));

        Assert.Equal(new(0, ""), new Command("systemd-analyze", "verify", unit).Run());
        var security = new Command("systemd-analyze", "security", "--offline=true", "--threshold=20", unit).Run();
        Assert.True(security.ExitCode == 0, security.Output);
    }

    [Fact]
    public void The_worker_takes_the_settings()
    {
        using var json = File.OpenRead(Repository.Path("deploy", "pelvicfeedback.json"));
        Assert.Equal("pelvic/v1/demo/demo/", RunSettings.Read(new Choices(_ => null, _ => null, ("pelvicfeedback.json", json), RunSettings.All)).Topics.Prefix);
    }

    [Fact]
    public void The_rights_are_those_of_the_brokers_that_the_program_writes()
    {
        const string Everybodys = PatientTopics.Root + "/+/+/";
        var topics = new PatientTopics(Pseudonym.Parse("clinic-a"), Pseudonym.Parse("p7"));
        Assert.Equal(
            BrokerLogin.Rights(
            [
                new(UserNames.Hub, null, Everybodys, BrokerRole.Hub),
                new(UserNames.Registrar, null, Everybodys, BrokerRole.Registrar),
                new(ClinicBridge.HomeUser(topics), null, topics.Prefix, BrokerRole.Home),
            ]),
            WithoutRemarks("clinic-rights"));
        Assert.Equal(
            BrokerLogin.Rights(
                [new(UserNames.Worker, null, topics.Prefix, BrokerRole.Worker), new(UserNames.Display(1), null, topics.Prefix, BrokerRole.Display)]),
            WithoutRemarks("home-rights"));
        Assert.Contains($"#remote_username {ClinicBridge.HomeUser(topics)}\n", Deployed("mosquitto", "home.conf"));

        static string WithoutRemarks(string name) =>
            string.Concat(Deployed("mosquitto", name).Split('\n').Where(line => !line.StartsWith('#')).Select(line => line + "\n")).Trim('\n') + "\n\n";
    }

    [Fact]
    public void The_units_guide_is_published_with_the_program()
    {
        const string Program = "/opt/pelvicfeedback/";
        var guide = Deployed("pelvicfeedback.service").Split('\n').Single(line => line.StartsWith("Documentation=", StringComparison.Ordinal));
        Assert.StartsWith("Documentation=file:" + Program + "deploy/", guide, StringComparison.Ordinal);
        Assert.True(File.Exists(Repository.Path(guide[("Documentation=file:" + Program).Length..].Split('/'))));
        Assert.Contains(
            """<None Include="../../deploy/**" LinkBase="deploy" CopyToPublishDirectory="PreserveNewest" />""",
            File.ReadAllText(Repository.Path("src", "PelvicFeedback.Worker", "PelvicFeedback.Worker.csproj")));
    }

    [BashFact]
    public void A_home_and_a_clinic_are_bridged_and_each_reaches_its_own_topics_alone()
    {
        MakeCertificates();
        Write("users", string.Concat(((string[])["worker", "display", "clinic-a.p7", "clinic-a.p8", "hub", "registrar"]).Select(Login)));
        var (home, clinic) = (Ports.Free(), Ports.Free());
        StartBroker(Placed("clinic.conf").Replace("listener 8883", $"listener {clinic} 127.0.0.1", StringComparison.Ordinal), "clinic");
        StartBroker(
            string.Join('\n', Placed("home.conf").Split('\n').Select(line => line.StartsWith('#') && !line.StartsWith("# ", StringComparison.Ordinal) ? line[1..] : line))
                .Replace("listener 1883", $"listener {home}", StringComparison.Ordinal)
                .Replace("clinic.example:8883", $"localhost:{clinic}", StringComparison.Ordinal)
                .Replace("CHANGE-ME", "clinic-a.p7", StringComparison.Ordinal),
            "home");

        var hub = new SubscriberProcess([.. At(clinic, "hub"), "-q", "1", "-t", "pelvic/v1/#"]);

        // What the bridge says of itself comes first. It asks for its own topics right after that, and forwards an alert after those:
        // once the hub has one, an acknowledgement finds its way.
        HearUntil("1");
        Assert.True(Takes(home, "worker", "p7/alert/pelvic-drop", "real"));
        HearUntil("real");
        Assert.True(Takes(home, "worker", "p7/live", "stays at home"));
        Assert.False(Takes(home, "display", "p7/alert/pelvic-drop", "forged by a display"));
        Assert.False(Takes(home, "worker", "p8/alert/pelvic-drop", "another's"));
        Assert.False(Takes(clinic, "clinic-a.p8", "p7/alert/pelvic-drop", "forged by another home"));
        Assert.False(Takes(clinic, "clinic-a.p8", "p8/ack/x-2", "forged acknowledgement"));
        Assert.False(Takes(clinic, "registrar", "p7/alert/pelvic-drop", "forged by the registrar"));
        Assert.True(Takes(clinic, "registrar", "p7/sensor", "cleared"));
        Assert.True(Takes(clinic, "clinic-a.p8", "p8/alert/pelvic-drop", "last"));
        Assert.DoesNotContain(HearUntil("last"), payload => payload.Contains("forged", StringComparison.Ordinal) || payload.Contains("home", StringComparison.Ordinal));

        // The hub's one login cannot hear and speak in two programs.
        hub.Dispose();
        using var worker = new SubscriberProcess([.. At(home, "worker"), "-q", "1", "-t", "pelvic/v1/clinic-a/p7/ack/+"]);
        Assert.True(Takes(clinic, "hub", "p7/ack/x-1", "stored"));
        Assert.Equal("stored", worker.Next().Payload);

        List<string> HearUntil(string payload)
        {
            var heard = new List<string>();
            do
            {
                heard.Add(hub.Next().Payload);
            }
            while (heard[^1] != payload);
            return heard;
        }
    }

    private static string Deployed(params string[] name) => File.ReadAllText(Repository.Path(["deploy", .. name]));

    // Everybody's password is their name.
    private static string Login(string user)
    {
        var salt = RandomNumberGenerator.GetBytes(12);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(user), salt, 101, HashAlgorithmName.SHA512, 64);
        return $"{user}:$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}\n";
    }

    private void MakeCertificates()
    {
        using var authorityKey = RSA.Create(2048);
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var authorityRequest = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = authorityRequest.CreateSelfSigned(from, to);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, from, to, [1]);
        Write("clinic-ca.pem", authority.ExportCertificatePem());
        Write("clinic.pem", certificate.ExportCertificatePem());
        Write("clinic.key", key.ExportPkcs8PrivateKeyPem());
    }

    private string[] At(int port, string user) =>
    [
        "-h", "localhost", "-p", $"{port}", "-V", "5", "-u", user, "-P", user,
        .. user is "worker" or "display" ? [] : (string[])["--cafile", InFolder("clinic-ca.pem")],
    ];

    // Whether the broker takes it; 16 says that it does and that nobody listens.
    private bool Takes(int port, string user, string topic, string payload)
    {
        var said = new Command("mosquitto_pub", ["-d", "-q", "1", "-t", "pelvic/v1/clinic-a/" + topic, "-m", payload, .. At(port, user)]).Run().Output;
        return said.Split("PUBACK (Mid: 1, RC:")[1].Split(')')[0] is "0" or "16";
    }

    private string Placed(string configuration)
    {
        var rights = configuration.Replace(".conf", "-rights", StringComparison.Ordinal);
        var blocks = Deployed("mosquitto", rights);
        Write(rights, blocks + (rights == "clinic-rights" ? blocks[blocks.IndexOf("user clinic-a.p7", StringComparison.Ordinal)..].Replace("p7", "p8", StringComparison.Ordinal) : ""));
        var store = Directory.CreateDirectory(InFolder(configuration + ".store")).FullName;
        return $"user {Environment.UserName}\n" + Deployed("mosquitto", configuration)
            .Replace("/etc/mosquitto/pelvicfeedback-users", InFolder("users"), StringComparison.Ordinal)
            .Replace("/etc/mosquitto/pelvicfeedback-rights", InFolder(rights), StringComparison.Ordinal)
            .Replace("/etc/mosquitto/clinic", InFolder("clinic"), StringComparison.Ordinal)
            .Replace("/var/lib/mosquitto/", store + "/", StringComparison.Ordinal);
    }

    private void StartBroker(string configuration, string name)
    {
        Write(name + ".placed", configuration);
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new StringBuilder();
        var broker = new Process { StartInfo = new("/usr/sbin/mosquitto", ["-v", "-c", InFolder(name + ".placed")]) { RedirectStandardError = true, RedirectStandardOutput = true } };
        broker.OutputDataReceived += (_, line) => Hear(line.Data);
        broker.ErrorDataReceived += (_, line) => Hear(line.Data);
        broker.Start();
        _brokers.Add(broker);
        broker.BeginOutputReadLine();
        broker.BeginErrorReadLine();
        running.Task.WaitAsync(BrokerProcess.Patience).GetAwaiter().GetResult();

        void Hear(string? line)
        {
            said.AppendLine(line);
            if (line is null)
            {
                running.TrySetException(new InvalidOperationException("mosquitto ended: " + said));
            }
            else if (line.EndsWith(" running", StringComparison.Ordinal))
            {
                running.TrySetResult();
            }
        }
    }

    // mosquitto takes no place with a space in it.
    private string InFolder(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, string content) => File.WriteAllText(InFolder(name), content);
}

/// <summary>A test that asks systemd's own tool.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SystemdFactAttribute : FactAttribute
{
    public SystemdFactAttribute() => Skip = File.Exists("/usr/bin/systemd-analyze") ? null : "systemd-analyze is not on this machine";
}
