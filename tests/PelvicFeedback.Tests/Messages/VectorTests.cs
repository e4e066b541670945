using System.Text;
using System.Text.Json;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Tests.Messages;

public class VectorTests
{
    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var message in new[] { "live", "alert" })
        {
            foreach (var vector in DocumentsOfMessages.Vectors(message))
            {
                all.Add(message, vector.Name);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_schema_says_what_the_vector_says(string message, string name)
    {
        var vector = Find(message, name);
        var violation = DocumentsOfMessages.Schema(message).Violation(vector.Payload);
        Assert.True(vector.Valid == violation is null, violation ?? "The schema takes it.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_decoder_says_what_the_vector_says(string message, string name)
    {
        var vector = Find(message, name);
        var fault = Read(message, Encoding.UTF8.GetBytes(vector.Payload.GetRawText()));
        Assert.True(vector.Valid == fault is null, fault?.ToString() ?? "The decoder takes it.");
    }

    [Theory]
    [InlineData("live")]
    [InlineData("alert")]
    public void Every_field_has_a_vector_without_it(string message)
    {
        var vectors = DocumentsOfMessages.Vectors(message);
        var fields = vectors[0].Payload.EnumerateObject().Select(field => "missing " + field.Name);
        Assert.Empty(fields.Except(vectors.Where(vector => !vector.Valid).Select(vector => vector.Name)));
    }

    [Theory]
    [InlineData("""{"type":"string","minLength":1}""")]
    [InlineData("""{"format":"email"}""")]
    [InlineData("""{"type":"array"}""")]
    public void The_validator_refuses_a_rule_that_it_does_not_check(string rule)
    {
        var folder = Directory.CreateTempSubdirectory("pelvicfeedback-test-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "x.json"), "{\"$id\":\"x.json\",\"properties\":{\"a\":" + rule + "}}");
            var schema = new SubsetSchema(folder.FullName, "x.json");
            using var value = JsonDocument.Parse("""{"a":"b"}""");
            Assert.Throws<NotSupportedException>(() => schema.Violation(value.RootElement));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static MessageFault? Read(string message, byte[] payload) => message == "live"
        ? MessageReader.TryRead(payload, out LiveMessage _)
        : MessageReader.TryRead(payload, out AlertMessage? _);

    private static DocumentsOfMessages.Vector Find(string message, string name) =>
        DocumentsOfMessages.Vectors(message).Single(vector => vector.Name == name);
}
