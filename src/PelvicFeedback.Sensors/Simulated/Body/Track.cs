namespace PelvicFeedback.Sensors.Simulated;

/// <summary>One quantity over time: where it rests, and the moves under way. Time is asked for in rising order only.</summary>
internal sealed class Track(double rest)
{
    private readonly List<Move> _moves = [];
    private double _rest = rest;

    public void Add(Move move) => _moves.Add(move);

    public Jet At(double time)
    {
        Jet sum = _rest;
        for (var i = _moves.Count - 1; i >= 0; i--)
        {
            var move = _moves[i];
            if (time >= move.End)
            {
                _rest += move.Change;
                sum += move.Change;
                _moves.RemoveAt(i);
            }
            else if (time > move.Start)
            {
                sum += move.At(time);
            }
        }

        return sum;
    }
}
