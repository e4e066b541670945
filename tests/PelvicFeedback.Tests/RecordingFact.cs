namespace PelvicFeedback.Tests;

/// <summary>Where the public recordings lie, if anywhere: they are not part of the project.</summary>
public static class PublicRecordings
{
    internal const string Absent = "skipped: no public recordings";

    /// <summary>The folder that the environment variable <c>PELVIC_RECORDINGS</c> names, or null when there is none.</summary>
    public static string? Folder { get; } =
        Environment.GetEnvironmentVariable("PELVIC_RECORDINGS") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    /// <summary>A folder of them, whether or not it exists.</summary>
    public static string Under(string name) => Path.Combine(Folder ?? string.Empty, name);

    internal static string? SkipUnless(string name) => Folder is not null && Directory.Exists(Under(name)) ? null : Absent;
}

/// <summary>A fact about the public recordings, or a folder of them; skipped, and said so, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingFactAttribute : FactAttribute
{
    public RecordingFactAttribute(string folder = "")
    {
        Folder = folder;
        Skip = PublicRecordings.SkipUnless(folder);
    }

    public string Folder { get; }
}

/// <summary>A theory about the public recordings, or a folder of them; skipped, and said so, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingTheoryAttribute : TheoryAttribute
{
    public RecordingTheoryAttribute(string folder = "")
    {
        Folder = folder;
        Skip = PublicRecordings.SkipUnless(folder);
    }

    public string Folder { get; }
}
