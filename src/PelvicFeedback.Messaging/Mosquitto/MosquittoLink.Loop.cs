using static PelvicFeedback.Messaging.Mosquitto.NativeMosquitto;

namespace PelvicFeedback.Messaging.Mosquitto;

/// <content>What happens on the link's own thread: connecting, the library's loop, and what its callbacks have left.</content>
public sealed partial class MosquittoLink
{
    private const int LoopMilliseconds = 500;
    private const int MostComplaints = 2000;
    private static readonly TimeSpan GoodBye = TimeSpan.FromSeconds(1);

    private readonly List<(int Number, bool Refused)> _granted = [];
    private readonly List<MqttMessage> _arrived = [];
    private int? _answer;
    private volatile string _complaints = "";
    private long _turns;

    void IMosquittoNotes.Answered(int reasonCode) => _answer = reasonCode;

    void IMosquittoNotes.Done(int number, int reasonCode) =>
        _deliveries.Done(number, reasonCode < 128 ? Delivery.Acknowledged : Delivery.Refused);

    void IMosquittoNotes.Granted(int number, int reasonCode) => _granted.Add((number, reasonCode >= 128));

    // Told from our own frames: an observer may publish, which the library's lock around its callbacks would not let it do.
    void IMosquittoNotes.Arrived(in MqttMessage message) => _arrived.Add(message);

    void IMosquittoNotes.ArrivedOversized() => ArrivedOversized();

    // One failure may take several lines, and the telling one is not always the first.
    void IMosquittoNotes.Complained(string text) => _complaints = _complaints.Length < MostComplaints ? $"{_complaints} {text}" : _complaints;

    private void Run()
    {
        KeepConnected();
        _client.Destroy();
        _deliveries.Close();
        SayClosed();
    }

    private void KeepConnected()
    {
        var failures = 0;
        var code = _client.Connect();
        while (true)
        {
            var wasUp = code == Success && Converse(ref code);
            if (_closing.IsSet)
            {
                return;
            }

            ForgetConnection();
            Say(Failure(code));
            failures = wasUp ? 1 : failures + 1;
            if (IsClosedWithin(Options.Retry.Wait(failures, Options.Randomness())))
            {
                return;
            }

            _complaints = "";
            _answer = null;
            code = mosquitto_reconnect_async(_client.Native);
        }
    }

    private void Turn() => Volatile.Write(ref _turns, _turns + 1);

    private bool IsClosedWithin(TimeSpan wait)
    {
        for (var left = wait; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(LoopMilliseconds))
        {
            Turn();
            if (_closing.Wait(left < TimeSpan.FromMilliseconds(LoopMilliseconds) ? left : TimeSpan.FromMilliseconds(LoopMilliseconds)))
            {
                return true;
            }
        }

        return false;
    }

    // Until the connection fails or the good-bye is said. True when the broker had accepted us.
    private bool Converse(ref int code)
    {
        var began = Environment.TickCount64;
        long? closingSince = null;
        var up = false;
        var renewed = false;
        while (true)
        {
            code = mosquitto_loop(_client.Native, LoopMilliseconds, 1);
            Turn();
            if (!renewed && _answer == Success)
            {
                renewed = true;
                Renew();
            }

            if (renewed && (!up || _granted.Count > 0) && NoteGranted() is { } upState)
            {
                up = true;
                Say(upState);
            }

            TellArrived();
            var now = Environment.TickCount64;
            closingSince ??= _closing.IsSet ? now : null;
            if (code != Success || now - closingSince > GoodBye.TotalMilliseconds)
            {
                return up;
            }

            if (!up && now - began > Options.ConnectTimeout.TotalMilliseconds)
            {
                code = KeepAlive;
                return up;
            }
        }
    }

    private void Renew()
    {
        lock (_lifetime)
        {
            _accepted = true;
            foreach (var (filter, qos) in Filters.All)
            {
                Ask(filter, qos);
            }
        }
    }

    // Null while a subscription waits for its answer.
    private LinkState? NoteGranted()
    {
        lock (_lifetime)
        {
            foreach (var (number, refused) in _granted)
            {
                if (_asked.Remove(number, out var filter))
                {
                    _ = refused ? RefusedFilters.Add(filter) : RefusedFilters.Remove(filter);
                }
            }

            _granted.Clear();
            return _asked.Count > 0 ? null : IsUp();
        }
    }

    private void TellArrived()
    {
        foreach (var message in _arrived)
        {
            Tell(message);
        }

        _arrived.Clear();
    }

    private void ForgetConnection()
    {
        _deliveries.ConnectionLost();
        lock (_lifetime)
        {
            _accepted = false;
            _asked.Clear();
            RefusedFilters.Clear();
            _granted.Clear();
        }
    }

    private LinkState Failure(int code) => (_answer, code) switch
    {
        ( > 0 and var refusal, _) => LinkState.Refused(Options, ReasonMeaning(refusal)),
        (_, KeepAlive) => LinkState.Silent(Options),
        _ when _complaints.Contains("host name verification", StringComparison.Ordinal) => LinkState.OtherName(Options),
        _ when _complaints.Contains("certificate verify failed", StringComparison.Ordinal) => LinkState.OtherAuthority(Options),
        _ => LinkState.Away(Options, Meaning(code)),
    };
}
