using System.Data.Common;
using System.Globalization;
using System.Threading.Channels;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Hub.Wall;

namespace PelvicFeedback.Hub.Alarms;

/// <summary>
/// The alarms that no event raises, all of low priority: a battery that a home says is low, once a day; and a session that did not come, once for each
/// time without.
/// </summary>
public sealed class HubAlarms : IDisposable
{
    /// <summary>How long after a session was due it counts as missed: nobody practises by the hour.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private const string NoEvent = "";
    private const int MostWaiting = 1000;
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMinutes(10);

    private readonly Channel<PatientTopics> _low = Channel.CreateBounded<PatientTopics>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Database _database;
    private readonly LiveBoard _board;
    private readonly IngestCounts _counts;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Task _writing;

    /// <param name="database">Where they are written down.</param>
    /// <param name="board">What homes say of their sensors.</param>
    /// <param name="counts">Where it is counted when one cannot be written down.</param>
    /// <param name="time">The hub's clock.</param>
    public HubAlarms(Database database, LiveBoard board, IngestCounts counts, TimeProvider time)
    {
        (_database, _board, _counts, _time) = (database, board, counts, time);
        board.Changed += Hear;
        _timer = time.CreateTimer(_ => LookForMissed(), null, TimeSpan.Zero, LooksEvery);
        _writing = Task.Run(WriteDown);
    }

    /// <summary>When a session counts as missed.</summary>
    /// <param name="agreed">What was agreed on.</param>
    /// <param name="last">When the last one began; null for never.</param>
    public static UtcInstant Missed(Weekly agreed, UtcInstant? last)
    {
        var from = Math.Max(agreed.Since.UnixMilliseconds, last?.UnixMilliseconds ?? 0);
        return new(from + (long)((TimeSpan.FromDays(7) / agreed.Sessions) + Grace).TotalMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _board.Changed -= Hear;
        _timer.Dispose();
        _low.Writer.TryComplete();
        _writing.Wait();
    }

    private UtcInstant Now => new(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private void Hear(PatientTopics patient, LivePatient before, LivePatient after)
    {
        if (after.Sensor is { BatteryLow: true } && before.Sensor is not { BatteryLow: true })
        {
            _low.Writer.TryWrite(patient);
        }
    }

    private async Task WriteDown()
    {
        await foreach (var patient in _low.Reader.ReadAllAsync())
        {
            Try(() => _database.Write(writing =>
            {
                // Once a day, however often a home says so.
                if (writing.NumberOf(patient) is > 0 and var number)
                {
                    writing.Raise(number, $"{_time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.battery-low", AlarmKind.BatteryLow, NoEvent, Now, Now);
                }
            }));
        }
    }

    private void LookForMissed() => Try(() =>
    {
        var agreed = _database.Weekly().ToDictionary(one => one.Patient);
        var missed = agreed.Count == 0 ? [] : _database.Patients()
            .Where(patient => patient.Standing == PatientStanding.Active && agreed.ContainsKey(patient.Number))
            .Select(patient => (patient.Number, At: Missed(agreed[patient.Number], patient.Facts.Begun.Last)))
            .Where(one => one.At.UnixMilliseconds <= Now.UnixMilliseconds)
            .ToList();
        if (missed.Count > 0)
        {
            // The time it was due names it: it stays the same until there is a session.
            _database.Write(writing => missed.ForEach(one =>
                writing.Raise(one.Number, string.Create(CultureInfo.InvariantCulture, $"{one.At.UnixMilliseconds}.missed-session"), AlarmKind.MissedSession, NoEvent, one.At, Now)));
        }
    });

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception broken) when (broken is DbException or HubStoreException or InvalidOperationException)
        {
            // The last for a record that was closed just now.
            _counts.Add("failed: " + broken.GetType().Name);
        }
    }
}
