namespace PelvicFeedback.Worker.Export;

/// <summary>Where the home's data lies.</summary>
internal static class DataFolder
{
    /// <summary><c>PELVIC_DATA</c>, else the platform's application-data folder.</summary>
    public static string Default => Environment.GetEnvironmentVariable("PELVIC_DATA") is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "pelvicfeedback");
}
