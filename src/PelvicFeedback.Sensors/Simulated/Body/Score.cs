using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// What the exercises are written into: moves of the pelvis, changes of stance, marks and truth, ahead of the time at which they are
/// played. Times are seconds since the session's first instant.
/// </summary>
internal sealed class Score
{
    private readonly double[] _planned = new double[Enum.GetValues<Channel>().Length];
    private readonly Seconds _clockStart;
    private long _written;

    public Score(SimulatedPatient patient, SimulatedSession session, Seeded random, Seconds clockStart)
    {
        (Patient, Session, Random, _clockStart) = (patient, session, random, clockStart);
        Tracks = [.. _planned.Select((_, i) => new Track(i == (int)Channel.StandingSway ? 1 : 0))];
        _planned[(int)Channel.StandingSway] = 1;
    }

    public SimulatedPatient Patient { get; }

    public SimulatedSession Session { get; }

    public Seeded Random { get; }

    public Track[] Tracks { get; }

    /// <summary>Up to here everything is written.</summary>
    public double Now { get; private set; }

    public PriorityQueue<Stance, (double, long)> Stances { get; } = new();

    public PriorityQueue<Mark, (double, long)> Marks { get; } = new();

    public PriorityQueue<TruthEvent, (double, long)> Events { get; } = new();

    public double Draw(Between range) => Random.Draw(range);

    public double Draw(double least, double most) => Random.Draw(least, most);

    /// <summary>The value a channel has once every move written so far is over.</summary>
    public double Planned(Channel channel) => _planned[(int)channel];

    /// <summary>A minimum-jerk move to a value.</summary>
    public void Move(Channel channel, double to, double at, double duration)
    {
        var change = to - _planned[(int)channel];
        if (change != 0)
        {
            Add(channel, new(at, duration, change, 0));
        }
    }

    /// <summary>A change that comes and goes and leaves nothing: a smooth swell about its middle.</summary>
    /// <param name="channel">The quantity.</param>
    /// <param name="peak">Its value in the middle, in the quantity's unit.</param>
    /// <param name="middle">When that is.</param>
    /// <param name="reach">How long before and after the middle there is something of it; s, positive.</param>
    public void Swell(Channel channel, double peak, double middle, double reach)
    {
        if (peak != 0)
        {
            Add(channel, new(middle - reach, 2 * reach, 0, 0, peak));
        }
    }

    /// <summary>The pelvis falls a little, and the floor stops it at <paramref name="contact"/>; returns by how much it is lower.</summary>
    public double Fall(double contact, double fall, double stop, double peakAcceleration)
    {
        var move = Simulated.Move.Falling(contact, fall, stop, peakAcceleration);
        Add(Channel.Up, move);
        return -move.Change;
    }

    public void Stand(Stance stance, double at) => Stances.Enqueue(stance, (at, _written++));

    public void Mark(Mark mark)
    {
        if (Session.Marks)
        {
            Marks.Enqueue(mark, (Now, _written++));
        }
    }

    public void Tell(double at, TruthEvent happened) => Events.Enqueue(happened, (at, _written++));

    public void Wait(double seconds) => Now += seconds;

    public void WaitUntil(double time) => Now = Math.Max(Now, time);

    public SampleTime Clock(double time) => new(_clockStart.Value + time);

    private void Add(Channel channel, Move move)
    {
        _planned[(int)channel] += move.Change;
        Tracks[(int)channel].Add(move);
    }
}
