using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>What the library for the sensor's side is built with.</summary>
internal static class FirmwareTools
{
    public static readonly string[] Host = ["gcc", "python3"];
    public static readonly string[] CortexM4 = ["arm-none-eabi-gcc", "qemu-system-arm", "python3"];

    public static string? SkipWithout(string[] programs)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = programs.Where(program => !path.Any(folder => File.Exists(Path.Combine(folder, program)))).ToList();
        return OperatingSystem.IsWindows() ? "there is no sh" : missing.Count > 0 ? "missing: " + string.Join(", ", missing) : null;
    }

    /// <summary>The script that builds and tests the library.</summary>
    public static Command Check(string what, string folder) =>
        new("/bin/sh", Repository.Path("firmware-protocol", "c", "check.sh"), what, folder);
}

/// <summary>A fact about the library on this machine; skipped, and said so, where a program is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HostCompilerFactAttribute : FactAttribute
{
    public HostCompilerFactAttribute() => Skip = FirmwareTools.SkipWithout(FirmwareTools.Host);
}

/// <inheritdoc cref="HostCompilerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HostCompilerTheoryAttribute : TheoryAttribute
{
    public HostCompilerTheoryAttribute() => Skip = FirmwareTools.SkipWithout(FirmwareTools.Host);
}
