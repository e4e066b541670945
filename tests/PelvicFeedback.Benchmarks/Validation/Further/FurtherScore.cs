namespace PelvicFeedback.Benchmarks.Validation.Further;

/// <summary>What the pipeline said of sessions of the further exercises, held against the truth.</summary>
public sealed class FurtherScore
{
    public double Hours { get; private set; }

    public LimitScore Limits { get; } = new();

    public PaceScore Pace { get; } = new();

    public BridgeScore Bridges { get; } = new();

    public TestScore Tests { get; } = new();

    public WalkScore Walks { get; } = new();

    public List<string> Notes { get; } = [];

    public static FurtherScore Of(Played played)
    {
        var score = new FurtherScore { Hours = played.Hours };
        score.Limits.Score(played, score.Notes);
        score.Pace.Score(played, score.Notes);
        score.Bridges.Score(played, score.Notes);
        score.Tests.Score(played, score.Notes);
        score.Walks.Score(played, score.Notes);
        return score;
    }

    public FurtherScore Add(FurtherScore other)
    {
        Hours += other.Hours;
        Limits.Add(other.Limits);
        Pace.Add(other.Pace);
        Bridges.Add(other.Bridges);
        Tests.Add(other.Tests);
        Walks.Add(other.Walks);
        Notes.AddRange(other.Notes);
        return this;
    }
}
