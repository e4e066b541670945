namespace PelvicFeedback.Sensors.Simulated;

/// <summary>One repetition done to a given pace: every six seconds, three out and three back, as well as a person keeps it.</summary>
/// <param name="Begin">When the pace begins it, s.</param>
/// <param name="Out">When the patient sets off: a moment later, having heard it.</param>
/// <param name="Turn">The end of the way out.</param>
/// <param name="Back">The beginning of the way back.</param>
/// <param name="End">When the patient is back; before the pace begins the next.</param>
internal readonly record struct PacedRepetition(double Begin, double Out, double Turn, double Back, double End)
{
    /// <summary>From one repetition's beginning to the next; s.</summary>
    public const double Cycle = 6;

    private static readonly Between FirstReaction = new(0.3, 0.6);
    private static readonly Between LaterReaction = new(0.05, 0.35);

    /// <summary>Repetition <paramref name="number"/>, from 1, of a pace that began at <paramref name="start"/>. The first is reacted to, the others are awaited.</summary>
    public static PacedRepetition Of(Score score, double start, int number)
    {
        var begin = start + ((number - 1) * Cycle);
        var turn = begin + 3 + score.Draw(-0.15, 0.3);
        return new(
            begin,
            begin + score.Draw(number == 1 ? FirstReaction : LaterReaction),
            turn,
            turn + score.Draw(0, 0.15),
            begin + Cycle - score.Draw(0, 0.3));
    }

    /// <summary>A quantity goes by so much on the way out, and back.</summary>
    public void Swing(Score score, Channel channel, double by, double from)
    {
        var rest = score.Planned(channel);
        score.Move(channel, rest + by, from, Turn - from);
        score.Move(channel, rest, Back, End - Back);
    }
}
