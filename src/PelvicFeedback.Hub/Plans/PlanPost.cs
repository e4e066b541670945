using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Live;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Plans;

/// <summary>Sends a command to a home and waits for what it says: <see cref="HomeCommands.Send"/>.</summary>
public delegate Task<HomeReply> SendToHome(PatientTopics patient, string name, JsonObject fields, CancellationToken cancel);

/// <summary>
/// Brings every patient's newest plan home: at once where the home is there, else when it comes back, and again after a while where it did not answer. A
/// plan that comes twice changes nothing. What the home says is written down.
/// </summary>
public sealed class PlanPost : IDisposable
{
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Database _database;
    private readonly SendToHome _send;
    private readonly Func<PatientTopics, bool> _isThere;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _over = new();

    // By the patient's number.
    private readonly ConcurrentDictionary<long, Owed> _owed = [];

    /// <param name="database">The record.</param>
    /// <param name="send">To a home.</param>
    /// <param name="isThere">Whether a home is there.</param>
    /// <param name="time">For when to try again.</param>
    public PlanPost(Database database, SendToHome send, Func<PatientTopics, bool> isThere, TimeProvider time)
    {
        (_database, _send, _isThere, _time) = (database, send, isThere, time);
        var unanswered = database.WithUnansweredPlans().ToHashSet();
        foreach (var patient in unanswered.Count == 0 ? [] : database.Patients().Where(patient => unanswered.Contains(patient.Number)))
        {
            Owe(patient);
        }

        _timer = time.CreateTimer(_ => _ = SendOwed(), null, Looks, Looks);
    }

    /// <summary>A patient's newest plan is to be sent, as soon as the home is there.</summary>
    public void Owe(PatientRecord patient) => _owed[patient.Number] = new(patient.Topics, null);

    /// <summary>So is the plan of a patient whom somebody else has owed it, unless it is being sent already.</summary>
    public void OweToo(long number, PatientTopics topics) => _owed.TryAdd(number, new(topics, null));

    /// <summary>Sends a patient's newest plan, and notes what the home says.</summary>
    public async Task<HomeReply> Send(PatientRecord patient)
    {
        _owed[patient.Number] = new(patient.Topics, _time.GetTimestamp());
        if (_database.Plan(patient.Number) is not { } revision)
        {
            return new(HomeAnswer.Offline);
        }

        var reply = await _send(patient.Topics, Words.Of(CommandName.SetPlan), new() { ["plan"] = JsonNode.Parse(revision.Json) }, _over.Token);
        if (reply.State is HomeAnswer.Accepted or HomeAnswer.Refused)
        {
            var answer = reply.State == HomeAnswer.Accepted ? PlanAnswer.Accepted : PlanAnswer.Refused;
            _database.Write(writing => writing.AnswerPlan(patient.Number, revision.Number, answer, reply.Reason, new(_time.GetUtcNow().ToUnixTimeMilliseconds())));

            // Somebody may have saved another one while this was under way: that one is owed still.
            if (_database.Plan(patient.Number)?.Answer != PlanAnswer.Waiting)
            {
                _owed.TryRemove(patient.Number, out _);
            }
        }
        else if (reply.State == HomeAnswer.Offline)
        {
            Owe(patient);
        }

        return reply;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _over.Cancel();
        _over.Dispose();
    }

    private async Task SendOwed()
    {
        try
        {
            foreach (var (number, owed) in _owed.Where(one => IsDue(one.Value) && _isThere(one.Value.Topics)).ToList())
            {
                if (_database.Patients(owed.Topics.Site).Find(one => one.Number == number) is { Standing: Seam.PatientStanding.Active } patient)
                {
                    await Send(patient);
                }
                else
                {
                    _owed.TryRemove(number, out _);
                }
            }
        }
        catch (Exception broken) when (broken is OperationCanceledException or ObjectDisposedException or System.Data.Common.DbException)
        {
            // It ends, or the record is out of reach: what is owed stays owed.
        }
    }

    private bool IsDue(Owed owed) => owed.Tried is not { } at || _time.GetElapsedTime(at) >= Pause;

    /// <param name="Topics">Whose home.</param>
    /// <param name="Tried">When it was last tried; null for not since the home was there.</param>
    private readonly record struct Owed(PatientTopics Topics, long? Tried);
}
