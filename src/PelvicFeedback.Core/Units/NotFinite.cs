using System.Diagnostics.CodeAnalysis;

namespace PelvicFeedback.Core.Units;

/// <summary>Refuses what is no number. Apart from the constructors that call it, so that these are short enough to vanish in their callers.</summary>
internal static class NotFinite
{
    /// <exception cref="ArgumentOutOfRangeException">Always.</exception>
    [DoesNotReturn]
    public static void Refuse(double value, string name, string why) => throw new ArgumentOutOfRangeException(name, value, why);
}
