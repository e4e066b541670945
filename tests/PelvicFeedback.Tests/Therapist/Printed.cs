using System.Text;
using System.Text.RegularExpressions;

namespace PelvicFeedback.Tests.Therapist;

/// <summary>What came out on paper.</summary>
internal static partial class Printed
{
    /// <summary>How many pages a PDF has.</summary>
    public static int Pages(byte[] pdf) => Page().Count(Encoding.Latin1.GetString(pdf));

    [GeneratedRegex(@"/Type\s*/Page[^s]")]
    private static partial Regex Page();
}
