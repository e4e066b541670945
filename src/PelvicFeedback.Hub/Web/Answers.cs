using System.Text.Json.Nodes;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Reports;

namespace PelvicFeedback.Hub.Web;

/// <summary>What the API answers where no other room has a record for it; fields and their meanings: <c>docs/hub.md</c>.</summary>
/// <param name="Link">The broker's.</param>
/// <param name="Waiting">Events that wait to be written down.</param>
/// <param name="CertificateEnds">From when on homes refuse the hub's certificate.</param>
internal sealed record Health(string Link, int Waiting, string CertificateEnds);

/// <summary>The token to be sent as <c>X-Antiforgery</c>.</summary>
internal sealed record AntiforgeryToken(string? Token);

/// <summary>Who is signed in.</summary>
internal sealed record Me(string Name, string Site, IReadOnlyList<string> Roles, bool FirstPassword);

/// <summary>How one may sign in; <c>openId</c> is null where no provider is set.</summary>
internal sealed record SignInMethods(bool Password, OpenIdMethod? OpenId);

/// <summary>A provider, as the page calls it.</summary>
internal sealed record OpenIdMethod(string Name);

/// <summary>An account of the site.</summary>
internal sealed record AccountEntry(string Name, IReadOnlyList<string> Roles);

/// <summary>An account that was made, or given another password, which is in this answer alone.</summary>
internal sealed record MadeAccount(string Name, string Password);

/// <summary>The trail: how many entries, the last hash, the first entry that was changed, and the newest entries.</summary>
internal sealed record Trail(long Entries, string Last, long? Broken, IReadOnlyList<AuditEntry> Newest);

/// <summary>What came, and what became of it, since the start.</summary>
internal sealed record IngestFacts(string? Link, int Waiting, long Oversized, IReadOnlyDictionary<string, long> Counts);

/// <summary>A patient's pseudonym.</summary>
internal sealed record AddedPatient(string Patient);

/// <summary>A patient with his sessions, the newest first.</summary>
internal sealed record PatientView(string Patient, string? Name, string Standing, IReadOnlyList<SessionRow> Sessions);

/// <summary>A session: from its first event to its last, by the home's clock, and whether that cannot be right; of the newest twenty also what it came to.</summary>
internal sealed record SessionRow(string Session, string From, string To, long Events, bool ClockDoubtful, SessionGlance? Glance);

/// <summary>A code for <c>pelvicfeedback pair</c>, good once, and for how many minutes.</summary>
internal sealed record IssuedCode(string Code, int Minutes);

/// <summary>What is done as far as the hub can; the rest is somebody's to do.</summary>
internal sealed record LeftToDo(string Left);

/// <summary>What is wrong with what was sent, field by field.</summary>
internal sealed record Invalid(IReadOnlyList<PlanError> Errors);

/// <summary>Somebody else was first: the revision that counts.</summary>
internal sealed record Newer(long Revision);

/// <summary>The plan that counts, in the form of <c>docs/messages/plan.schema.json</c>, and what became of it.</summary>
internal sealed record PlanView(JsonNode? Plan, long Revision, string? SavedAt, string? SavedBy, HomesPlan Home, IReadOnlyList<OpenProposal> Proposals);

/// <summary>What the home said to the newest plan, and the newest revision that it follows.</summary>
internal sealed record HomesPlan(string State, string? Reason, long? Revision);

/// <summary>What the home said.</summary>
internal sealed record HomesAnswer(string State, string? Reason);
