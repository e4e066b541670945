using System.Collections.Frozen;
using System.Text;

namespace PelvicFeedback.Core.Units;

/// <summary>The words of an enumeration in files and messages: its names in kebab case (<c>NotJudged</c> → <c>not-judged</c>).</summary>
public static class Words
{
    /// <summary>The word of a case.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Cache<T>.Known[value];

    private static string Kebab(string name)
    {
        var word = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && word.Length > 0)
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }

    private static class Cache<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Known =
            Enum.GetValues<T>().Distinct().ToFrozenDictionary(value => value, value => Kebab(value.ToString()));
    }
}
