using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// A name that says nothing about whom it names: 1–32 characters of <c>a–z</c>, <c>0–9</c> and <c>-</c>. Sites, patients, streams
/// and sessions have one. A name, never a patient's: nothing can check that here.
/// </summary>
public sealed record Pseudonym
{
    /// <summary>The longest that is allowed, in characters.</summary>
    public const int MaxLength = 32;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly string _text;

    private Pseudonym(string text) => _text = text;

    /// <summary>Reads a pseudonym.</summary>
    /// <returns>False when it is empty, too long or has another character in it.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Pseudonym? pseudonym)
    {
        pseudonym = IsValid(text) ? new(text!) : null;
        return pseudonym is not null;
    }

    /// <summary>Reads a pseudonym that is known to be one.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Pseudonym Parse(string text) => TryParse(text, out var pseudonym)
        ? pseudonym
        : throw new FormatException($"'{text}' is not 1–{MaxLength} characters of a–z, 0–9 and '-'.");

    /// <summary>The text itself.</summary>
    public override string ToString() => _text;

    /// <summary>Whether a text of any length has only the letters of a pseudonym.</summary>
    internal static bool HasOnlyLetters(string text) => !text.AsSpan().ContainsAnyExcept(Letters);

    private static bool IsValid(string? text) => text is { Length: >= 1 and <= MaxLength } && HasOnlyLetters(text);
}
