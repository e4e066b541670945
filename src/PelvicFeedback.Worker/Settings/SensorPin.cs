using System.Text.Json;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Worker.Settings;

/// <summary>
/// The patient's sensor, kept in the data folder from the first time on. Written when it was confirmed by two taps; forgotten only by
/// <c>scan --forget</c>.
/// </summary>
internal static class SensorPin
{
    private const string FileName = "sensor.json";

    /// <summary>The sensor that was confirmed; null for none, and where what was kept cannot be read.</summary>
    public static SensorIdentity? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<SensorIdentity>(File.ReadAllBytes(PathIn(folder))) is { Model.Length: > 0, Address.Length: > 0 } pinned ? pinned : null;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps it, in one step: a torn write leaves what there was.</summary>
    /// <exception cref="IOException">It cannot be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be kept.</exception>
    public static void Write(string folder, SensorIdentity sensor)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var fresh = PathIn(folder) + ".new";
        using (var file = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(file, sensor);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, PathIn(folder), overwrite: true);
    }

    /// <summary>Forgets it: the next start asks for two taps again.</summary>
    public static void Forget(string folder) => File.Delete(PathIn(folder));

    private static string PathIn(string folder) => Path.Combine(folder, FileName);
}
