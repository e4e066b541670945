using System.CommandLine;
using System.CommandLine.Parsing;

namespace PelvicFeedback.Worker.CommandLine;

/// <summary>Options whose text is read into a value at once; a text that is none is refused with the option's name and what it takes.</summary>
internal static class OptionText
{
    /// <summary>An option with one value; null when it is not given.</summary>
    /// <param name="name">Such as <c>--patient</c>.</param>
    /// <param name="form">The value's form, for the help.</param>
    /// <param name="description">For the help.</param>
    /// <param name="takes">What it takes, for the refusal.</param>
    /// <param name="read">Null when the text is no such value.</param>
    public static Option<T> Of<T>(string name, string form, string description, string takes, Func<string, T> read) => new(name)
    {
        HelpName = form,
        Description = description,
        CustomParser = result => Read(result, name, takes, read),
    };

    private static T Read<T>(ArgumentResult result, string name, string takes, Func<string, T> read)
    {
        var text = result.Tokens is [var token] ? token.Value : "";
        var value = read(text);
        if (value is null)
        {
            result.AddError($"{name} takes {takes}, not '{text}'");
        }

        return value;
    }
}
