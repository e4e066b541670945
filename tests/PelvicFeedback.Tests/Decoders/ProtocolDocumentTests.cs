using System.Text.RegularExpressions;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>The protocol in words and the vectors that show it belong together.</summary>
public sealed partial class ProtocolDocumentTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(PelvisVectors.Folder, "protocol.md"));

    [Fact]
    public void Every_must_names_its_vectors()
    {
        var rules = Lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal) && line.Contains("MUST", StringComparison.Ordinal)).ToList();
        Assert.InRange(rules.Count, 60, 200);
        Assert.All(rules, rule => Assert.Matches(Vectors(), rule));
        Assert.DoesNotContain(
            Lines.Except(rules), line => line.Contains("MUST", StringComparison.Ordinal) && !line.Contains("RFC 2119", StringComparison.Ordinal)
                && !line.Contains("Each MUST", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_vector_is_named_and_every_name_is_a_vector()
    {
        var named = Lines.SelectMany(line => Vectors().Matches(line)).SelectMany(match => Name().Matches(match.Value)).Select(match => match.Groups[1].Value).ToHashSet();
        var vectors = PelvisVectors.All.Select(vector => vector.Name).ToHashSet();
        Assert.Empty(vectors.Except(named));
        Assert.Empty(named.Except(vectors));
    }

    [Fact]
    public void The_document_names_the_services_of_the_vectors()
    {
        var document = string.Join('\n', Lines);
        Assert.All(PelvisVectors.Root.GetProperty("uuids").EnumerateObject(), uuid => Assert.Contains($"`{uuid.Value.GetString()}`", document));
    }

    [GeneratedRegex(@"\((`[a-z0-9-]+`(, )?)+\)$")]
    private static partial Regex Vectors();

    [GeneratedRegex("`([a-z0-9-]+)`")]
    private static partial Regex Name();
}
