using System.Net.Sockets;
using System.Text;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Worker.Systemd;

namespace PelvicFeedback.Tests.Worker;

/// <summary>What the service tells systemd, heard at a real socket, and when it stops saying that it is well.</summary>
public sealed class SystemdTests
{
    [BashTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_message_is_a_datagram_of_its_own(bool isAbstract)
    {
        using var manager = new Manager(isAbstract);
        using var told = new NotifySocket(manager.Place);
        told.Ready();
        told.Status("coaching,\nwell");
        told.Alive();
        told.Stopping();
        Assert.Equal(["READY=1", "STATUS=coaching, well", "WATCHDOG=1", "STOPPING=1"], Enumerable.Range(0, 4).Select(_ => manager.Next()));
    }

    [BashTheory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/no/such/socket")]
    public void Where_nobody_listens_telling_does_nothing(string? place)
    {
        using var told = new NotifySocket(place);
        told.Ready();
        told.Alive();
    }

    [BashFact]
    public void A_manager_that_goes_away_is_no_error()
    {
        var manager = new Manager(isAbstract: false);
        using var told = new NotifySocket(manager.Place);
        manager.Dispose();
        told.Alive();
    }

    [Theory]
    [InlineData("30000000", null, 10)]
    [InlineData("30000000", "4711", 10)]
    [InlineData("900000", null, 1)]
    [InlineData("30000000", "4712", null)]
    [InlineData(null, null, null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    public void A_third_of_the_time_that_is_allowed_if_it_concerns_this_process(string? allowed, string? forProcess, int? seconds) =>
        Assert.Equal(seconds is { } each ? TimeSpan.FromSeconds(each) : null, Watchdog.Period(allowed, forProcess, process: 4711));

    [Fact]
    public void All_is_well_only_while_every_thread_moves()
    {
        var clock = new VirtualTime.HistoricalClock();
        long sensor = 0, link = 0;
        Pulse[] threads = [new("sensor", () => sensor), new("broker link", () => link)];
        var heard = clock.Record(Watchdog.Hung(threads, TimeSpan.FromSeconds(10), clock.Scheduler));

        // Moved: both, the sensor alone, none, both after a long rest, the link alone.
        foreach (var (sensorMoves, linkMoves) in ((int, int)[])[(20, 1), (20, 0), (0, 0), (1, 20), (0, 20)])
        {
            (sensor, link) = (sensor + sensorMoves, link + linkMoves);
            clock.AdvanceBy(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(["", "broker link", "sensor, broker link", "", "sensor"], heard.Select(moment => string.Join(", ", moment.What.Value)));
        Assert.Equal([10, 20, 30, 40, 50], heard.Select(moment => moment.At.TotalSeconds));
    }

    [BashFact]
    public void The_service_says_that_it_runs_that_it_is_well_and_that_it_stops()
    {
        using var manager = new Manager(isAbstract: false);
        using var folder = new TemporaryFolder();
        TinyRecording.Write(Path.Combine(folder.Path, "tiny.csv"));
        using var worker = new WorkerProcess(
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = manager.Place, ["WATCHDOG_USEC"] = "3000000" },
            "run", "--sensor", "replay:" + Path.Combine(folder.Path, "tiny.csv"), "--speed", "0.01");
        Assert.Equal("READY=1", manager.Next());
        Assert.Matches(@"^STATUS=coaching, broker at 127\.0\.0\.1:\d+$", manager.Next());

        // A sample comes every 1.7 s: it is the threads that count.
        Assert.Equal(["WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"], Enumerable.Range(0, 3).Select(_ => manager.Next()));
        worker.Signal("TERM");
        string last;
        do
        {
            last = manager.Next();
        }
        while (last == "WATCHDOG=1");
        Assert.Equal("STOPPING=1", last);
        Assert.Equal(0, worker.ExitCode());
    }

    /// <summary>The end of the socket that is systemd's.</summary>
    private sealed class Manager : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        public Manager(bool isAbstract)
        {
            Place = isAbstract ? "@pelvicfeedback-test-" + Guid.NewGuid() : Path.Combine(_folder.Path, "notify");
            _socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + Place[1..] : Place));
            _socket.ReceiveTimeout = (int)BrokerProcess.Patience.TotalMilliseconds;
        }

        public string Place { get; }

        public string Next()
        {
            var bytes = new byte[4096];
            return Encoding.UTF8.GetString(bytes, 0, _socket.Receive(bytes));
        }

        public void Dispose()
        {
            _socket.Dispose();
            _folder.Dispose();
        }
    }
}
