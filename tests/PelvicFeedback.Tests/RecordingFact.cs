namespace PelvicFeedback.Tests;

/// <summary>The public recordings: in the folder that the environment variable PELVIC_RECORDINGS names. They are not part of the project.</summary>
public static class Recordings
{
    /// <summary>What a test that needs them says without them.</summary>
    public const string Absent = "skipped: no public recordings";

    /// <summary>The folder of that name, whether or not it exists.</summary>
    public static string Folder(string name) => Path.Combine(Environment.GetEnvironmentVariable("PELVIC_RECORDINGS") ?? string.Empty, name);

    internal static string? SkipUnless(string name) => Directory.Exists(Folder(name)) ? null : Absent;
}

/// <summary>A fact about a folder of the public recordings; skipped, and said so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingFactAttribute : FactAttribute
{
    public RecordingFactAttribute(string folder)
    {
        Folder = folder;
        Skip = Recordings.SkipUnless(folder);
    }

    public string Folder { get; }
}

/// <summary>A theory about a folder of the public recordings; skipped, and said so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingTheoryAttribute : TheoryAttribute
{
    public RecordingTheoryAttribute(string folder)
    {
        Folder = folder;
        Skip = Recordings.SkipUnless(folder);
    }

    public string Folder { get; }
}
