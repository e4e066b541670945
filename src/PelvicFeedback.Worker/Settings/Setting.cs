using System.CommandLine;
using System.Text;

namespace PelvicFeedback.Worker.Settings;

/// <summary>
/// Something that a person may choose. Its one name is spelled for each place: <c>--left-axis</c> on the command line,
/// <c>PELVIC_LEFT_AXIS</c> in the environment, <c>leftAxis</c> in the file.
/// </summary>
/// <param name="name">In lower case with dashes.</param>
/// <param name="form">The value's form, for the help.</param>
/// <param name="description">For the help: what it does and what holds without it.</param>
internal abstract class Setting(string name, string form, string description)
{
    /// <summary>What variables of the environment begin with.</summary>
    public const string VariablePrefix = "PELVIC_";

    /// <summary>On the command line; text only, since all places are read alike.</summary>
    public Option<string?> Option { get; } = new("--" + name) { HelpName = form, Description = description };

    /// <summary>In the environment.</summary>
    public string Variable { get; } = VariablePrefix + name.ToUpperInvariant().Replace('-', '_');

    /// <summary>In the file.</summary>
    public string Key { get; } = CamelCase(name);

    private static string CamelCase(string name)
    {
        var words = name.Split('-');
        return words.Skip(1).Aggregate(new StringBuilder(words[0]), (key, word) => key.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1)).ToString();
    }
}

/// <summary>A setting whose text is read into a value.</summary>
/// <param name="name">In lower case with dashes.</param>
/// <param name="form">The value's form, for the help.</param>
/// <param name="description">For the help.</param>
/// <param name="takes">What it takes, for the refusal.</param>
/// <param name="read">Null when the text is no such value.</param>
internal sealed class Setting<T>(string name, string form, string description, string takes, Func<string, T?> read)
    : Setting(name, form, description)
{
    /// <summary>The value of a text; null, and a reason added, when it is none.</summary>
    public T? Read(string text, string place, ICollection<string> refusals)
    {
        var value = read(text);
        if (value is null)
        {
            refusals.Add($"{place} takes {takes}, not '{text}'");
        }

        return value;
    }
}
