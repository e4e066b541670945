using System.Text;
using System.Text.Json;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messages;
using PelvicFeedback.Tests.Store;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Hub;

/// <summary>The way of events into the record: what is stored is acknowledged, and nothing else is.</summary>
public sealed class LaneTests : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly TemporaryFolder _folder = new();
    private readonly Database _database;
    private readonly Ledger _ledger;
    private readonly IngestCounts _counts = new();
    private readonly ScriptedLink _link = new();
    private readonly SteppedTime _time = new();

    public LaneTests()
    {
        _database = Database.Open(new SqliteEngine(_folder.Path), _folder.Path);
        _database.Write(writing => writing.AddPatient(Topics, "Anna", Noon));
        _ledger = new(_database, new());
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_stored_is_acknowledged_with_its_hash_and_the_epoch_each_time()
    {
        var (one, two) = (Pain("a-1", 2), MotionPiece("m-1"));
        Take(("session", one), ("motion", two), ("session", one));
        Assert.Equal(["a-1", "m-1", "a-1"], Acks().Select(ack => ack.Event.ToString()));
        Assert.Equal([Hash(one), Hash(two), Hash(one)], Acks().Select(ack => ack.Said.Sha256));
        Assert.All(Acks(), ack => Assert.Equal(_database.Epoch, ack.Said.HubEpoch));
        Assert.Equal(2, Stored());
        Assert.Equal((2, 1), (_counts["stored"], _counts["again"]));
    }

    // What is well-formed is the published schemas' to say, not the reader's that is under test.
    [Fact]
    public void Ten_thousand_malformed_or_forged_messages_are_each_counted_and_nothing_is_stored_of_any()
    {
        const int many = 10_000;
        using (var lane = Lane())
        {
            foreach (var message in Mutations().Where(mutation => !mutation.IsWellFormed).Take(many))
            {
                _time.Advance(TimeSpan.FromSeconds(0.01));
                lane.Offer(message.Sent);
            }
        }

        Assert.Equal(many, _counts.All.Values.Sum());
        Assert.All(_counts.All.Keys, outcome => Assert.StartsWith("refused: ", outcome, StringComparison.Ordinal));
        Assert.All(["refused: no topic of this version", "refused: unknown patient"], forged => Assert.InRange(_counts[forged], many / 500, many / 5));
        Assert.All(["event", "stream", "aside", "alarm"], table => Assert.Equal(0, Count(table)));
        Assert.Empty(Acks());
        Take(("session", Pain("z-1", 1)));
        Assert.Equal((1, "z-1"), (Stored(), Assert.Single(Acks()).Event.ToString()));
    }

    [Fact]
    public void A_mutation_that_is_still_well_formed_is_an_event_by_its_own_name()
    {
        var whole = Mutations().Where(mutation => mutation.IsWellFormed).Take(300).ToList();
        Take([.. whole.Select(mutation => (mutation.Sent.Topic, mutation.Sent.Payload.ToArray()))]);
        var names = whole.Select(mutation => Json(mutation.Sent.Payload.ToArray()).GetProperty("eventId").GetString()).Distinct().ToList();
        Assert.Equal((names.Count, whole.Count), (Stored(), _counts["stored"] + _counts["again"] + _counts["conflict"]));
        Assert.Equal(names.Order(StringComparer.Ordinal), _database.Rows("SELECT stream, seq FROM event", row => $"{row.GetString(0)}-{row.GetInt64(1)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_somebody_else_says_or_says_too_fast_is_not_acknowledged()
    {
        Take(("pelvic/v1/clinic/p8/session", Pain("a-1", 2)));
        Assert.Empty(_link.Published);
        Assert.Equal(1, _counts["refused: unknown patient"]);

        using (var lane = Lane())
        {
            for (var n = 1; n <= 4000; n++)
            {
                lane.Offer(new(Topics.Session, Pain($"a-{n}", 2), Qos.AtLeastOnce, Retained: false, []));
            }
        }

        Assert.Equal((3000, 1000), (_counts["stored"], _counts["refused: too fast"]));
        _time.Advance(TimeSpan.FromSeconds(2));
        Take(("session", Pain("a-3001", 2)));
        Assert.Equal(3001, Stored());
    }

    [Fact]
    public void Marks_say_how_far_each_stream_has_come_without_a_hole()
    {
        using (var lane = Lane())
        {
            foreach (var id in new[] { "a-1", "a-2", "a-5", "b-2" })
            {
                lane.Offer(new(Topics.Session, Pain(id, 2), Qos.AtLeastOnce, Retained: false, []));
            }

            lane.SayMarks();
        }

        var said = Assert.Single(_link.Published, sent => sent.Topic == Topics.Marks);
        Assert.Null(MessageReader.TryRead(Encoding.UTF8.GetBytes(said.Payload), out MarksMessage? marks));
        Assert.Equal(_database.Epoch, marks!.HubEpoch);
        Assert.Equal([("a", 2L), ("b", 0L)], marks.Marks.Select(mark => (mark.Key.ToString(), mark.Value)).Order());
    }

    [Fact]
    public void Marks_tell_what_was_said_before_them_of_the_last_thirty_days_and_to_homes_that_may_come()
    {
        Take(("session", Pain("old-1", 2)));
        _time.Advance(TimeSpan.FromDays(1));
        Take(("session", Pain("a-1", 2)));
        _time.Advance(TimeSpan.FromDays(29.5));
        OfferAtOnce(lane => lane.SayMarks(Topics), Pain("a-2", 2), Pain("a-3", 2));
        Assert.Null(MessageReader.TryRead(Encoding.UTF8.GetBytes(_link.Published.Last(sent => sent.Topic == Topics.Marks).Payload), out MarksMessage? marks));
        Assert.Equal([("a", 3L)], marks!.Marks.Select(mark => (mark.Key.ToString(), mark.Value)));

        _database.Write(writing => writing.Revoke(1));
        OfferAtOnce(lane => lane.SayMarks());
        Assert.Single(_link.Published, sent => sent.Topic == Topics.Marks);
    }

    [Fact]
    public void An_event_that_cannot_be_written_down_takes_no_others_with_it()
    {
        // A row that the patient's state does not know of is in its way.
        _database.Write(writing => writing.Do("INSERT INTO event VALUES (1, 'a', 3, 'rep', NULL, 0, 0, 0, $1, $1)", Array.Empty<byte>()));
        OfferAtOnce(_ => { }, [.. Enumerable.Range(1, 5).Select(n => Pain($"a-{n}", 2))]);
        Assert.Equal(["a-1", "a-2", "a-4", "a-5"], Acks().Select(ack => ack.Event.ToString()));
        Assert.Equal((5, 4, 1), (Stored(), _counts["stored"], _counts["dropped: SqliteException"]));
    }

    [Fact]
    public void After_a_home_is_revoked_what_comes_is_set_aside_and_after_an_erasure_nothing_stays()
    {
        Take(("session", Pain("a-1", 2)));
        _ledger.Change(writing =>
        {
            writing.Revoke(1);
            return true;
        });
        Take(("session", Pain("a-2", 2)), ("session", Pain("a-1", 2)));
        Assert.Equal((1, 2, 1), (Stored(), Count("aside"), Acks().Count));

        _ledger.Change(writing =>
        {
            writing.Erase(1);
            return true;
        });
        Take(("session", Pain("a-1", 2)), ("session", Pain("a-2", 2)), ("motion", MotionPiece("m-1")));
        Assert.Equal((0, 0, 0, 0, 1), (Stored(), Count("aside"), Count("stream"), Count("alarm"), Acks().Count));
        var left = Assert.Single(_database.Patients());
        Assert.Equal((null, PatientStanding.Erased, new PatientFacts()), (left.Name, left.Standing, left.Facts));

        // Nor does a code let the home in again.
        _ledger.Change(writing =>
        {
            writing.Admit(1);
            return true;
        });
        Take(("session", Pain("a-1", 2)));
        Assert.Equal(0, Stored());
    }

    [Fact]
    public void What_is_old_is_deleted_raw_motion_sooner_and_stays_known()
    {
        Take(("session", Pain("a-1", 2)), ("motion", MotionPiece("m-1")));
        _time.Advance(TimeSpan.FromDays(100));
        Take(("session", Pain("a-2", 2)), ("motion", MotionPiece("m-2")));
        var now = new UtcInstant(_time.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal(1, _ledger.Change(writing => writing.DeleteOld(now, TimeSpan.FromDays(365), TimeSpan.FromDays(90))));
        Assert.Equal(["a-1", "a-2", "m-2"], _database.Rows("SELECT stream, seq FROM event ORDER BY stream, seq", row => $"{row.GetString(0)}-{row.GetInt64(1)}"));
        Take(("motion", MotionPiece("m-1")));
        Assert.Equal((3, 1), (Stored(), _counts["again"]));
    }

    [Fact]
    public void An_export_has_everything_as_it_came()
    {
        Take(("session", Pain("a-2", 9)), ("session", Pain("a-1", 2)), ("session", Pain("a-1", 3)));
        var lines = _database.Export(_database.Patients()[0]).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["patient", "event", "event", "set-aside", "alarm"], lines.Select(line => line.GetProperty("type").GetString()));
        Assert.Equal(["a-1", "a-2"], lines.Skip(1).Take(2).Select(line => line.GetProperty("eventId").GetString()));
        Assert.Equal(Encoding.UTF8.GetString(Pain("a-1", 2)), lines[1].GetProperty("payload").GetRawText());
    }

    // An event with a few bytes changed or cut short, on a topic that may be another kind's; or as it was, on one that is nobody's.
    private static IEnumerable<(MqttMessage Sent, bool IsWellFormed)> Mutations()
    {
        var random = new Random(7);
        byte[][] good = [Pain("a-1", 2), Stop("b-12", SessionReason.Fell)];
        string[] kinds = ["session", "session", "rep", "alert/pelvic-drop", "alert/nonsense", "motion", "withdrawn", "hold"];
        var schemas = kinds.Select(kind => kind.Split('/')[0]).Distinct().ToDictionary(kind => kind, DocumentsOfMessages.Schema);
        while (true)
        {
            var (whole, kind, forged) = (good[random.Next(good.Length)], kinds[random.Next(kinds.Length)], random.Next(20));
            var payload = forged <= 2 && random.Next(2) == 0 ? whole : Mutated(whole, random);
            var prefix = forged switch { 0 => "pelvic/v1/clinic/nobody/", 1 => "pelvic/v2/clinic/p7/", 2 => "pelvic/v1/clinic/P7/", _ => Topics.Prefix };
            yield return (new(prefix + kind, payload, Qos.AtLeastOnce, Retained: false, []), forged > 2 && kind != "alert/nonsense" && IsWellFormed(payload, schemas[kind.Split('/')[0]]));
        }
    }

    private static byte[] Mutated(byte[] good, Random random)
    {
        var payload = (byte[])good.Clone();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            payload[random.Next(payload.Length)] = (byte)random.Next(256);
        }

        return random.Next(10) == 0 ? payload[..random.Next(payload.Length)] : payload;
    }

    private static bool IsWellFormed(byte[] payload, SubsetSchema schema)
    {
        try
        {
            _ = Strict.GetCharCount(payload);
            return schema.Violation(Json(payload)) is null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or DecoderFallbackException)
        {
            return false;
        }
    }

    private static JsonElement Json(byte[] payload) => JsonDocument.Parse(payload).RootElement;

    private IngestLane Lane() => IngestLane.Start(_ledger, _database, _link, _time, _counts);

    // Ending the lane books what it was handed.
    private void Take(params (string Topic, byte[] Payload)[] messages)
    {
        using var lane = Lane();
        foreach (var (topic, payload) in messages)
        {
            lane.Offer(new(topic.Contains('/', StringComparison.Ordinal) && topic.StartsWith("pelvic", StringComparison.Ordinal) ? topic : Topics.Prefix + topic, payload, Qos.AtLeastOnce, Retained: false, []));
        }
    }

    // All of them while the record is another's: but for the first they are one batch.
    private void OfferAtOnce(Action<IngestLane> then, params byte[][] payloads)
    {
        using var lane = Lane();
        _database.Write(_ =>
        {
            foreach (var payload in payloads)
            {
                lane.Offer(new(Topics.Session, payload, Qos.AtLeastOnce, Retained: false, []));
            }

            then(lane);
            return true;
        });
    }

    private List<HubAck> Acks() =>
        [.. _link.Published.Where(sent => sent.Topic.StartsWith(Topics.Prefix + "ack/", StringComparison.Ordinal)).Select(sent => HubAck.Read(sent.Topic[(Topics.Prefix.Length + 4)..], Encoding.UTF8.GetBytes(sent.Payload))!)];

    private long Stored() => Count("event");

    private long Count(string table) => _database.Rows($"SELECT COUNT(*) FROM {table}", row => row.GetInt64(0))[0];

    private static string Hash(byte[] payload) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(payload));
}
