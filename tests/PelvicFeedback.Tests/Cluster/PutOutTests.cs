using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>A home that is revoked on a cluster: put out at once, and again for whoever was told yes just before.</summary>
public sealed class PutOutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Database _database;
    private readonly Waits _time = new();
    private readonly Door _door = new();

    public PutOutTests()
    {
        _database = Database.Open(new SqliteEngine(_folder.Path), _folder.Path);
        _database.Write(HomeLogins.Make);
        _database.Write(writing => HomeLogins.Give(writing, Topics, Noon));
    }

    public void Dispose()
    {
        _door.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_revoked_home_is_put_out_at_once_and_twice_again()
    {
        using var homes = Homes(_door.Port);
        Assert.Null(homes.Revoke(Topics));
        Assert.False(HomeLogins.Has(_database, Topics));
        Assert.True(_door.Came.TryRead(out var first), "It was not put out.");
        Assert.Equal("clinic.p7, clean, as hub", first);

        foreach (var seconds in new[] { 1, 12 })
        {
            var (wait, over) = await Next(_time.Begun);
            Assert.Equal(TimeSpan.FromSeconds(seconds), wait);
            over();
            Assert.Equal(first, await Next(_door.Came));
        }
    }

    [Fact]
    public async Task One_that_was_let_in_again_is_left_where_it_is()
    {
        using var homes = Homes(_door.Port);
        homes.Revoke(Topics);
        await Next(_door.Came);
        _database.Write(writing => HomeLogins.Give(writing, Topics, Noon));

        // The second wait begins when the first has led to nothing.
        (await Next(_time.Begun)).Over();
        await Next(_time.Begun);
        Assert.False(_door.Came.TryRead(out _));
    }

    [Fact]
    public void Without_a_broker_it_is_locked_out_and_has_to_be_revoked_again()
    {
        _door.Dispose();
        using var homes = Homes(_door.Port);
        Assert.Contains("revoke it again", Assert.Throws<MqttUnavailableException>(() => homes.Revoke(Topics)).Message);
        Assert.False(HomeLogins.Has(_database, Topics));
    }

    private static async Task<T> Next<T>(ChannelReader<T> said) => await said.ReadAsync().AsTask().WaitAsync(BrokerProcess.Patience);

    private RabbitHomes Homes(int port) =>
        new(new([new("amqp://hub:secret@127.0.0.1:1/")]), 4, new HomeWay([new ClinicAddress("127.0.0.1", port)], null), _database, _time, Assert.Fail);

    /// <summary>Time that passes when a test says so, one wait after another.</summary>
    private sealed class Waits : TimeProvider
    {
        private readonly Channel<(TimeSpan Wait, Action Over)> _begun = Channel.CreateUnbounded<(TimeSpan, Action)>();

        public ChannelReader<(TimeSpan Wait, Action Over)> Begun => _begun.Reader;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _begun.Writer.TryWrite((dueTime, () => callback(state)));
            return new Never();
        }

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    /// <summary>A broker, as far as somebody comes and goes.</summary>
    private sealed class Door : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Channel<string> _came = Channel.CreateUnbounded<string>();

        public Door()
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = Open();
        }

        public int Port { get; }

        public ChannelReader<string> Came => _came.Reader;

        public void Dispose() => _listener.Dispose();

        private async Task Open()
        {
            try
            {
                while (true)
                {
                    using var visitor = await _listener.AcceptTcpClientAsync();
                    await Let(visitor.GetStream());
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException or IOException)
            {
            }
        }

        private async Task Let(NetworkStream stream)
        {
            // MQTT 3.1.1, 3.1: type and length, in two bytes here; a name, its version, flags, a time; then texts.
            var head = new byte[3];
            await stream.ReadExactlyAsync(head);
            var body = new byte[(head[1] & 127) + (head[2] << 7)];
            await stream.ReadExactlyAsync(body);
            var at = 10;
            string Text()
            {
                var text = Encoding.UTF8.GetString(body, at + 2, (body[at] << 8) + body[at + 1]);
                at += 2 + Encoding.UTF8.GetByteCount(text);
                return text;
            }

            _came.Writer.TryWrite($"{Text()}, {((body[7] & 2) != 0 ? "clean" : "kept")}, as {Text()}");
            await stream.WriteAsync(new byte[] { 0x20, 2, 0, 0 });
            await stream.ReadExactlyAsync(new byte[2]);
        }
    }
}
