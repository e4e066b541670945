namespace PelvicFeedback.Tests.Brokers;

/// <summary>Who may write and read what, as the contract's table of messages says it: a list of its own, which the service must agree with.</summary>
internal sealed record Access(string Topic, string Writers, string Readers)
{
    /// <summary>At home, below the patient's prefix.</summary>
    public static readonly Access[] AtHome =
    [
        new("live", "worker", "coach display"),
        new("watch/live", "worker", "bridge"),
        new("summary", "worker", "coach bridge display"),
        new("alert/pelvic-drop", "worker", "coach bridge display"),
        new("rep", "worker", "coach bridge display"),
        new("hold", "worker", "coach bridge display"),
        new("test", "worker", "coach bridge"),
        new("walk", "worker", "coach bridge"),
        new("calibration", "worker", "coach bridge"),
        new("withdrawn", "worker", "coach bridge"),
        new("session", "worker", "coach bridge"),
        new("ack/9b7c3505e38f17b7-1", "bridge", "worker"),
        new("motion", "worker", "bridge"),
        new("marks", "bridge", "worker"),
        new("beat", "worker", "coach bridge"),
        new("state", "worker", "coach bridge display"),
        new("sensor", "worker", "coach bridge"),
        new("link", "", ""),
        .. OfThePage.Select(name => new Access("cmd/coach/" + name, "coach", "worker")),
        .. OfTheClinic.Select(name => new Access("cmd/hub/" + name, "bridge", "worker")),
        new("reply/coach/c1", "worker", "coach"),
        new("reply/hub/c1", "worker", "bridge"),
        .. Nobodys,
    ];

    /// <summary>At the clinic, below the prefix of the patient whose home is logged in.</summary>
    public static readonly Access[] AtClinic =
    [
        .. AtHome.Where(row => row.Readers.Contains("bridge", StringComparison.Ordinal) && row.Topic is not ("state" or "sensor"))
            .Select(row => row with { Writers = "home", Readers = "hub" }),
        new("state", "home registrar", "hub"),
        new("sensor", "home registrar", "hub"),
        new("link", "home registrar", "hub"),
        new("ack/9b7c3505e38f17b7-1", "hub", "home"),
        new("marks", "hub registrar", "home"),
        .. OfTheClinic.Select(name => new Access("cmd/hub/" + name, "hub", "home")),
        new("live", "", ""),
        new("cmd/coach/stop", "", ""),
        new("reply/coach/c1", "", ""),
        .. Nobodys,
    ];

    private static string[] OfThePage =>
    [
        "start-session", "answer", "calibrate", "start-exercise", "next", "pause", "resume", "stop", "redo", "pain", "set-sound", "take-over",
    ];

    private static string[] OfTheClinic => ["set-plan", "set-band", "watch", "message"];

    private static Access[] Nobodys =>
    [
        new("secret", "", ""),
        new("alert", "", ""),
        new("alert/pelvic-drop/x", "", ""),
        new("cmd/coach/stop/now", "", ""),
        new("cmd/stop", "", ""),
        new("ack/a/b", "", ""),
    ];

    public bool MayWrite(string role) => Writers.Split(' ').Contains(role);

    public bool MayRead(string role) => Readers.Split(' ').Contains(role);
}
