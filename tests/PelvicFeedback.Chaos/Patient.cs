using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Chaos;

/// <summary>Whose events they are.</summary>
internal static class Patient
{
    public static PatientTopics Topics { get; } = new(Pseudonym.Parse("clinic"), Pseudonym.Parse("p7"));
}
