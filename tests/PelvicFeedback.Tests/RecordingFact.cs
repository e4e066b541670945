namespace PelvicFeedback.Tests;

/// <summary>Where the public recordings lie, if anywhere: they are not part of the project.</summary>
public static class PublicRecordings
{
    /// <summary>The folder that the environment variable <c>PELVIC_RECORDINGS</c> names, or null when there is none.</summary>
    public static string? Folder { get; } =
        Environment.GetEnvironmentVariable("PELVIC_RECORDINGS") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    internal const string Absent = "skipped: no public recordings";
}

/// <summary>A test that needs the public recordings.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingFactAttribute : FactAttribute
{
    public RecordingFactAttribute() => Skip = PublicRecordings.Folder is null ? PublicRecordings.Absent : null;
}

/// <summary>A parameterised test that needs the public recordings.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingTheoryAttribute : TheoryAttribute
{
    public RecordingTheoryAttribute() => Skip = PublicRecordings.Folder is null ? PublicRecordings.Absent : null;
}
