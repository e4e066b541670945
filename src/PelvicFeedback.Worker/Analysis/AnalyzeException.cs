namespace PelvicFeedback.Worker.Analysis;

/// <summary>Why nothing can come of it: <see cref="Exception.Message"/> is one line that says what, where and what to do.</summary>
internal sealed class AnalyzeException(string message, bool unusable, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>True for arguments that cannot be used (exit 2), false for what failed on the way (exit 1).</summary>
    public bool Unusable => unusable;
}
