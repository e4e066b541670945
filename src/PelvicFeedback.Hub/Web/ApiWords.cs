using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Live;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Reports;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Web;

/// <summary>
/// The codes that a text of the API's can be, from the enumerations that they are made of: in its description, and so in the list that the therapist's page is held
/// against, which has to have words for each.
/// </summary>
internal static class ApiWords
{
    private static readonly Dictionary<(Type Record, string Field), IReadOnlyList<string>> Known = new()
    {
        [(typeof(Health), "link")] = All<LinkPhase>(),
        [(typeof(WallCard), "standing")] = [Words.Of(PatientStanding.Active), Words.Of(PatientStanding.Revoked)],
        [(typeof(PatientView), "standing")] = [Words.Of(PatientStanding.Active), Words.Of(PatientStanding.Revoked)],
        [(typeof(OpenAlarm), "kind")] = All<AlarmKind>(),
        [(typeof(OpenAlarm), "priority")] = All<AlarmPriority>(),
        [(typeof(HomesAnswer), "state")] = All<HomeAnswer>(),
        [(typeof(HomesAnswer), "reason")] = All<Refusal>(),
        [(typeof(HomesPlan), "state")] = [PlanDoor.NoPlan, PlanDoor.NotThere, PlanDoor.Sent, Words.Of(PlanAnswer.Accepted), Words.Of(PlanAnswer.Refused)],
        [(typeof(HomesPlan), "reason")] = All<Refusal>(),
        [(typeof(PlanError), "code")] = [.. All<MessageFaultKind>(), .. All<PlanFlaw>()],
        [(typeof(BandPreview), "why")] = All<NoPreview>(),
    };

    /// <summary>Says them in the description.</summary>
    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        foreach (var (name, field) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (field is OpenApiSchema text && Known.TryGetValue((context.JsonTypeInfo.Type, name), out var words))
            {
                text.Enum = [.. words.Select(word => (JsonNode)word), .. text.Type?.HasFlag(JsonSchemaType.Null) == true ? [JsonNullSentinel.JsonNull] : Array.Empty<JsonNode>()];
            }
        }

        return Task.CompletedTask;
    }

    private static List<string> All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Words.Of)];
}
