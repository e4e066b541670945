using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Mosquitto;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Worker.Broker;

namespace PelvicFeedback.Tests.Brokers;

/// <summary>Folders for brokers, and clients for them that share nothing with the service.</summary>
internal sealed class BrokerWorld : IDisposable
{
    public const string Tester = "tester";
    public static readonly PatientTopics Topics = Patient("p7");

    private static readonly string TesterPassword = BrokerLogin.NewPassword();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-test-");
    private readonly ConcurrentQueue<string> _said = new();

    public string Data => Path.Combine(_folder.FullName, "data");

    public string Secrets => Path.Combine(_folder.FullName, "secrets");

    /// <summary>What the brokers' keepers said.</summary>
    public IEnumerable<string> Said => _said;

    public static PatientTopics Patient(string name) => new(Pseudonym.Parse("clinic"), Pseudonym.Parse(name));

    public PrivateBroker Home(PatientTopics? topics = null, ClinicBridge? bridge = null, int port = 0) => PrivateBroker.Start(
        new(Path.Combine(Data, (topics ?? Topics).Patient.ToString()), Path.Combine(Secrets, (topics ?? Topics).Patient.ToString()), topics ?? Topics, port, Bridge: bridge),
        _said.Enqueue);

    public ClinicBroker Clinic(ClinicBrokerTls? tls = null, int port = 0) => ClinicBroker.Start(new(Data, Secrets, port, tls), _said.Enqueue);

    /// <summary>Adds a login that may do everything, or gives a user without password one, until the broker is started anew.</summary>
    public static void Admit(int? process, string folder, string user = Tester)
    {
        File.AppendAllText(Path.Combine(folder, "users"), $"{user}:{BrokerLogin.Hash(TesterPassword)}\n");
        File.AppendAllText(Path.Combine(folder, "rights"), user == Tester ? $"user {user}\ntopic readwrite #\ntopic read $SYS/#\n" : "");
        Signal(process!.Value, "HUP");
    }

    public static MqttLinkOptions Login(int port, string user) =>
        new() { Host = "127.0.0.1", Port = port, ClientId = user, UserName = user, Password = TesterPassword };

    public static MqttLinkOptions Display(PrivateBroker broker, int number)
    {
        var lines = File.ReadAllLines(Path.Combine(broker.DisplayFolder(number), "mosquitto_sub"));
        string Value(string option) => lines.Single(line => line.StartsWith(option, StringComparison.Ordinal))[3..];
        return new() { Host = Value("-h"), Port = int.Parse(Value("-p")), ClientId = Value("-i"), UserName = Value("-u"), Password = Value("-P") };
    }

    public static async Task<IMqttLink> Up(MqttLinkOptions options, Action<IMqttLink>? prepare = null)
    {
        var link = MosquittoLink.Connect(options, prepare);
        await Reached(link, LinkPhase.Up);
        return link;
    }

    public static Task<LinkState> Reached(IMqttLink link, LinkPhase phase) =>
        link.States.FirstAsync(state => state.Phase == phase).ToTask(TaskPoolScheduler.Default).WaitAsync(BrokerProcess.Patience);

    public static Task<Delivery> Publish(IMqttLink link, string topic, string payload = "x", bool retain = false) =>
        link.Publish(topic, Encoding.UTF8.GetBytes(payload), Qos.AtLeastOnce, retain).WaitAsync(BrokerProcess.Patience);

    public static void Signal(int process, string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{process}"]);
        kill.WaitForExit();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
