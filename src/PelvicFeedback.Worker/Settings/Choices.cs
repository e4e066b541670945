using System.CommandLine;
using Microsoft.Extensions.Configuration;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Settings;

/// <summary>What was chosen, and where: the command line over the environment over the file over the defaults. Collects every refusal.</summary>
internal sealed class Choices
{
    private readonly List<string> _refusals = [];
    private readonly Func<Setting, (string Place, string Text)?>[] _places;

    /// <param name="commandLine">What the command line says of a setting; null for nothing.</param>
    /// <param name="environment">What the environment has under a name; null for nothing.</param>
    /// <param name="file">The file's name and content; null for no file.</param>
    /// <param name="known">The settings that the file may have.</param>
    public Choices(
        Func<Setting, string?> commandLine, Func<string, string?> environment, (string Name, Stream Json)? file, IEnumerable<Setting> known)
    {
        var (name, values) = file is { } given ? (given.Name, ReadFile(given.Name, given.Json, known)) : ("", []);
        _places =
        [
            setting => commandLine(setting) is { } text ? (setting.Option.Name, text) : null,
            setting => environment(setting.Variable) is { Length: > 0 } text ? (setting.Variable, text) : null,
            setting => values.GetValueOrDefault(setting.Key) is { } text ? ($"{name}: {setting.Key}", text) : null,
        ];
    }

    /// <summary>Reads the places of a real start.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="known">The settings that the file may have.</param>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    public static Choices Of(ParseResult parsed, IReadOnlyCollection<Setting> known)
    {
        var none = new Choices(setting => parsed.GetValue(setting.Option), Environment.GetEnvironmentVariable, null, []);
        if (none.Of(SettingsFile) is not { } path)
        {
            return none;
        }

        try
        {
            using var json = File.OpenRead(path);
            return new(setting => parsed.GetValue(setting.Option), Environment.GetEnvironmentVariable, (path, json), known);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Unusable, $"{path}: the settings cannot be read: {unusable.Message}", unusable);
        }
    }

    /// <summary>Where the file is; the one setting that the file cannot have.</summary>
    public static Setting<string> SettingsFile { get; } =
        new("config", "FILE", "A JSON file with settings, such as {\"patient\": \"p7\", \"leftAxis\": \"-x\"}", "a file", text => text);

    /// <summary>A value; the default of its type when nobody chose one, or none that makes sense.</summary>
    public T? Of<T>(Setting<T> setting)
    {
        foreach (var place in _places)
        {
            if (place(setting) is { } found)
            {
                return setting.Read(found.Text, found.Place, _refusals);
            }
        }

        return default;
    }

    /// <summary>Adds a refusal that is about more than one setting.</summary>
    public void Refuse(string why) => _refusals.Add(why);

    /// <summary>To be called after the last value was read.</summary>
    /// <exception cref="CommandException">There were refusals; it has all of them.</exception>
    public void Check()
    {
        if (_refusals.Count > 0)
        {
            throw new CommandException(ExitCode.Unusable, _refusals);
        }
    }

    private Dictionary<string, string> ReadFile(string name, Stream json, IEnumerable<Setting> known)
    {
        var keys = known.Select(setting => setting.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            foreach (var (key, value) in new ConfigurationBuilder().AddJsonStream(json).Build().AsEnumerable())
            {
                if (!keys.Contains(key.Split(':')[0]))
                {
                    _refusals.Add($"{name}: {key} is no setting; there are {string.Join(", ", keys)}");
                }
                else if (key.Contains(':', StringComparison.Ordinal))
                {
                    _refusals.Add($"{name}: {key.Split(':')[0]} takes one value, not a list or an object");
                }
                else if (value is not null)
                {
                    values[key] = value;
                }
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or FormatException or System.Text.Json.JsonException)
        {
            _refusals.Add($"{name}: is no JSON object: {(broken.InnerException ?? broken).Message}");
        }

        return values;
    }
}
