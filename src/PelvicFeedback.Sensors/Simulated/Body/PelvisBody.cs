using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// The patient's pelvis through a session: plays what the exercises write, and sways. It is asked for rising times only, at any
/// spacing, and is the same at an instant whatever the spacing was.
/// </summary>
internal sealed class PelvisBody
{
    private const double Degree = Math.PI / 180;
    private readonly Score _score;
    private readonly IEnumerator<double> _script;
    private readonly Sways _standing;
    private readonly Sways _oneLeg;
    private readonly Sways _bridge;
    private bool _moreToWrite = true;
    private Stance _stance = Stance.Both;

    public PelvisBody(SimulatedPatient patient, SimulatedSession session, int seed, Seconds clockStart)
        : this(patient, session, seed, clockStart, SessionScript.Write)
    {
    }

    /// <summary>A body that does what is written while it moves.</summary>
    public PelvisBody(SimulatedPatient patient, SimulatedSession session, int seed, Seconds clockStart, Func<Score, IEnumerable<double>> write)
    {
        _standing = Sways.OfStanding(patient, Seeded.For(seed, "standing sway"));
        _oneLeg = Sways.OfOneLeg(patient, Seeded.For(seed, "one-leg sway"));
        _bridge = Sways.OfBridge(patient, Seeded.For(seed, "bridge sway"));
        _score = new(patient, session, Seeded.For(seed, "movement"), clockStart);
        _script = write(_score).GetEnumerator();
    }

    /// <summary>Whether the session is still going on at that time; writes what is needed to play it.</summary>
    public bool Reaches(double time)
    {
        while (_moreToWrite && time >= _score.Now)
        {
            _moreToWrite = _script.MoveNext();
        }

        return _moreToWrite || time < _score.Now;
    }

    /// <summary>The pelvis at a time that <see cref="Reaches"/> was asked for.</summary>
    public PelvisMotion At(double time)
    {
        while (_score.Stances.TryPeek(out var stance, out var due) && due.Item1 <= time)
        {
            _stance = stance;
            _score.Stances.Dequeue();
        }

        Jet forward = On(Channel.Forward, time), left = On(Channel.Left, time), up = On(Channel.Up, time);
        Jet turn = On(Channel.Turn, time), obliquity = On(Channel.Obliquity, time), tilt = On(Channel.Tilt, time);
        var roll = On(Channel.Roll, time);
        _standing.AddTo(ref forward, ref left, ref turn, ref obliquity, ref tilt, On(Channel.StandingSway, time), time);
        _oneLeg.AddTo(ref forward, ref left, ref turn, ref obliquity, ref tilt, On(Channel.OneLegSway, time), time);
        _bridge.AddTo(ref forward, ref left, ref roll, ref obliquity, ref tilt, On(Channel.BridgeSway, time), time);
        obliquity *= Degree;

        // A dropping pelvis hangs on the stance hip: its middle goes down and inward on a circle about that hip.
        var pivot = On(Channel.Pivot, time) * _score.Patient.HalfHipWidth;
        var (sin, cos) = Jet.SinCos(obliquity);
        up -= pivot * sin;
        left += pivot * (1 - cos);

        // Ways are written along the patient's own forward and left; turn them into the frame of the session's beginning.
        var facing = On(Channel.Facing, time) * Degree;
        var (sinFacing, cosFacing) = Jet.SinCos(facing);
        return new(
            (cosFacing * forward) - (sinFacing * left) + On(Channel.AwayForward, time),
            (sinFacing * forward) + (cosFacing * left) + On(Channel.AwayLeft, time),
            up,
            facing + (turn * Degree),
            obliquity,
            tilt * Degree,
            roll * Degree,
            _stance);
    }

    /// <summary>The next mark that is due, or null.</summary>
    public Mark? NextMark(double time) =>
        _score.Marks.TryPeek(out _, out var due) && due.Item1 <= time ? _score.Marks.Dequeue() : null;

    /// <summary>The next event that has happened, or null.</summary>
    public TruthEvent? NextEvent(double time) =>
        _score.Events.TryPeek(out _, out var due) && due.Item1 <= time ? _score.Events.Dequeue() : null;

    private Jet On(Channel channel, double time) => _score.Tracks[(int)channel].At(time);
}
