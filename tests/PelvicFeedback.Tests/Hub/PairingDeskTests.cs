using System.Net;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Pairing;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Store;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Hub;

/// <summary>How long a code lets a home in, that it is the last one only, and who waits for whom meanwhile.</summary>
public sealed class PairingDeskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new();
    private readonly Broker _broker = new();
    private readonly Database _database;
    private readonly HubAuthority _authority;
    private readonly PairingDesk _desk;
    private readonly PatientRecord _patient;

    public PairingDeskTests()
    {
        _database = Database.Open(new SqliteEngine(_folder.Path), _folder.Path);
        _database.Write(writing => writing.AddPatient(Topics, "Anna", Noon));
        _patient = _database.Patients()[0];
        _authority = HubAuthority.Open(Path.Combine(_folder.Path, "secrets"), "localhost", _time.GetUtcNow());
        _desk = new(new(_database, new IngestRule()), _broker, _authority, "localhost", _time) { Port = 1 };
    }

    public void Dispose()
    {
        _broker.Dispose();
        _authority.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_code_lets_one_home_in_once_for_ten_minutes()
    {
        var code = _desk.Issue(_patient, "anna").Secret;
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(Topics.Patient.ToString(), _desk.Take(code)!.Patient);
        Assert.Null(_desk.Take(code));

        var late = _desk.Issue(_patient, "anna").Secret;
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(_desk.Take(late));
    }

    [Fact]
    public void A_newer_code_and_a_revocation_make_an_older_one_void()
    {
        var first = _desk.Issue(_patient, "anna").Secret;
        var second = _desk.Issue(_patient, "anna").Secret;
        Assert.Null(_desk.Take(first));
        _desk.Revoke(_patient, "anna");
        Assert.Null(_desk.Take(second));
        Assert.Equal(PatientStanding.Revoked, _database.Patients()[0].Standing);
        Assert.NotNull(_desk.Take(_desk.Issue(_patient, "anna").Secret));
        Assert.Equal(PatientStanding.Active, _database.Patients()[0].Standing);
    }

    [Fact]
    public void Many_who_try_a_little_each_are_too_many_together()
    {
        Assert.Equal(100, Enumerable.Range(0, 200).Count(n => !_desk.IsTooMany(IPAddress.Parse($"192.0.2.{n}"))));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, Enumerable.Range(0, 50).Count(n => !_desk.IsTooMany(IPAddress.Parse($"198.51.100.{n}"))));
    }

    [Fact]
    public async Task Whoever_tries_a_code_does_not_wait_for_a_broker_that_takes_its_time()
    {
        _broker.Takes.Reset();
        var revoking = Task.Run(() => _desk.Revoke(_patient, "anna"));
        try
        {
            Assert.True(await _broker.Asked.WaitAsync(BrokerProcess.Patience));
            Assert.False(await Task.Run(() => _desk.IsTooMany(IPAddress.Loopback)).WaitAsync(BrokerProcess.Patience));
        }
        finally
        {
            _broker.Takes.Set();
            await revoking;
        }
    }

    // It lets everybody in, and takes as long as it is told to put somebody out.
    private sealed class Broker : IClinicBroker
    {
        public ManualResetEventSlim Takes { get; } = new(true);

        public SemaphoreSlim Asked { get; } = new(0);

        public MqttLinkOptions Hub => throw new NotSupportedException();

        public string? Obstacle(PatientTopics topics) => null;

        public ClinicBridge AddHome(PatientTopics topics) => new("127.0.0.1", 1883, null, "secret");

        public string? Revoke(PatientTopics topics)
        {
            Asked.Release();
            Takes.Wait();
            return null;
        }

        public void Dispose()
        {
            Takes.Dispose();
            Asked.Dispose();
        }
    }
}
