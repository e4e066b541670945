namespace PelvicFeedback.Core.Streams;

/// <summary>Which version of the arithmetic made a result. It changes whenever the same recording may give another number.</summary>
public static class Algorithm
{
    /// <summary>In every <c>result</c> line and on every report.</summary>
    public const string Version = "core-7";
}
