using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Worker.Broker;
using static PelvicFeedback.Tests.Brokers.BrokerWorld;

namespace PelvicFeedback.Tests.Brokers;

/// <summary>Every role against every topic, at running brokers.</summary>
public sealed class AccessTests : IDisposable
{
    private static readonly string[] Foreign =
        ["pelvic/v1/clinic/p8/", "pelvic/v1/elsewhere/p7/", "pelvic/v2/clinic/p7/", "pelvic/v1/clinic/p7/p7/", "elsewhere/"];

    private readonly BrokerWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("worker")]
    [InlineData("coach")]
    [InlineData("bridge")]
    [InlineData("display")]
    public async Task At_home_a_role_writes_and_reads_its_rows_and_nothing_else(string role)
    {
        using var broker = _world.Home();
        Admit(broker);
        using var tester = await Up(Login(broker.Port, Tester));
        await Holds(OptionsOf(broker, role), role, Access.AtHome, Topics, tester);
    }

    [Theory]
    [InlineData("hub")]
    [InlineData("home")]
    [InlineData("registrar")]
    public async Task At_the_clinic_a_role_writes_and_reads_its_rows_and_nothing_else(string role)
    {
        using var broker = _world.Clinic();
        var home = broker.AddHome(Topics);
        broker.AddHome(Patient("p8"));
        var folder = Path.Combine(_world.Data, "clinic-broker");
        if (role == UserNames.Registrar)
        {
            // Its password is known to nobody.
            File.WriteAllLines(Path.Combine(folder, "users"), File.ReadAllLines(Path.Combine(folder, "users")).Where(line => !line.StartsWith("registrar:", StringComparison.Ordinal)));
            BrokerWorld.Admit(broker.ProcessId, folder, role);
        }

        BrokerWorld.Admit(broker.ProcessId, folder);
        using var tester = await Up(Login(broker.Port, Tester));
        var options = role switch
        {
            "hub" => broker.Hub,
            "home" => HomeLogin(broker, home),
            _ => Login(broker.Port, role),
        };
        await Holds(options, role, Access.AtClinic, Topics, tester, everyPatient: role != "home");
    }

    [Fact]
    public async Task Forged_messages_are_refused_and_reach_nobody()
    {
        using var broker = _world.Home();
        var heard = new ConcurrentQueue<string>();
        using var worker = await Up(broker.Worker, Hears(heard, "#"));
        using var coach = await Up(broker.Coach, Hears(heard, "#"));
        using var display = await Up(Display(broker, 1), Hears(heard, "#"));
        foreach (var (link, topic) in new[]
        {
            (coach, "alert/pelvic-drop"), (coach, "state"), (coach, "ack/9b7c3505e38f17b7-1"), (coach, "cmd/hub/set-plan"), (coach, "reply/coach/c1"),
            (display, "alert/pelvic-drop"), (display, "state"), (display, "live"), (display, "cmd/coach/stop"), (display, "ack/9b7c3505e38f17b7-1"),
            (worker, "ack/9b7c3505e38f17b7-1"), (worker, "marks"), (worker, "cmd/hub/set-plan"), (worker, "cmd/coach/stop"),
        })
        {
            Assert.Equal(Delivery.Refused, await Publish(link, Topics.Prefix + topic, "forged"));
        }

        // What comes after them is all that comes.
        var comes = Task.WhenAll(new[] { coach, display }.Select(
            link => link.Messages.FirstAsync(message => message.Topic == Topics.State).ToTask(TaskPoolScheduler.Default)));
        Assert.Equal(Delivery.Acknowledged, await Publish(worker, Topics.Prefix + "state", "true"));
        await comes.WaitAsync(BrokerProcess.Patience);
        display.Dispose();
        coach.Dispose();
        worker.Dispose();
        Assert.Equal([Topics.Prefix + "state true", Topics.Prefix + "state true"], heard);
    }

    [Fact]
    public async Task A_stolen_client_id_does_not_take_anothers_place()
    {
        using var broker = _world.Home();
        var states = new ConcurrentQueue<LinkPhase>();
        using var worker = await Up(broker.Worker, link => link.States.Subscribe(state => states.Enqueue(state.Phase)));
        using var thief = await Up(Display(broker, 1) with { ClientId = UserNames.Worker });
        Assert.Equal(Delivery.Refused, await Publish(thief, Topics.Prefix + "state", "forged"));
        Assert.Equal(Delivery.Acknowledged, await Publish(worker, Topics.Prefix + "state"));
        Assert.Equal([LinkPhase.Connecting, LinkPhase.Up], states);
    }

    [Fact]
    public async Task Two_with_one_displays_login_push_each_other_off_and_two_logins_do_not()
    {
        using var broker = _world.Home();
        using var first = await Up(Display(broker, 1) with { FirstRetry = TimeSpan.FromHours(1), LongestRetry = TimeSpan.FromHours(1) });
        using var second = await Up(Display(broker, 2));
        Assert.Equal(LinkPhase.Up, first.State.Phase);
        using var again = await Up(Display(broker, 1) with { ClientId = "another" });
        await Reached(first, LinkPhase.Away);
        Assert.Equal(LinkPhase.Up, second.State.Phase);
    }

    [Theory]
    [InlineData("worker", "")]
    [InlineData("worker", "worker")]
    [InlineData("bridge", "bridge")]
    [InlineData("bridge", "")]
    [InlineData("admin", "admin")]
    [InlineData(null, null)]
    public async Task Without_the_password_nobody_comes_in(string? user, string? password)
    {
        using var broker = _world.Home();
        using var link = PelvicFeedback.Messaging.Mosquitto.MosquittoLink.Connect(broker.Worker with { UserName = user, Password = password });
        await Reached(link, LinkPhase.Refused);
    }

    [Fact]
    public void Every_topic_that_is_documented_is_in_the_table()
    {
        var documented = File.ReadLines(Habits.Repository.Path("docs", "messages", "README.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, index) => index % 2 == 1))
            .Where(topic => topic.All(letter => char.IsAsciiLetterLower(letter) || letter is '/' or '{' or '}'))
            .Select(topic => topic.Split('{')[0].TrimEnd('/')).ToArray();
        Assert.Contains("live", documented);
        Assert.Empty(documented.Except(Access.AtHome.SelectMany(row => new[] { row.Topic, row.Topic.Split('/')[0], string.Join('/', row.Topic.Split('/')[..^1]) })));
        Assert.StartsWith(Topics.Prefix, Topics.Live, StringComparison.Ordinal);
    }

    private static async Task Holds(
        MqttLinkOptions options, string role, Access[] table, PatientTopics topics, IMqttLink tester, bool everyPatient = false)
    {
        var heard = new ConcurrentQueue<string>();
        using var link = await Up(options, Hears(heard, "#", "$SYS/#"));
        var wrong = new List<string>();
        foreach (var row in table)
        {
            var expected = row.MayWrite(role) ? Delivery.Acknowledged : Delivery.Refused;
            await Expect(link, topics.Prefix + row.Topic, expected, wrong);
            foreach (var prefix in Foreign)
            {
                var everybodys = everyPatient && prefix.StartsWith("pelvic/v1/", StringComparison.Ordinal) && prefix.Count(letter => letter == '/') == 4;
                await Expect(link, prefix + row.Topic, everybodys ? expected : Delivery.Refused, wrong);
            }
        }

        heard.Clear();
        foreach (var topic in table.Select(row => topics.Prefix + row.Topic).Concat(Foreign.Skip(everyPatient ? 2 : 0).Select(prefix => prefix + "state")))
        {
            Assert.Equal(Delivery.Acknowledged, await Publish(tester, topic));
        }

        // An answer to the role itself comes after everything that was delivered to it before.
        await Publish(link, topics.Prefix + "secret");
        link.Dispose();
        var expectedHeard = table.Where(row => row.MayRead(role)).Select(row => topics.Prefix + row.Topic);
        Assert.Equal(expectedHeard.Order(StringComparer.Ordinal), heard.Select(message => message.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.Empty(wrong);
    }

    private static async Task Expect(IMqttLink link, string topic, Delivery expected, List<string> wrong)
    {
        if (await Publish(link, topic) is var delivery && delivery != expected)
        {
            wrong.Add($"{topic}: {delivery}");
        }
    }

    private static Action<IMqttLink> Hears(ConcurrentQueue<string> heard, params string[] filters) => link =>
    {
        link.Messages.Subscribe(message => heard.Enqueue($"{message.Topic} {System.Text.Encoding.UTF8.GetString(message.Payload.Span)}"));
        Array.ForEach(filters, filter => link.Subscribe(filter, Qos.AtMostOnce));
    };

    private static MqttLinkOptions HomeLogin(ClinicBroker broker, ClinicBridge home) => new()
    {
        Host = "127.0.0.1",
        Port = broker.Port,
        ClientId = "anything",
        UserName = ClinicBridge.HomeUser(Topics),
        Password = home.Password,
    };

    private void Admit(PrivateBroker broker)
    {
        var folder = Path.Combine(_world.Data, "p7", "broker");
        BrokerWorld.Admit(broker.ProcessId, folder, UserNames.Bridge);
        BrokerWorld.Admit(broker.ProcessId, folder);
    }

    private static MqttLinkOptions OptionsOf(PrivateBroker broker, string role) => role switch
    {
        "worker" => broker.Worker,
        "coach" => broker.Coach,
        "display" => Display(broker, 1),
        _ => Login(broker.Port, role),
    };
}
